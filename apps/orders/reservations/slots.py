"""What is left of the slots for orders ahead, whose seats are unpaid until their order is paid."""

from django.db.models import F

from apps.orders.domain.open_orders import unpaid_seats
from apps.orders.models import Order, SlotUse
from apps.stores.contract.types import Slot


def pay_seat(order: Order) -> None:
    """Marks the order's place as paid."""
    if order.scheduled_for is not None:
        seat = SlotUse.objects.filter(
            store_id=order.store_id, service=order.service, starts_at=order.scheduled_for
        )
        seat.filter(unpaid_orders__gt=0).update(
            unpaid_orders=F("unpaid_orders") - 1, unpaid_pizzas=F("unpaid_pizzas") - order.pizzas
        )


def _or_any(limit: int | None) -> int:
    return 2**31 - 1 if limit is None else limit


def is_free(slot: Slot, taken: SlotUse | None, pizzas: int = 0) -> bool:
    """Whether the slot has capacity for another order of so many pizzas."""
    use = taken or SlotUse(orders=0, pizzas=0)
    most_orders, most_pizzas = _or_any(slot.orders), _or_any(slot.pizzas)
    is_unpaid_full = use.unpaid_orders >= unpaid_seats(most_orders) or (
        use.unpaid_pizzas > 0 and use.unpaid_pizzas + pizzas > unpaid_seats(most_pizzas)
    )
    return use.orders < most_orders and use.pizzas + pizzas <= most_pizzas and not is_unpaid_full
