"""All kinds of notifications as one table: kind, audience, channels, urgency, and until when they make sense."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID

from apps.orders.contract.types import OrderStatus, Wrong
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.texts.languages import mark

ALWAYS = frozenset(ServiceMethod)
PICKED_UP = frozenset({ServiceMethod.CARRYOUT, ServiceMethod.CURBSIDE})


class Channel(StrEnum):
    """A way to reach a person outside our pages. In-app notifications are pushed over their socket, too."""

    MAIL = "mail"
    SMS = "sms"
    PUSH = "push"


class Audience(StrEnum):
    """The role in which a person is notified."""

    CUSTOMER = "customer"
    STORE = "store"
    CHAIN = "chain"
    COURIER = "courier"


class Urgency(IntEnum):
    """`URGENT` falls back to another channel if one fails; `CAN_WAIT` is not sent in quiet hours."""

    CAN_WAIT = 0
    USUAL = 1
    URGENT = 2


class Consent(StrEnum):
    """Transactional and security notifications cannot be refused; marketing needs consent."""

    NOT_ASKED = "not_asked"
    MAY_REFUSE = "may_refuse"
    MUST_AGREE = "must_agree"


@dataclass(frozen=True, slots=True)
class SmsBrake:
    """How many SMS of a kind go to a telephone about one subject, and how long after another one."""

    most: int
    pause: timedelta


@dataclass(frozen=True, slots=True)
class NotificationKind:
    """A row of the table.

    `is_step` notifications report progress of their subject; `passing` ones are dropped if the same person
    was already notified of a later step, such as a second delivery attempt. After `good_for` it is too late,
    None: never. `offered` are channels that are off by default and can be chosen. It is sent after the delay
    `after`. A store's notifications go to its staff, or `managers_only`. `has_map`: its mail shows where the
    food is handed over. Of what comes often, SMS have an `sms_brake`, which what cannot wait passes.
    """

    name: str
    channels: frozenset[Channel] = frozenset()
    in_app: bool = True
    audience: Audience = Audience.CUSTOMER
    urgency: Urgency = Urgency.USUAL
    good_for: timedelta | None = None
    is_step: bool = False
    passing: bool = False
    services: frozenset[ServiceMethod] = ALWAYS
    consent: Consent = Consent.NOT_ASKED
    offered: frozenset[Channel] = frozenset()
    after: timedelta = timedelta(0)
    managers_only: bool = False
    has_map: bool = False
    sms_brake: SmsBrake | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to notify. `email` is empty while it is not verified, `phone` if no SMS can be sent to it.

    `name` is empty if the address may be a stranger's, who must not read what somebody typed as their name.
    `timezone` is the store's, "" if unknown.
    """

    user_id: UUID
    email: str
    name: str
    locale: str
    phone: str = ""
    timezone: str = ""


def _minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


type _Traits = Mapping[str, Any]
MAIL, SMS, PUSH = (frozenset({channel}) for channel in (Channel.MAIL, Channel.SMS, Channel.PUSH))
_URGENT: _Traits = {"urgency": Urgency.URGENT}
_SECRET: _Traits = {"in_app": False, **_URGENT}
_CAN_WAIT: _Traits = {"urgency": Urgency.CAN_WAIT}

VERIFICATION = NotificationKind("email-verification", MAIL, good_for=timedelta(days=1), **_SECRET)
REGISTRATION_REPEATED = NotificationKind("registration-repeated", MAIL, in_app=False)
PASSWORD_RESET = NotificationKind("password-reset", MAIL, good_for=_minutes(30), **_SECRET)
PASSWORD_CHANGED = NotificationKind("password-changed", MAIL | PUSH, **_URGENT)
SECOND_FACTORS_CHANGED = NotificationKind("second-factors-changed", MAIL | PUSH, **_URGENT)
SIGNED_IN_ANEW = NotificationKind("signed-in-anew", MAIL | PUSH, good_for=timedelta(days=1), **_URGENT)
IDENTITY_LINKED = NotificationKind("identity-linked", MAIL | PUSH, **_URGENT)
EXPORT_MADE = NotificationKind("export-made", MAIL, good_for=timedelta(days=7))
SIGN_IN_CODE = NotificationKind("sign-in-code", MAIL, good_for=_minutes(10), **_SECRET)
PHONE_CODE = NotificationKind("phone-code", SMS, good_for=_minutes(10), **_SECRET)
EMAIL_CHANGE = NotificationKind("email-change", MAIL, good_for=timedelta(days=1), **_SECRET)
EMAIL_CHANGED = NotificationKind("email-changed", MAIL | PUSH, **_URGENT)
STAFF_INVITED = NotificationKind("staff-invited", MAIL, good_for=timedelta(days=7), **_SECRET)
ROSTER_PUBLISHED = NotificationKind(
    "roster-published", MAIL | PUSH, good_for=timedelta(days=7), consent=Consent.MAY_REFUSE
)
"""To everybody whose shifts changed, wherever they work."""
WELCOME = NotificationKind("welcome")
PLACED = NotificationKind("order-placed", MAIL, is_step=True, has_map=True)
CHANGED = NotificationKind("order-changed", MAIL, has_map=True)
"""To another door, or to be collected; other changes are in the order."""
PAYMENT_LAPSED = NotificationKind("order-payment-lapsed", MAIL | PUSH, is_step=True, passing=True, **_URGENT)
HELD_UP = NotificationKind("order-held-up", MAIL | PUSH, is_step=True, passing=True, **_URGENT)
PAYMENT_LINK = NotificationKind(
    "order-payment-link", MAIL | SMS, in_app=False, good_for=_minutes(10), **_URGENT
)
ELSEWHERE = NotificationKind(
    "order-elsewhere", MAIL | PUSH, good_for=_minutes(5), is_step=True, passing=True, offered=SMS, **_URGENT
)
LATE = NotificationKind(
    "order-late", MAIL | PUSH, good_for=_minutes(30), is_step=True, passing=True, **_URGENT
)
NEAR = NotificationKind(
    "courier-near", PUSH, in_app=False, good_for=_minutes(10), is_step=True, passing=True, **_URGENT
)
COURIER_WROTE = NotificationKind(
    "courier-wrote",
    PUSH,
    in_app=False,
    good_for=_minutes(10),
    offered=SMS,
    sms_brake=SmsBrake(3, _minutes(1)),
    **_URGENT,
)
INVOICE = NotificationKind("invoice-issued", MAIL, **_CAN_WAIT)
REFUND = NotificationKind("payment-refunded", MAIL | PUSH)
CREDIT_ISSUED = NotificationKind("credit-issued", MAIL, in_app=False)
CASH_OWED = NotificationKind("cash-owed", MAIL | PUSH)
REFUND_FAILED = NotificationKind("refund-failed", MAIL)
REFUND_RETRIED = NotificationKind("refund-retried", MAIL)

_STORE: _Traits = {"in_app": False, "audience": Audience.STORE, **_URGENT}
NEW_ORDER = NotificationKind(
    "store-new-order", PUSH, is_step=True, passing=True, good_for=_minutes(5), **_STORE
)
ATTENTION = NotificationKind("order-attention", PUSH, good_for=_minutes(15), **_STORE)
ATTENTION_OF_CHAIN = NotificationKind(
    "order-attention-chain", PUSH, good_for=timedelta(hours=1), **{**_STORE, "audience": Audience.CHAIN}
)
"""Deadlines and recipients of attention items are decided by orders alone."""
NO_COURIER = NotificationKind(
    "store-no-courier", PUSH, is_step=True, passing=True, good_for=_minutes(15), **_STORE
)
COURIER_WAITS = NotificationKind(
    "store-courier-waits", PUSH, is_step=True, passing=True, good_for=_minutes(10), **_STORE
)
_MONEY: _Traits = {**_STORE, "urgency": Urgency.USUAL, "good_for": timedelta(hours=12)}
SECOND_PERSON = NotificationKind("second-person-wanted", PUSH, **_MONEY)
SECOND_PERSON_OF_CHAIN = NotificationKind(
    "second-person-wanted-chain", PUSH, **{**_MONEY, "audience": Audience.CHAIN}
)
CASH_DIFFERS = NotificationKind("cash-differs", PUSH, **_MONEY)
SOLD_OUT = NotificationKind("store-sold-out", PUSH, **{**_STORE, "good_for": _minutes(30)})
PUBLICATION_REFUSED = NotificationKind("publication-refused", MAIL, in_app=False, **_URGENT)
"""To whoever planned it, wherever they work."""
PUBLICATION_REFUSED_OF_CHAIN = NotificationKind(
    "publication-refused-chain", PUSH, **{**_MONEY, "audience": Audience.CHAIN}
)
"""When nobody who planned it is there to be told."""
WEEK = NotificationKind("store-week", managers_only=True, **_STORE)
DIGEST = NotificationKind(
    "store-digest",
    in_app=False,
    audience=Audience.STORE,
    offered=MAIL,
    good_for=timedelta(days=1),
    consent=Consent.MUST_AGREE,
)
"""The daily digest of a store's notifications."""
OFFER = NotificationKind(
    "courier-offer", PUSH, in_app=False, audience=Audience.COURIER, good_for=timedelta(seconds=30), **_URGENT
)
CUSTOMER_WROTE = NotificationKind(
    "customer-wrote", PUSH, in_app=False, audience=Audience.COURIER, good_for=_minutes(10), **_URGENT
)
SHIFT_ENDED = NotificationKind(
    "courier-shift-ended",
    PUSH,
    in_app=False,
    audience=Audience.COURIER,
    good_for=timedelta(hours=12),
    consent=Consent.MAY_REFUSE,
    **_CAN_WAIT,
)
TIP = NotificationKind(
    "courier-tip",
    PUSH,
    in_app=False,
    audience=Audience.COURIER,
    good_for=timedelta(hours=12),
    consent=Consent.MAY_REFUSE,
    **_CAN_WAIT,
)

_ON_ITS_WAY: _Traits = {
    "good_for": timedelta(hours=2),
    "passing": True,
    "consent": Consent.NOT_ASKED,
    "has_map": True,
}
_ENDED: _Traits = {"is_step": True, **_URGENT}
_OPTIONAL: _Traits = {"passing": True, "consent": Consent.MAY_REFUSE}
REVIEW_INVITATION = NotificationKind(
    "review-invitation",
    PUSH,
    in_app=False,
    offered=MAIL,
    after=timedelta(hours=1),
    good_for=timedelta(days=3),
    consent=Consent.MAY_REFUSE,
    **_CAN_WAIT,
)
# The states of an order that matter to its customer; the others change nothing they could see or do.
KIND_OF_STATUS: Mapping[OrderStatus, NotificationKind] = {
    OrderStatus.SCHEDULED: NotificationKind("order-scheduled", MAIL, is_step=True, has_map=True),
    OrderStatus.ACCEPTED: NotificationKind(
        "order-accepted", PUSH, is_step=True, good_for=_minutes(30), **_OPTIONAL
    ),
    OrderStatus.BAKING: NotificationKind("order-baking", is_step=True, good_for=_minutes(30), **_OPTIONAL),
    OrderStatus.READY: NotificationKind(
        "order-ready", MAIL | PUSH, is_step=True, services=PICKED_UP, offered=SMS, **_ON_ITS_WAY
    ),
    OrderStatus.OUT_FOR_DELIVERY: NotificationKind(
        "order-on-its-way", MAIL | PUSH, is_step=True, offered=SMS, **_ON_ITS_WAY
    ),
    OrderStatus.ARRIVED: NotificationKind(
        "order-arrived", PUSH, is_step=True, good_for=_minutes(15), offered=SMS, passing=True, **_URGENT
    ),
    OrderStatus.COMPLETED: NotificationKind(
        "order-completed", PUSH, is_step=True, good_for=timedelta(hours=1), consent=Consent.MAY_REFUSE
    ),
    OrderStatus.REJECTED: NotificationKind("order-rejected", MAIL | PUSH, **_ENDED),
    OrderStatus.CANCELLED: NotificationKind("order-cancelled", MAIL | PUSH, **_ENDED),
    OrderStatus.DELIVERY_FAILED: NotificationKind(
        "order-delivery-failed", MAIL | PUSH, is_step=True, passing=True, **_URGENT
    ),
    OrderStatus.RETURNED: NotificationKind("order-returned", MAIL | PUSH, **_ENDED),
    OrderStatus.PAYMENT_FAILED: NotificationKind("order-payment-failed", is_step=True),
    OrderStatus.EXPIRED: NotificationKind("order-expired", is_step=True),
}


KINDS: Mapping[str, NotificationKind] = {
    kind.name: kind
    for kind in (*globals().copy().values(), *KIND_OF_STATUS.values())
    if isinstance(kind, NotificationKind)
}
"""Every kind by its name."""


def kind_of_status(status: OrderStatus, service: ServiceMethod) -> NotificationKind | None:
    """The customer notification for this state of an order; None if there is none."""
    kind = KIND_OF_STATUS.get(status)
    return kind if kind is not None and service in kind.services else None


def may_choose(kind: NotificationKind, channel: Channel) -> bool:
    """Whether a person may switch the kind on or off for the channel."""
    return channel in kind.offered or (channel in kind.channels and kind.consent is not Consent.NOT_ASKED)


def is_told_by_default(kind: NotificationKind, channel: Channel) -> bool:
    """Whether the kind uses the channel for persons who have not chosen."""
    return channel in kind.channels and kind.consent is not Consent.MUST_AGREE


WRONG: Mapping[Wrong, str] = {
    Wrong.PAYMENT_UNDECIDED: mark("its payment is neither made nor refused"),
    Wrong.NOT_RELEASED: mark("its time has come and the kitchen has not got it"),
    Wrong.NOT_ACCEPTED: mark("nobody has accepted it"),
    Wrong.CHANGE_UNDECIDED: mark("its change is neither paid nor refused"),
    Wrong.NOT_STARTED: mark("nobody has begun to make it"),
    Wrong.NOT_MADE: mark("it has been in the making for too long"),
    Wrong.NOT_BAKED: mark("it has been in the oven for too long"),
    Wrong.NOT_PICKED_UP: mark("it is ready and no courier has fetched it"),
    Wrong.NOT_COLLECTED: mark("it is ready and nobody has collected it"),
    Wrong.NOT_ARRIVED: mark("its courier should be there and is not"),
    Wrong.NOT_HANDED_OVER: mark("its courier has been at the door for too long"),
    Wrong.NOT_DELIVERED: mark("nobody took it at the door"),
    Wrong.NOT_CAPTURED: mark("it is done and its money did not come"),
    Wrong.NOT_RELEASED_MONEY: mark("it is over and its money is still reserved"),
    Wrong.MONEY_REFUSED: mark("the bank will not do what is due"),
}
"""The wording for an order that was not moved in time."""
