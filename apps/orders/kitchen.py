"""How busy a store's kitchen is."""

from uuid import UUID

from django.db.models import Q, Sum

from apps.orders.contract.types import OrderStatus
from apps.orders.eta import Load
from apps.orders.models import KITCHEN_STATUSES, Order

_TO_MAKE = Q(status__in=(OrderStatus.PLACED, OrderStatus.ACCEPTED, OrderStatus.PREPARING))
_TO_BAKE = _TO_MAKE | Q(status=OrderStatus.BAKING)


def kitchen_load(store_id: UUID, *, but: UUID | None = None) -> Load:
    """The pizzas in the store's kitchen now, those of the order `but` left out."""
    orders = Order.objects.filter(store_id=store_id, status__in=KITCHEN_STATUSES)
    if but is not None:
        orders = orders.exclude(pk=but)
    found = orders.aggregate(
        to_make=Sum("pizzas", filter=_TO_MAKE, default=0), to_bake=Sum("pizzas", filter=_TO_BAKE, default=0)
    )
    return Load(found["to_make"], found["to_bake"])
