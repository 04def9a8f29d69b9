"""Events of the orders app. The subject is the order, the sequence its number of transitions.

`business_date` is the day of the store (`stores/contract/business_day.py`) that the order counts to.
"""

from dataclasses import field
from datetime import date, datetime
from uuid import UUID

from apps.orders.contract.types import (
    AttentionLevel,
    DealUse,
    EndCause,
    EtaCause,
    MissingLine,
    OrderChannel,
    OrderLine,
    OrderStatus,
    Wrong,
)
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.messaging.messages import Event, message


@message("orders.order_placed")
class OrderPlaced(Event):
    """A paid order reached its store; once more where it was moved ahead in between, then with a later `placed_at`.

    `total` in minor units; the promise is the window shown to the customer.
    """

    order_id: UUID
    number: str
    store_id: UUID
    business_date: date
    customer_id: UUID
    service: ServiceMethod
    currency: str
    total: int
    lines: tuple[OrderLine, ...]
    promised_from: datetime
    promised_to: datetime
    placed_at: datetime
    channel: OrderChannel = OrderChannel.WEB
    deals: tuple[DealUse, ...] = ()


@message("orders.order_advanced", personal=("reason",))
class OrderAdvanced(Event):
    """An order changed its state from `previous` to `status`; `total` and the promise are those of now.

    `is_repeated`: it was in `status` before with the same promise (a bump undone or redone, a revision), which is
    no news to a customer. `reason` is what the person who moved it typed; `cause`, of an order that ended without a
    hand-over, is why, and `courier_id` who had been on the road with it. `stage_times` of a completed order
    are the times its states began.
    """

    order_id: UUID
    number: str
    store_id: UUID
    business_date: date
    customer_id: UUID
    service: ServiceMethod
    previous: OrderStatus
    status: OrderStatus
    currency: str
    total: int
    promised_from: datetime
    promised_to: datetime
    reason: str
    at: datetime
    is_repeated: bool = False
    cause: EndCause | None = None
    courier_id: UUID | None = None
    stage_times: dict[OrderStatus, datetime] = field(default_factory=dict)


@message("orders.order_corrected", personal=("recipient", "note"))
class OrderCorrected(Event):
    """Notes, instructions or the contact of an order were corrected `at` that time, without a change of price.

    `note` is everything its courier has to know at the door. `is_requested`: a delivery was already
    requested.
    """

    order_id: UUID
    number: str
    store_id: UUID
    customer_id: UUID
    recipient: str
    note: str
    is_requested: bool
    at: datetime


@message("orders.order_payment_lapsed")
class OrderPaymentLapsed(Event):
    """The authorization of an order ahead lapsed: unless it is paid again by `pay_by`, it will not be made."""

    order_id: UUID
    number: str
    store_id: UUID
    customer_id: UUID
    total: int
    currency: str
    promised_from: datetime
    promised_to: datetime
    pay_by: datetime


@message("orders.order_held_up")
class OrderHeldUp(Event):
    """The store cannot make an order ahead as it is: it is closed, or lacks `missing`.

    Unless that changes, or the customer changes or cancels the order, it ends at `until`.
    """

    order_id: UUID
    number: str
    store_id: UUID
    customer_id: UUID
    missing: tuple[MissingLine, ...]
    until: datetime


@message("orders.order_offered_to_next_store")
class OrderOfferedToNextStore(Event):
    """The store did not answer an order; `store_name` can make it for `total` instead of `was`, in minor units.

    Unless the customer accepts, or the store answers after all, the order ends at `until` without a charge.
    """

    order_id: UUID
    number: str
    store_id: UUID
    customer_id: UUID
    store_name: str
    currency: str
    was: int
    total: int
    until: datetime


@message("orders.payment_link_asked", personal=("phone",))
class PaymentLinkAsked(Event):
    """Staff took an order that the customer pays by its link, until `pay_by`; `phone` is the customer's.

    `total` in minor units.
    """

    order_id: UUID
    number: str
    store_id: UUID
    customer_id: UUID
    phone: str
    currency: str
    total: int
    pay_by: datetime


@message("orders.order_needs_attention")
class OrderNeedsAttention(Event):
    """Nobody moved an order in time: it needs attention since `since`, and `level` is notified now.

    The sequence counts these notifications, not the order's transitions.
    """

    order_id: UUID
    number: str
    store_id: UUID
    service: ServiceMethod
    status: OrderStatus
    wrong: Wrong
    level: AttentionLevel
    since: datetime


@message("orders.order_attended")
class OrderAttended(Event):
    """The order no longer needs attention: it or its money moved. The sequence is that of `OrderNeedsAttention`."""

    order_id: UUID
    store_id: UUID
    at: datetime


@message("orders.order_eta_changed")
class OrderEtaChanged(Event):
    """The window shown to the customer changed, and why."""

    order_id: UUID
    store_id: UUID
    customer_id: UUID
    eta_from: datetime
    eta_to: datetime
    cause: EtaCause


@message("orders.order_runs_late")
class OrderRunsLate(Event):
    """The window shown to the customer ends later than promised for the first time; `cause` says why."""

    order_id: UUID
    number: str
    store_id: UUID
    customer_id: UUID
    service: ServiceMethod
    promised_to: datetime
    eta_from: datetime
    eta_to: datetime
    cause: EtaCause


@message("orders.guest_order_claimed")
class GuestOrderClaimed(Event):
    """A guest's order now belongs to an account whose e-mail address was verified."""

    order_id: UUID
    customer_id: UUID


@message("orders.order_revised")
class OrderRevised(Event):
    """The customer changed a paid order and the payment was adjusted. `total` and `was` in minor units.

    `was_store_id` is the previous store if another one makes it now. `is_other_way`: it goes to another door, is
    collected now, or is brought after all.
    """

    order_id: UUID
    number: str
    store_id: UUID
    business_date: date
    customer_id: UUID
    currency: str
    was: int
    total: int
    lines: tuple[OrderLine, ...]
    promised_from: datetime
    promised_to: datetime
    was_store_id: UUID | None = None
    deals: tuple[DealUse, ...] = ()
    is_other_way: bool = False


@message("orders.order_completed")
class OrderCompleted(Event):
    """The order was handed over; the customer may review it now.

    For judging how late it was, and where: `promised_to` is the end of the promised window, `ready_at` when
    the food was ready, `left_at` when the courier left the store with it, `arrived_at` when at the door, and
    `planned_road_seconds` the planned time between the two. None if it did not happen or is not known.
    """

    order_id: UUID
    number: str
    store_id: UUID
    business_date: date
    customer_id: UUID
    courier_id: UUID | None
    products: tuple[str, ...]
    completed_at: datetime
    promised_to: datetime | None = None
    ready_at: datetime | None = None
    left_at: datetime | None = None
    arrived_at: datetime | None = None
    planned_road_seconds: int | None = None


@message("orders.orders_forgotten")
class OrdersForgotten(Event):
    """Orders of an erased person contain no personal data any more; other apps erase what belongs to them.

    `person_ids` are the account and the guests that were the same person. `is_all`: none of their orders is
    still open.
    """

    user_id: UUID
    person_ids: tuple[UUID, ...]
    order_ids: tuple[UUID, ...]
    is_all: bool
