"""What the orders saga asks of delivery. The subject is the order; repeating a command changes nothing."""

from datetime import datetime
from uuid import UUID

from dominos.kernel.messaging.messages import Command, message


@message("delivery.request_delivery", personal=("address", "note", "lat", "lon", "recipient"))
class RequestDelivery(Command):
    """Bring the order from its store to the door. `cash_due` in minor units, 0 when paid by card."""

    order_id: UUID
    number: str
    store_id: UUID
    address: str
    note: str
    lat: float
    lon: float
    recipient: str
    bags: int
    contactless: bool
    cash_due: int
    currency: str
    ready_at: datetime
    promised_to: datetime


@message("delivery.release_delivery")
class ReleaseDelivery(Command):
    """The food stands in the rack: it may be picked up."""

    order_id: UUID
    ready_at: datetime


@message("delivery.revise_delivery")
class ReviseDelivery(Command):
    """The order was changed before it is made: what there is to carry and to collect.

    An older `revision` than one that arrived is not heeded.
    """

    order_id: UUID
    revision: int
    bags: int
    cash_due: int
    promised_to: datetime


@message("delivery.retry_delivery")
class RetryDelivery(Command):
    """Bring the order once more, after a failed attempt: a new attempt with a new PIN.

    `ready_at` in the past means that the food stands in the rack; else `ReleaseDelivery` follows.
    """

    order_id: UUID
    ready_at: datetime
    promised_to: datetime


@message("delivery.cancel_delivery", personal=("reason",))
class CancelDelivery(Command):
    """Nobody waits for the order any more."""

    order_id: UUID
    reason: str
