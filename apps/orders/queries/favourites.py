"""Reads: the baskets that a customer keeps."""

from datetime import datetime
from uuid import UUID

from apps.orders.models import Favourite
from apps.orders.queries.sale_answers import RequestedLineAnswer
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.edge.answers import Answer


class FavouriteAnswer(Answer):
    """A basket under a name: `lines` as they are ordered, `address_id` the saved address that it goes to, if any."""

    id: UUID
    name: str
    store_id: UUID
    service: ServiceMethod
    address_id: UUID | None
    lines: list[RequestedLineAnswer]
    kept_at: datetime


def list_favourites(customer_id: UUID) -> list[FavouriteAnswer]:
    """All that the customer keeps, the newest first."""
    rows = Favourite.objects.filter(customer_id=customer_id).order_by("-kept_at", "-id")
    return list(FavouriteAnswer.of_all(rows))
