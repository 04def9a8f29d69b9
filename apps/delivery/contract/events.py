"""Events of the delivery app. The subject is the order."""

from datetime import datetime
from uuid import UUID

from dominos.kernel.messaging.messages import Event, message


@message("delivery.courier_offered")
class CourierOffered(Event):
    """A run of `stops` stops is offered to a courier until `expires_at`, while their page is not visible.

    The subject is the run. Couriers with a visible page get the offer over their socket only.
    """

    run: UUID
    courier_id: UUID
    stops: int
    expires_at: datetime


@message("delivery.courier_assigned")
class CourierAssigned(Event):
    """A courier accepted the offer, or one of a `provider` will bring it: then `courier_id` is nobody's account."""

    order_id: UUID
    courier_id: UUID
    courier_name: str
    provider: str = ""


@message("delivery.food_without_courier")
class FoodWithoutCourier(Event):
    """The food has been ready since `ready_at`, which is alarmingly long, and no courier has accepted it."""

    order_id: UUID
    store_id: UUID
    ready_at: datetime


@message("delivery.courier_waits")
class CourierWaits(Event):
    """The assigned courier is at the store, and the food due at `ready_at` is not ready."""

    order_id: UUID
    store_id: UUID
    courier_name: str
    ready_at: datetime


@message("delivery.order_picked_up")
class OrderPickedUp(Event):
    """The assigned courier has the food: from the store, or on the road from another courier."""

    order_id: UUID
    courier_id: UUID
    at: datetime


@message("delivery.courier_arrived")
class CourierArrived(Event):
    """The assigned courier is at the door."""

    order_id: UUID
    courier_id: UUID
    at: datetime


@message("delivery.order_delivered")
class OrderDelivered(Event):
    """The customer has the food; `proof` is `pin`, `photo`, `none`, or `staff` if a manager or support reported it.

    Delivered by a courier of a `provider`, or of ours.
    """

    order_id: UUID
    courier_id: UUID
    proof: str
    at: datetime
    provider: str = ""


@message("delivery.provider_charged")
class ProviderCharged(Event):
    """A provider's job is over, and costs `fee`, in minor units; of one that was cancelled, it may be charged too."""

    job_id: UUID
    order_id: UUID
    store_id: UUID
    provider: str
    fee: int
    currency: str
    at: datetime


@message("delivery.delivery_failed", personal=("reason",))
class DeliveryFailed(Event):
    """Nobody accepted the food after the required attempts, or a manager or support ended the delivery."""

    order_id: UUID
    courier_id: UUID
    reason: str
    at: datetime


@message("delivery.shift_ended")
class ShiftEnded(Event):
    """A courier's shift ended. The subject is the shift, `store_id` the courier's home store, else the last
    one worked for.

    `worked_minutes` are rounded and exclude breaks; those are in `break_minutes`.
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
    """The window shown to the customer moved, and why."""

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


@message("delivery.message_written")
class MessageWritten(Event):
    """Courier or customer wrote to the other, who may not be looking.

    What was written is read on their page only. `is_attempt`: the courier at the door has to reach the customer, and
    this is one of the required attempts.
    """

    order_id: UUID
    courier_id: UUID
    is_to_courier: bool
    at: datetime
    is_attempt: bool = False
