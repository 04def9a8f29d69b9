"""Events that partners can subscribe to: each with its message and the required scope."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from apps.menu.contract.events import MenuAvailabilityChanged, MenuPublished
from apps.orders.contract.events import (
    OrderAdvanced,
    OrderCompleted,
    OrderPlaced,
    OrderRevised,
    OrderRunsLate,
)
from apps.partners.domain.scopes import PartnerScope
from apps.payments.contract.events import PaymentRefunded
from apps.stores.contract.events import StoreAvailabilityChanged
from dominos.kernel.messaging.messages import Event


class WebhookEvent(StrEnum):
    """Events that a webhook can receive."""

    ORDER_PLACED = "order.placed"
    ORDER_ADVANCED = "order.advanced"
    ORDER_RUNS_LATE = "order.runs_late"
    ORDER_COMPLETED = "order.completed"
    ORDER_REVISED = "order.revised"
    ORDER_REFUNDED = "order.refunded"
    MENU_PUBLISHED = "menu.published"
    MENU_AVAILABILITY_CHANGED = "menu.availability_changed"
    STORE_AVAILABILITY_CHANGED = "store.availability_changed"
    STORE_MENU = "store.menu"
    STORE_STATE = "store.state"


MAX_URL = 500
TEST = "webhook.test"
"""The event of the test endpoint, sent to any webhook."""


@dataclass(frozen=True, slots=True)
class Source:
    """The message of an event, and the required scope; `own` suffices for the partner's own orders."""

    message: type[Event]
    scope: PartnerScope
    own: PartnerScope | None = None

    def is_heard_by(self, scopes: Collection[str]) -> bool:
        """Whether these scopes allow receiving at least some of them."""
        return self.scope in scopes or self.own in scopes


SOURCES: dict[WebhookEvent, Source] = {
    WebhookEvent.ORDER_PLACED: Source(OrderPlaced, PartnerScope.ORDERS_READ, PartnerScope.ORDERS_PLACE),
    WebhookEvent.ORDER_ADVANCED: Source(OrderAdvanced, PartnerScope.ORDERS_READ, PartnerScope.ORDERS_PLACE),
    WebhookEvent.ORDER_RUNS_LATE: Source(OrderRunsLate, PartnerScope.ORDERS_READ, PartnerScope.ORDERS_PLACE),
    WebhookEvent.ORDER_COMPLETED: Source(OrderCompleted, PartnerScope.ORDERS_READ, PartnerScope.ORDERS_PLACE),
    WebhookEvent.ORDER_REVISED: Source(OrderRevised, PartnerScope.ORDERS_READ, PartnerScope.ORDERS_PLACE),
    WebhookEvent.ORDER_REFUNDED: Source(PaymentRefunded, PartnerScope.ORDERS_READ, PartnerScope.ORDERS_PLACE),
    WebhookEvent.MENU_PUBLISHED: Source(MenuPublished, PartnerScope.STORES_READ),
    WebhookEvent.MENU_AVAILABILITY_CHANGED: Source(MenuAvailabilityChanged, PartnerScope.STORES_READ),
    WebhookEvent.STORE_AVAILABILITY_CHANGED: Source(StoreAvailabilityChanged, PartnerScope.STORES_READ),
    WebhookEvent.STORE_MENU: Source(MenuPublished, PartnerScope.STORES_READ),
    WebhookEvent.STORE_STATE: Source(StoreAvailabilityChanged, PartnerScope.STORES_READ),
}
EVENTS_OF: dict[type[Event], list[WebhookEvent]] = {}
for _event, _source in SOURCES.items():
    EVENTS_OF.setdefault(_source.message, []).append(_event)
