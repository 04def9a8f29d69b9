"""A partner's webhooks: creating, changing, new secrets, deleting, and replaying events."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from apps.partners.contract.errors import NotReplayable, ScopeMissing, TooManyWebhooks, WebhookOff
from apps.partners.domain.attempts import GIVEN_UP_AFTER, SECONDS, DeliveryState
from apps.partners.domain.events import SOURCES, TEST, WebhookEvent
from apps.partners.models import Delivery, Partner, Webhook
from apps.partners.queries.payloads import WebhookTestAnswer
from apps.partners.queries.webhooks import WebhookSecretAnswer, partner_of
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.audit.log import record
from dominos.kernel.clock import now
from dominos.kernel.config.encryption import seal, unseal
from dominos.kernel.errors import FieldError, Invalid
from dominos.kernel.ids import new_id
from dominos.kernel.public_http import NotAllowed, Reach, check
from dominos.kernel.unit_of_work import unit_of_work
from dominos.kernel.webhook_signing import OVERLAP, new_secret

MOST = 10
"""Webhooks per partner."""
SEND = "partners.send"
_SEALED = b"partners.webhook"


def reach() -> Reach:
    """The network addresses that a webhook may have."""
    return Reach(settings.WEBHOOK_NETWORKS, SECONDS)


def make(
    key_id: UUID, url: str, events: Collection[WebhookEvent], scopes: Collection[str]
) -> WebhookSecretAnswer:
    """Creates a webhook with its secret. ScopeMissing, TooManyWebhooks, Invalid for a forbidden address."""
    owner, secret = partner_of(key_id), new_secret()
    _check(url, events, scopes)
    with unit_of_work("partners"):
        partner = Partner.objects.select_for_update().get(id=owner.id)
        if partner.webhooks.count() >= MOST:
            raise TooManyWebhooks
        webhook = Webhook.objects.create(
            partner=partner, url=url, events=sorted(set(events)), secret=sealed(secret)
        )
        record("webhook_made", about=webhook, by=key_id, url=url)
    return with_secret(webhook, secret)


def change(webhook: Webhook, changes: Mapping[str, Any], scopes: Collection[str], by: UUID) -> Webhook:
    """Changes address, events, or whether it is active; failures are reset. Raises the errors of `make`."""
    for name, value in changes.items():
        setattr(webhook, name, sorted(set(value)) if name == "events" else value)
    _check(webhook.url, [WebhookEvent(event) for event in webhook.events], scopes)
    webhook.failures, webhook.due_at, webhook.ended = 0, now(), ""
    with unit_of_work("partners"):
        webhook.save(update_fields=[*changes, "failures", "due_at", "ended"])
        record("webhook_changed", about=webhook, by=by, fields=sorted(changes))
        start_after_commit(SEND)
    return webhook


def renew_secret(webhook: Webhook, by: UUID) -> WebhookSecretAnswer:
    """Replaces the secret; the previous one also signs for a day."""
    secret = new_secret()
    webhook.previous_secret, webhook.previous_until = webhook.secret, now() + OVERLAP
    webhook.secret = sealed(secret)
    with unit_of_work("partners"):
        webhook.save(update_fields=["secret", "previous_secret", "previous_until"])
        record("webhook_secret_renewed", about=webhook, by=by)
    return with_secret(webhook, secret)


def delete(webhook: Webhook, by: UUID) -> None:
    """Deletes it with its pending deliveries."""
    with unit_of_work("partners"):
        record("webhook_deleted", about=webhook, by=by, url=webhook.url)
        webhook.delete()


def send_test(webhook: Webhook) -> Delivery:
    """Sends it a test event like any other. WebhookOff."""
    _must_be_on(webhook)
    id = new_id()
    with unit_of_work("partners"):
        delivery = Delivery.objects.create(
            webhook=webhook,
            message_id=id,
            event=TEST,
            subject=id,
            occurred_at=now(),
            data=WebhookTestAnswer(webhook_id=webhook.id).model_dump(mode="json"),
            give_up_at=now() + GIVEN_UP_AFTER,
        )
        start_after_commit(SEND)
    return delivery


def replay(delivery: Delivery) -> Delivery:
    """Sends it again under the same id. WebhookOff, NotReplayable."""
    if not _replay(delivery.webhook, id=delivery.id):
        raise NotReplayable
    delivery.refresh_from_db()
    return delivery


def replay_all(webhook: Webhook, since: datetime) -> int:
    """Sends all its events since then again; returns the number. WebhookOff."""
    return _replay(webhook, occurred_at__gte=since)


def replay_dead(webhook: Webhook) -> int:
    """Sends all dead letters again; returns the number. WebhookOff."""
    return _replay(webhook, state=DeliveryState.DEAD)


def _replay(webhook: Webhook, **which: Any) -> int:
    _must_be_on(webhook)
    rows = Delivery.objects.filter(webhook=webhook, **which).exclude(state=DeliveryState.PENDING)
    with unit_of_work("partners"):
        sent = rows.update(
            state=DeliveryState.PENDING, due_at=now(), give_up_at=now() + GIVEN_UP_AFTER, done_at=None
        )
        Webhook.objects.filter(id=webhook.id).update(due_at=now())
        start_after_commit(SEND)
    return sent


def _must_be_on(webhook: Webhook) -> None:
    if not webhook.is_active:
        raise WebhookOff


def sealed(secret: str) -> str:
    """A secret in its stored form."""
    return seal(secret.encode(), _SEALED).decode()


def secrets_of(webhook: Webhook) -> list[str]:
    """The secrets that sign now, newest first."""
    kept = [webhook.secret]
    if webhook.previous_until is not None and now() < webhook.previous_until:
        kept.append(webhook.previous_secret)
    return [unseal(each.encode(), _SEALED).decode() for each in kept]


def with_secret(webhook: Webhook, secret: str) -> WebhookSecretAnswer:
    """The webhook's response with its secret."""
    names = WebhookSecretAnswer.model_fields.keys() - {"secret"}
    return WebhookSecretAnswer(secret=secret, **{name: getattr(webhook, name) for name in names})


def _check(url: str, events: Collection[WebhookEvent], scopes: Collection[str]) -> None:
    try:
        check(url, reach())
    except NotAllowed as error:
        raise Invalid(errors=[FieldError("url", str(error), "not-allowed")]) from error
    for event in events:
        needed = SOURCES[event].scope
        if not SOURCES[event].is_heard_by(scopes):
            raise ScopeMissing(f"{event} needs the scope {needed}.", scope=needed.value)
