"""Types of the orders service."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from apps.menu.contract.types import LineRequest
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.texts.languages import in_words


@in_words
class OrderStatus(StrEnum):
    """The states of an order."""

    PENDING_PAYMENT = "PENDING_PAYMENT"
    SCHEDULED = "SCHEDULED"
    PLACED = "PLACED"
    ACCEPTED = "ACCEPTED"
    PREPARING = "PREPARING"
    BAKING = "BAKING"
    READY = "READY"
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"
    ARRIVED = "ARRIVED"
    COMPLETED = "COMPLETED"
    EXPIRED = "EXPIRED"
    PAYMENT_FAILED = "PAYMENT_FAILED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"
    REVISION_PENDING = "REVISION_PENDING"
    DELIVERY_FAILED = "DELIVERY_FAILED"
    RETURNED = "RETURNED"


@in_words
class OrderChannel(StrEnum):
    """How an order was placed: on our pages, in an app, by telephone, at the counter, or by a partner's client."""

    WEB = "web"
    APP = "app"
    PHONE = "phone"
    COUNTER = "counter"
    PARTNER = "partner"


FINAL_STATUSES = frozenset(
    {
        OrderStatus.COMPLETED,
        OrderStatus.EXPIRED,
        OrderStatus.PAYMENT_FAILED,
        OrderStatus.REJECTED,
        OrderStatus.CANCELLED,
        OrderStatus.RETURNED,
    }
)
"""States without transitions. A failed delivery is not one: the store still decides about it."""


class EndCause(StrEnum):
    """Why an order ended without the food being handed over.

    `not_answered`: the store took no notice in time. `unavailable`: what was ordered ahead cannot be made then.
    `store`, `support`, `customer`: who rejected or cancelled it. `unpaid`, `payment_failed`: it was never paid.
    `undeliverable`: nobody took the food at the door, and it went back.
    """

    NOT_ANSWERED = "not_answered"
    UNAVAILABLE = "unavailable"
    STORE = "store"
    SUPPORT = "support"
    CUSTOMER = "customer"
    UNPAID = "unpaid"
    PAYMENT_FAILED = "payment_failed"
    UNDELIVERABLE = "undeliverable"


class Wrong(StrEnum):
    """What somebody has to look at of an order that stays too long where it is."""

    PAYMENT_UNDECIDED = "payment_undecided"
    NOT_RELEASED = "not_released"
    NOT_ACCEPTED = "not_accepted"
    CHANGE_UNDECIDED = "change_undecided"
    NOT_STARTED = "not_started"
    NOT_MADE = "not_made"
    NOT_BAKED = "not_baked"
    NOT_PICKED_UP = "not_picked_up"
    NOT_COLLECTED = "not_collected"
    NOT_ARRIVED = "not_arrived"
    NOT_HANDED_OVER = "not_handed_over"
    NOT_DELIVERED = "not_delivered"
    NOT_CAPTURED = "not_captured"
    NOT_RELEASED_MONEY = "not_released_money"
    MONEY_REFUSED = "money_refused"


class AttentionLevel(StrEnum):
    """Who has to look at an order, each above the one before: the store's people, its manager, the chain's support."""

    STORE = "store"
    MANAGER = "manager"
    CHAIN = "chain"


class EtaCause(StrEnum):
    """Why the window shown to a customer became another one.

    `progress` when it only narrowed, or the food is earlier; otherwise the stage that takes longer than planned, a
    courier who is not there yet, a change by the customer, or another attempt.
    """

    PROGRESS = "progress"
    QUEUE = "queue"
    MAKE = "make"
    OVEN = "oven"
    RACK = "rack"
    COURIER = "courier"
    PICKUP = "pickup"
    TRAVEL = "travel"
    DROP = "drop"
    REVISION = "revision"
    RETRY = "retry"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxLine:
    """The tax of one class of things: `percent` of `base`, which is net of it; minor units, rounded once for the class.

    Classes are the menu's (`food`, `drink`, ...), and `delivery`, `small_order` and `deposit`.
    """

    tax_class: str
    percent: str
    base: int
    tax: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """What an order costs, in minor units.

    food - discount + delivery_fee + small_order_fee + deposit + tax_added + tip + rounding = total. `delivery_fee` is
    what is left of it after deals. `tax` is all tax in the total, included in prices or added, the sum of `tax_lines`;
    `tax_added` only what was added. `rounding` is to the market's smallest coin, either way. `savings` is what deals
    took off food and delivery together.
    """

    food: int
    discount: int
    delivery_fee: int
    tax: int
    tax_added: int
    tip: int
    total: int
    small_order_fee: int = 0
    deposit: int = 0
    rounding: int = 0
    savings: int = 0
    tax_lines: tuple[TaxLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """A line as it was sold; `number` counts from 1 and is the line's name for refunds and reviews."""

    number: int
    product: str
    name: str
    description: str
    quantity: int
    unit_price: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DealUse:
    """A deal that an order has, and what it took off, in minor units."""

    code: str
    name: str
    discount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingLine:
    """A line of an order ahead that cannot be had as ordered. `alternatives` are codes and names of other sizes.

    `is_kept`: it stays without what is missing of it, which `detail` says; else it can only be left out or replaced.
    """

    number: int
    name: str
    detail: str = ""
    is_kept: bool = False
    alternatives: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedOrder:
    """What a kitchen began to make, for the business day of its order; an order that is made again is begun again."""

    store_id: UUID
    business_date: date
    lines: tuple[LineRequest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSummary:
    """An order as other apps see it. `kept` is what the chain keeps of one that was cancelled, in minor units.

    `amounts` are as quoted, of a change that its customer has to pay first those of the change. `cash_coin` is the coin
    that a total paid in cash is rounded to (`rounding.py`).

    `contact_email` and `contact_phone` are what a guest, or a customer who liked to, typed when ordering; nobody has
    proved them.
    `payment_method` is `card`, `credit`, `cash` or `partner` once it is paid or promised, "" before and where nothing
    is due;
    `credit` is what of it a gift card or store credit pays, also where a card pays the rest. `timezone` is
    the store's. Whoever has `tracking_token` may follow the order. `phone_to_prove` is the telephone that a guest who
    promises cash has to have proved, "" where nothing has to be.
    `locale` is the language it was ordered in, "" where nobody said.
    `contactless`: it is delivered, and left at the door. `is_guest`: its customer has no account. `stage_times` is
    when each of its states began. `collection_code` is what whoever collects it says.
    """

    order_id: UUID
    number: str
    store_id: UUID
    customer_id: UUID
    status: OrderStatus
    service: ServiceMethod
    currency: str
    amounts: Amounts
    lines: tuple[OrderLine, ...]
    tax_percent: str
    legal_entity: str
    placed_at: datetime
    business_date: date
    is_payable: bool
    kept: int = 0
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    store_name: str = ""
    store_phone: str = ""
    timezone: str = "UTC"
    payment_method: str = ""
    credit: int = 0
    promised_from: datetime | None = None
    promised_to: datetime | None = None
    tracking_token: str = ""
    contactless: bool = False
    cash_coin: int = 1
    is_guest: bool = False
    phone_to_prove: str = ""
    locale: str = ""
    collection_code: str = ""
    stage_times: dict[OrderStatus, datetime] = field(default_factory=dict)
