"""Commands of the orders saga to delivery. The subject is the order; repeating a command changes nothing."""

from datetime import datetime
from uuid import UUID

from dominos.kernel.messaging.messages import Command, message


@message("delivery.request_delivery", personal=("address", "note", "lat", "lon", "recipient"))
class RequestDelivery(Command):
    """Deliver the order from its store to the door. `cash_due` in minor units, 0 when paid by card.

    An order whose delivery was withdrawn is delivered after all by a request of a later `revision`.
    """

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
    revision: int = 0


@message("delivery.release_delivery")
class ReleaseDelivery(Command):
    """The food is ready in the rack: it may be picked up."""

    order_id: UUID
    ready_at: datetime


@message("delivery.revise_delivery")
class ReviseDelivery(Command):
    """The order was changed before it was made: its bags and the cash due.

    A `revision` older than the latest one is ignored.
    """

    order_id: UUID
    revision: int
    bags: int
    cash_due: int
    promised_to: datetime


@message("delivery.retry_delivery")
class RetryDelivery(Command):
    """Deliver the order again after a failed attempt: a new attempt with a new PIN.

    `ready_at` in the past means that the food is in the rack; otherwise `ReleaseDelivery` follows.
    """

    order_id: UUID
    ready_at: datetime
    promised_to: datetime


@message("delivery.cancel_delivery", personal=("reason",))
class CancelDelivery(Command):
    """The order was cancelled; or is collected, goes to another door or is wanted later since a revision.

    Then what was requested `before` that revision is withdrawn, and a later request may follow. None: nothing follows.
    """

    order_id: UUID
    reason: str
    before: int | None = None
