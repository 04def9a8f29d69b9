"""A customer who collects the order checks in at the store, and the make line shows it."""

from uuid import UUID

from apps.orders.contract.errors import NotCollected
from apps.orders.domain.states import COLLECTED
from apps.orders.domain.tracker_stages import KITCHEN
from apps.orders.lifecycle.pushes import announce_after_commit
from apps.orders.models import Order
from apps.orders.queries.sagas import locked
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.clock import now
from dominos.kernel.errors import FieldError, Invalid
from dominos.kernel.unit_of_work import unit_of_work


def check_in(order_id: UUID, *, parking_spot: str = "", vehicle: str = "") -> Order:
    """Records the customer's arrival; repeating it may change spot and car, but not the time.

    Curbside needs the spot or the car to find them by. Raises NotFound, NotCollected, Invalid.
    """
    with unit_of_work("orders"):
        order = locked(order_id).order
        if order.method not in COLLECTED or order.state not in KITCHEN:
            raise NotCollected(order_status=order.status)
        if order.method is ServiceMethod.CURBSIDE and not (parking_spot or vehicle):
            raise Invalid(
                errors=[FieldError("vehicle", "Say where you stand or what you drive.", "required")]
            )
        order.checked_in_at = order.checked_in_at or now()
        order.parking_spot, order.vehicle = parking_spot, vehicle
        order.save(update_fields=["checked_in_at", "parking_spot", "vehicle"])
        announce_after_commit(order)
        return order
