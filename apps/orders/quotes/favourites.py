"""Saving a basket under a name, and deleting it."""

from dataclasses import dataclass
from uuid import UUID

from apps.menu.contract.types import LineRequest
from apps.orders.contract.errors import TooManyFavourites
from apps.orders.domain.favourites import MAX_FAVOURITES
from apps.orders.domain.sold_lines import line_body
from apps.orders.models import Favourite
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import ServiceMethod
from apps.users.contract.service import UsersService
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.postgres.locks import one_at_a_time
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """A basket to save, with its name."""

    name: str
    store_id: UUID
    service: ServiceMethod
    address_id: UUID | None
    lines: list[LineRequest]


def keep(basket: Basket, customer_id: UUID) -> None:
    """Saves a basket, replacing the one of the same name.

    NotFound for an unknown store, and for an address that is not this customer's; TooManyFavourites.
    """
    service(StoresService).get_store(store_id=basket.store_id)
    if basket.address_id is not None:
        service(UsersService).get_address(user_id=customer_id, address_id=basket.address_id)
    with unit_of_work("orders"):
        one_at_a_time(f"favourites of {customer_id}")
        theirs = Favourite.objects.filter(customer_id=customer_id)
        if theirs.exclude(name=basket.name).count() >= MAX_FAVOURITES:
            raise TooManyFavourites
        theirs.update_or_create(
            customer_id=customer_id,
            name=basket.name,
            defaults={
                "store_id": basket.store_id,
                "service": basket.service.value,
                "address_id": basket.address_id,
                "lines": [line_body(line) for line in basket.lines],
                "kept_at": now(),
            },
        )


def forget(favourite_id: UUID, customer_id: UUID) -> None:
    """Deletes one of this customer's. NotFound."""
    with unit_of_work("orders"):
        gone, _ = Favourite.objects.filter(customer_id=customer_id, id=favourite_id).delete()
        if not gone:
            raise NotFound("There is no such favourite of yours.")
