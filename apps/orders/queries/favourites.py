"""Reads: a customer's saved baskets."""

from datetime import datetime
from uuid import UUID

from apps.orders.models import Favourite
from apps.orders.queries.sale_answers import RequestedLineAnswer
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.edge.answers import Answer


class FavouriteAnswer(Answer):
    """A saved basket: `lines` in the form of a request, `address_id` the saved address it goes to, if any."""

    id: UUID
    name: str
    store_id: UUID
    service: ServiceMethod
    address_id: UUID | None
    lines: list[RequestedLineAnswer]
    kept_at: datetime


def list_favourites(customer_id: UUID) -> list[FavouriteAnswer]:
    """All saved baskets of the customer, newest first."""
    rows = Favourite.objects.filter(customer_id=customer_id).order_by("-kept_at", "-id")
    return list(FavouriteAnswer.of_all(rows))
