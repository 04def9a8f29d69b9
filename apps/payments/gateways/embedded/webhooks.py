"""Delivering the embedded gateway's webhooks to the platform's public endpoint, signed, until it answers 2xx."""

from datetime import timedelta
from functools import partial

import httpx
import structlog
from django.conf import settings
from django.db.models import QuerySet

from apps.payments.gateways import conf
from apps.payments.gateways.embedded.gateway import SIGNATURE_HEADER
from apps.payments.gateways.signatures import sign
from apps.payments.models.embedded import EmbeddedEvent
from dominos.kernel.backoff import Backoff
from dominos.kernel.clock import now
from dominos.kernel.leases import claim, work_off
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)
BATCH = 50
LEASE = timedelta(seconds=60)
TIMEOUT_SECONDS = 5
BACKOFF = Backoff(first=timedelta(seconds=2), longest=timedelta(hours=1))
PATH = f"/api/v1/payments/webhooks/{conf.EMBEDDED}"


def due() -> QuerySet[EmbeddedEvent]:
    """What is to be posted now."""
    return _waiting().filter(due_at__lte=now())


def deliver_due() -> int:
    """Posts what is due and returns how many."""
    with httpx.Client(base_url=settings.PUBLIC_URL, timeout=TIMEOUT_SECONDS) as client:
        return work_off(lambda: claim(_waiting(), LEASE, batch=BATCH), partial(_deliver, client))


def _waiting() -> QuerySet[EmbeddedEvent]:
    return EmbeddedEvent.objects.filter(delivered_at=None)


def _deliver(client: httpx.Client, event: EmbeddedEvent) -> None:
    """A platform that is down or answers an error gets the event again later, with growing delay."""
    body = event.body.encode()
    headers = {"Content-Type": "application/json", SIGNATURE_HEADER: sign(body, conf.webhook_secret())}
    try:
        client.post(PATH, content=body, headers=headers).raise_for_status()
    except httpx.HTTPError as error:
        log.warning("webhook not delivered", type=event.type, error=type(error).__name__)
        _update(event, due_at=now() + BACKOFF.after(event.attempts))
        return
    _update(event, delivered_at=now())


def _update(event: EmbeddedEvent, **values: object) -> None:
    with unit_of_work("payments"):
        EmbeddedEvent.objects.filter(id=event.id).update(**values)
