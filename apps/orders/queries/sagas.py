"""An order's saga, locked for a change."""

from uuid import UUID

from apps.orders.models import OrderSaga
from dominos.kernel.errors import NotFound
from dominos.kernel.prepared import Prepared

_LOCKED = Prepared(lambda: OrderSaga.objects.select_related("order").select_for_update())


def locked(order_id: UUID) -> OrderSaga:
    """The order's saga with its order, both locked until the unit of work ends. NotFound."""
    saga = _LOCKED.get(order_id)
    if saga is None:
        raise NotFound("There is no such order.")
    return saga
