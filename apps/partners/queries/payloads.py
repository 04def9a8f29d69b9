"""The content of each event for partners: a part of the message, without personal data."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from apps.orders.contract.types import EndCause, EtaCause, OrderStatus
from apps.partners.domain.events import WebhookEvent
from apps.partners.queries.snapshots import StoreMenuAnswer, StoreStateAnswer
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.edge.answers import Answer, Omissible
from dominos.kernel.messaging.messages import Message


class EventLineAnswer(Answer):
    """A line as sold."""

    number: int
    product: str
    """The menu's code."""
    quantity: int
    total: int
    """In minor units."""


class _OrderAnswer(Answer):
    """What is told of an order."""

    external_id: Omissible[str] = None
    """The order's identifier at the partner that sent it; left out for others."""
    order_id: UUID
    number: str
    store_id: UUID


class OrderPlacedAnswer(_OrderAnswer):
    """`order.placed`: a paid order reached its store; once more where it was moved ahead in between."""

    business_date: date
    service: ServiceMethod
    currency: str
    total: int
    """In minor units."""
    lines: list[EventLineAnswer]
    promised_from: datetime
    promised_to: datetime
    placed_at: datetime


class OrderAdvancedAnswer(_OrderAnswer):
    """`order.advanced`: an order went from `previous` to `status`; `is_repeated` if it was in that before."""

    service: ServiceMethod
    previous: OrderStatus
    status: OrderStatus
    currency: str
    total: int
    """In minor units."""
    promised_from: datetime
    promised_to: datetime
    at: datetime
    is_repeated: bool
    cause: EndCause | None
    """Set if the order ended without a hand-over."""


class OrderRunsLateAnswer(_OrderAnswer):
    """`order.runs_late`: the shown window ends after the promise, for the first time."""

    service: ServiceMethod
    promised_to: datetime
    eta_from: datetime
    eta_to: datetime
    cause: EtaCause


class OrderCompletedAnswer(_OrderAnswer):
    """`order.completed`: the order was handed over."""

    business_date: date
    completed_at: datetime


class OrderRevisedAnswer(_OrderAnswer):
    """`order.revised`: the customer changed a paid order, which cost `was` and costs `total` now."""

    currency: str
    was: int
    """In minor units."""
    total: int
    """In minor units."""
    lines: list[EventLineAnswer]
    promised_from: datetime
    promised_to: datetime
    was_store_id: UUID | None
    """The previous store, if another one makes it now."""


class OrderRefundedAnswer(Answer):
    """`order.refunded`: the customer got `amount` of an order back; each refund is an event."""

    external_id: Omissible[str] = None
    """By which the partner that sent the order knows it; nobody else is told."""
    order_id: UUID
    store_id: UUID | None
    amount: int
    """In minor units."""
    currency: str


class MenuPublishedAnswer(Answer):
    """`menu.published`: the store sells by this version from now on."""

    store_id: UUID
    menu_version: str


class MenuAvailabilityAnswer(Answer):
    """`menu.availability_changed`: `codes` sold out or were restocked; `unorderable` are all that cannot be
    ordered now.
    """

    store_id: UUID
    codes: list[str]
    unorderable: list[str]


class StoreAvailabilityAnswer(Answer):
    """`store.availability_changed`: hours, a holiday, a pause, busy or closed; read the opening again."""

    store_id: UUID
    cause: str


class WebhookTestAnswer(Answer):
    """`webhook.test`: a test was requested."""

    webhook_id: UUID


class EventAnswer[D: Answer](Answer):
    """The body of an event: its type, when it happened, and its content."""

    type: str
    timestamp: datetime
    data: D


PAYLOADS: dict[WebhookEvent, type[Answer]] = {
    WebhookEvent.ORDER_PLACED: OrderPlacedAnswer,
    WebhookEvent.ORDER_ADVANCED: OrderAdvancedAnswer,
    WebhookEvent.ORDER_RUNS_LATE: OrderRunsLateAnswer,
    WebhookEvent.ORDER_COMPLETED: OrderCompletedAnswer,
    WebhookEvent.ORDER_REVISED: OrderRevisedAnswer,
    WebhookEvent.ORDER_REFUNDED: OrderRefundedAnswer,
    WebhookEvent.MENU_PUBLISHED: MenuPublishedAnswer,
    WebhookEvent.MENU_AVAILABILITY_CHANGED: MenuAvailabilityAnswer,
    WebhookEvent.STORE_AVAILABILITY_CHANGED: StoreAvailabilityAnswer,
    WebhookEvent.STORE_MENU: StoreMenuAnswer,
    WebhookEvent.STORE_STATE: StoreStateAnswer,
}


def told(event: WebhookEvent, message: Message, external_id: str | None = None) -> dict[str, Any]:
    """The content of the event for a message, as JSON values."""
    answer = PAYLOADS[event].of(message)
    return answer.model_copy(update={"external_id": external_id} if external_id else {}).model_dump(
        mode="json"
    )
