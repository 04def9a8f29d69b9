"""What happens to deliveries. The subject is the order."""

from datetime import datetime
from uuid import UUID

from dominos.kernel.messaging.messages import Event, message


@message("delivery.courier_offered")
class CourierOffered(Event):
    """A courier is offered a run of so many stops, until `expires_at`, while nobody looks at their page.

    The subject is the run. Who looks is offered it over their socket alone.
    """

    run: UUID
    courier_id: UUID
    stops: int
    expires_at: datetime


@message("delivery.courier_assigned")
class CourierAssigned(Event):
    """A courier accepted the offer."""

    order_id: UUID
    courier_id: UUID
    courier_name: str


@message("delivery.food_without_courier")
class FoodWithoutCourier(Event):
    """The food has been ready since `ready_at`, for as long as is alarming, and no courier has accepted to bring it."""

    order_id: UUID
    store_id: UUID
    ready_at: datetime


@message("delivery.courier_waits")
class CourierWaits(Event):
    """The assigned courier stands at the store, and the food that was to be ready at `ready_at` is not."""

    order_id: UUID
    store_id: UUID
    courier_name: str
    ready_at: datetime


@message("delivery.order_picked_up")
class OrderPickedUp(Event):
    """The assigned courier has the food: taken from the store, or on the road from another courier."""

    order_id: UUID
    courier_id: UUID
    at: datetime


@message("delivery.courier_arrived")
class CourierArrived(Event):
    """The assigned courier stands at the door."""

    order_id: UUID
    courier_id: UUID
    at: datetime


@message("delivery.order_delivered")
class OrderDelivered(Event):
    """The customer has the food; `proof` is `pin`, `photo`, `none`, or `staff` where a manager or support told it."""

    order_id: UUID
    courier_id: UUID
    proof: str
    at: datetime


@message("delivery.delivery_failed", personal=("reason",))
class DeliveryFailed(Event):
    """Nobody took the food after the attempts the rule asks for, or a manager or support ended the delivery."""

    order_id: UUID
    courier_id: UUID
    reason: str
    at: datetime


@message("delivery.shift_ended")
class ShiftEnded(Event):
    """A courier went home. The subject is the shift, `store_id` the courier's own store, else the last one worked for.

    `worked_minutes` are rounded and hold no breaks; those are in `break_minutes`.
    """

    shift_id: UUID
    courier_id: UUID
    store_id: UUID | None
    started_at: datetime
    ended_at: datetime
    worked_minutes: int
    break_minutes: int
    courier_name: str = ""


@message("delivery.eta_changed")
class EtaChanged(Event):
    """The window the customer sees moved, and why."""

    order_id: UUID
    eta_from: datetime
    eta_to: datetime
    cause: str


@message("delivery.courier_nearby")
class CourierNearby(Event):
    """The courier's position is close to the customer's door."""

    order_id: UUID
    courier_id: UUID
    at: datetime
