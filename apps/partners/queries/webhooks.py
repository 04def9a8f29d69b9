"""Webhooks and their deliveries, for the partner."""

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
    """A webhook."""

    id: UUID
    url: Url
    events: list[WebhookEvent]
    is_active: bool
    failures: int
    """Consecutive failures of the receiver."""
    ended: str
    """Why it was switched off automatically; else empty."""
    created_at: datetime


class WebhookSecretAnswer(WebhookAnswer):
    """A webhook with the secret for verifying its events, which is shown once."""

    secret: str
    """`whsec_` and base64, as the libraries of standardwebhooks.com expect it."""


class WebhookDeliveryAnswer(Answer):
    """An event for a webhook."""

    id: UUID
    """The `webhook-id` header, the same for every attempt."""
    webhook_id: UUID
    event: str
    subject: UUID
    """The order or store it is about; events about the same subject are sent in order."""
    occurred_at: datetime
    state: DeliveryState
    attempts: int
    due_at: datetime
    """The next attempt, while it is pending."""
    done_at: datetime | None


class WebhookAttemptAnswer(Answer):
    """An attempt to send it."""

    at: datetime
    status: int | None
    """The response's status; null without a response."""
    error: str
    milliseconds: int


class WebhookDeliveryLogAnswer(WebhookDeliveryAnswer):
    """An event for a webhook, its content, and its last hundred attempts, newest first."""

    data: str
    """The JSON text in the body."""
    tries: list[WebhookAttemptAnswer]


def partner_of(key_id: UUID) -> Partner:
    """The key's partner. NotFound once it is invalid."""
    key = ApiKey.objects.select_related("partner").filter(usable(), id=key_id).first()
    if key is None:
        raise NotFound
    return key.partner


def usable() -> Q:
    """The condition for keys that are valid now."""
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
    """The deliveries of a webhook, newest first, in a state or all."""
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
    """The messages that some webhook subscribes to."""
    found = {name for events in active().values_list("events", flat=True) for name in events}
    return list({source.message: None for event, source in SOURCES.items() if event in found})


def active() -> QuerySet[Webhook]:
    """The webhooks that receive events."""
    return Webhook.objects.filter(is_active=True, partner__is_active=True)


def listening(event: WebhookEvent, store_ids: set[UUID], owner: UUID | None = None) -> list[Webhook]:
    """Webhooks subscribed to the event whose partner serves any of the stores and has a key with the scope.

    `owner` is the partner whose own order it is, for which `own` suffices at any store.
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
    """Deliveries to send that are not behind an earlier one about the same subject."""
    earlier = Delivery.objects.filter(
        webhook=OuterRef("webhook"), subject=OuterRef("subject"), state=DeliveryState.PENDING
    ).filter(
        Q(occurred_at__lt=OuterRef("occurred_at"))
        | Q(occurred_at=OuterRef("occurred_at"), id__lt=OuterRef("id"))
    )
    return Delivery.objects.filter(~Exists(earlier), state=DeliveryState.PENDING, due_at__lte=now())


def due() -> QuerySet[Webhook]:
    """Webhooks with waiting deliveries that are not paused."""
    rows = active().filter(Exists(waiting().filter(webhook=OuterRef("pk"))), due_at__lte=now())
    return rows.order_by("due_at", "pk")
