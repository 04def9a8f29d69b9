"""What happens to orders. The subject is the order, the sequence its count of transitions.

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
    """A paid order reached its store. `total` in minor units; the promise is the window shown to the customer."""

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


@message("orders.order_advanced")
class OrderAdvanced(Event):
    """An order changed its state, from `previous` to `status`, and costs `total` and is promised for then now.

    `is_repeated`: it was in `status` before (a bump undone or done again, a revision), which is no news to a customer.
    `reason` is what the person who moved it typed; `cause`, of an order that ended without a hand-over, why, and
    `courier_id` who had been on the road with it. Of one that is completed, `stage_times` are when each of its states
    began.
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


@message("orders.order_corrected")
class OrderCorrected(Event):
    """Notes, instructions or the contact of an order were put right `at` that moment; nothing of it has a price.

    `note` is all that its courier has to know at the door. `is_requested`: delivery has been asked to bring it.
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
    """The payment of an order ahead is not held any more: unless it is paid again until `pay_by`, nobody makes it."""

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

    Unless that is over, or the customer changes or cancels the order, nobody makes it after `until`.
    """

    order_id: UUID
    number: str
    store_id: UUID
    customer_id: UUID
    missing: tuple[MissingLine, ...]
    until: datetime


@message("orders.order_offered_elsewhere")
class OrderOfferedElsewhere(Event):
    """Nobody at the store answered an order; `store_name` can make it for `total` instead of `was`, in minor units.

    Unless the customer takes that, or the store answers after all, the order ends `until` then and nothing is charged.
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


@message("orders.payment_link_asked")
class PaymentLinkAsked(Event):
    """An order was taken for somebody who pays it themselves until `pay_by`, by its link; `phone` is theirs.

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
    """Nobody moved an order in time: since `since` somebody has to look at it, and now `level` is told as well.

    The sequence counts what was told of it, and not the order's transitions.
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
    """Nobody has to look at the order any more: it moved, or its money did. The sequence as before."""

    order_id: UUID
    store_id: UUID
    at: datetime


@message("orders.order_eta_changed")
class OrderEtaChanged(Event):
    """The window shown to the customer is another one than before, and why."""

    order_id: UUID
    store_id: UUID
    customer_id: UUID
    eta_from: datetime
    eta_to: datetime
    cause: EtaCause


@message("orders.order_runs_late")
class OrderRunsLate(Event):
    """The window that the customer is shown ends later than was promised, for the first time; `cause` says why."""

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
    """A guest's order became that of an account whose e-mail address was proved."""

    order_id: UUID
    customer_id: UUID


@message("orders.order_revised")
class OrderRevised(Event):
    """The customer changed a paid order and the payment followed. `total` and `was` in minor units.

    `was_store_id` is who had it where another store makes it now.
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


@message("orders.order_completed")
class OrderCompleted(Event):
    """The customer has the food; they may review it now.

    What tells how late it came, and where: `promised_to` is the end of the window promised, `ready_at` when the food
    was ready, `left_at` when the courier left the store with it, `arrived_at` when at the door, and
    `planned_road_seconds` how long between the two was planned. None of what did not happen or is not known.
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
    """Orders of somebody who is to be forgotten say nothing of them any more, nor shall what belongs to them.

    `person_ids` are the account and the guests that were the same person. `is_all`: none of theirs is under way.
    """

    user_id: UUID
    person_ids: tuple[UUID, ...]
    order_ids: tuple[UUID, ...]
    is_all: bool
