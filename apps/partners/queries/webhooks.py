"""Webhooks and what was sent to them, as their partner sees it."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.partners.domain.attempts import MAX_TRIES, DeliveryState
from apps.partners.domain.bodies import body_of
from apps.partners.domain.events import SOURCES, WebhookEvent
from apps.partners.models import ApiKey, Delivery, Partner, Webhook
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Answer, Listing, Url
from dominos.kernel.errors import NotFound
from dominos.kernel.messaging.messages import Message


class WebhookAnswer(Answer):
    """Where a partner is told of events."""

    id: UUID
    url: Url
    events: list[WebhookEvent]
    is_active: bool
    failures: int
    """Of the receiver, in a row."""
    ended: str
    """Why it was switched off without anybody asking; else empty."""
    created_at: datetime


class WebhookSecretAnswer(WebhookAnswer):
    """A webhook with the secret that its receiver verifies by, which is shown this once."""

    secret: str
    """`whsec_` and base64, as the libraries of standardwebhooks.com take it."""


class WebhookDeliveryAnswer(Answer):
    """An event for a webhook."""

    id: UUID
    """What `webhook-id` says, the same each time it is sent."""
    webhook_id: UUID
    event: str
    subject: UUID
    """What it is about, an order or a store; in its order is sent what is about the same."""
    occurred_at: datetime
    state: DeliveryState
    attempts: int
    due_at: datetime
    """When it is tried next, while it is pending."""
    done_at: datetime | None


class WebhookAttemptAnswer(Answer):
    """An attempt to send it."""

    at: datetime
    status: int | None
    """What the receiver answered; null where nothing came."""
    error: str
    milliseconds: int


class WebhookDeliveryLogAnswer(WebhookDeliveryAnswer):
    """An event for a webhook, what it tells, and its last hundred attempts, the latest first."""

    data: str
    """JSON as it stands in the body."""
    tries: list[WebhookAttemptAnswer]


def partner_of(key_id: UUID) -> Partner:
    """Whose key it is. NotFound once it is good for nothing."""
    key = ApiKey.objects.select_related("partner").filter(usable(), id=key_id).first()
    if key is None:
        raise NotFound
    return key.partner


def usable() -> Q:
    """The condition of a key that may be used now."""
    return Q(Q(ends_at=None) | Q(ends_at__gt=now()), revoked_at=None, partner__is_active=True)


def list_webhooks(key_id: UUID) -> Listing[WebhookAnswer]:
    """The partner's webhooks, newest first."""
    rows = Webhook.objects.filter(partner=partner_of(key_id))
    return Listing(rows, WebhookAnswer.of_all)


def get_webhook(key_id: UUID, webhook_id: UUID) -> Webhook:
    """A webhook of this partner. NotFound."""
    found = Webhook.objects.filter(partner=partner_of(key_id), id=webhook_id).first()
    if found is None:
        raise NotFound("There is no such webhook.")
    return found


def list_deliveries(key_id: UUID, webhook_id: UUID, state: str | None) -> Listing[WebhookDeliveryAnswer]:
    """What was told to a webhook, newest first, of a state or all."""
    rows = Delivery.objects.filter(webhook=get_webhook(key_id, webhook_id))
    return Listing(rows.filter(state=state) if state else rows, WebhookDeliveryAnswer.of_all)


def get_delivery(key_id: UUID, delivery_id: UUID) -> Delivery:
    """A delivery to this partner. NotFound."""
    found = Delivery.objects.select_related("webhook").filter(
        webhook__partner=partner_of(key_id), id=delivery_id
    )
    if (delivery := found.first()) is None:
        raise NotFound("There is no such delivery to a webhook.")
    return delivery


def log_of(delivery: Delivery) -> WebhookDeliveryLogAnswer:
    """The delivery with its attempts."""
    return WebhookDeliveryLogAnswer(
        **dict(WebhookDeliveryAnswer.of(delivery)),
        data=body_of(delivery.event, delivery.occurred_at, delivery.data).decode(),
        tries=WebhookAttemptAnswer.of_all(delivery.tries.order_by("-id")[:MAX_TRIES]),
    )


def wanted() -> list[type[Message]]:
    """The messages that some webhook is told of now."""
    found = {name for events in active().values_list("events", flat=True) for name in events}
    return list({source.message: None for event, source in SOURCES.items() if event in found})


def active() -> QuerySet[Webhook]:
    """The webhooks that are told."""
    return Webhook.objects.filter(is_active=True, partner__is_active=True)


def listening(event: WebhookEvent, store_ids: set[UUID], owner: UUID | None = None) -> list[Webhook]:
    """Those told of the event whose partner hears of any of the stores, and has a key with the scope for it.

    `owner` is the partner whose own it is, who needs less, and hears of it at any store.
    """
    source = SOURCES[event]
    enough = Q(scopes__contains=[source.scope.value])
    if owner is not None and source.own is not None:
        enough |= Q(partner_id=owner, scopes__contains=[source.own.value])
    keys = ApiKey.objects.filter(usable(), enough, partner=OuterRef("partner"))
    rows = active().filter(Exists(keys), events__contains=[event.value]).select_related("partner")
    return [row for row in rows if row.partner_id == owner or _hears_of(row.partner, store_ids)]


def _hears_of(partner: Partner, store_ids: set[UUID]) -> bool:
    return not partner.store_ids or bool(store_ids & set(partner.store_ids))


def waiting() -> QuerySet[Delivery]:
    """What is to be sent, and is not behind an earlier one about the same."""
    earlier = Delivery.objects.filter(
        webhook=OuterRef("webhook"), subject=OuterRef("subject"), state=DeliveryState.PENDING
    ).filter(
        Q(occurred_at__lt=OuterRef("occurred_at"))
        | Q(occurred_at=OuterRef("occurred_at"), id__lt=OuterRef("id"))
    )
    return Delivery.objects.filter(~Exists(earlier), state=DeliveryState.PENDING, due_at__lte=now())


def due() -> QuerySet[Webhook]:
    """The webhooks that something waits for, and that are not left alone just now."""
    rows = active().filter(Exists(waiting().filter(webhook=OuterRef("pk"))), due_at__lte=now())
    return rows.order_by("due_at", "pk")
