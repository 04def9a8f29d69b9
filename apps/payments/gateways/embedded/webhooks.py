"""Delivering the embedded gateway's webhooks to the platform's public endpoint, signed, until it answers 2xx."""

from datetime import timedelta
from random import uniform

import httpx
import structlog
from django.conf import settings
from django.db.models import F

from apps.payments.gateways import conf
from apps.payments.gateways.embedded.gateway import SIGNATURE_HEADER
from apps.payments.gateways.signatures import sign
from apps.payments.models.embedded import EmbeddedEvent
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)
BATCH = 50
LEASE = timedelta(seconds=60)
TIMEOUT_SECONDS = 5
PATH = f"/api/v1/payments/webhooks/{conf.EMBEDDED}"


def deliver_due() -> int:
    """Posts what is due and returns how many were taken."""
    claimed = _claim()
    if not claimed:
        return 0
    with httpx.Client(base_url=settings.PUBLIC_URL, timeout=TIMEOUT_SECONDS) as client:
        for event in claimed:
            _deliver(client, event)
    return len(claimed)


def _claim() -> list[EmbeddedEvent]:
    with unit_of_work("payments"):
        due = EmbeddedEvent.objects.select_for_update(skip_locked=True).filter(
            delivered_at=None, due_at__lte=now()
        )
        claimed = list(due.order_by("due_at", "id")[:BATCH])
        ids = [event.id for event in claimed]
        if ids:
            EmbeddedEvent.objects.filter(id__in=ids).update(attempts=F("attempts") + 1, due_at=now() + LEASE)
        return claimed


def _deliver(client: httpx.Client, event: EmbeddedEvent) -> None:
    """A platform that is down or answers an error gets the event again later, with growing distance."""
    body = event.body.encode()
    headers = {"Content-Type": "application/json", SIGNATURE_HEADER: sign(body, conf.webhook_secret())}
    try:
        client.post(PATH, content=body, headers=headers).raise_for_status()
    except httpx.HTTPError as error:
        log.warning("webhook not delivered", type=event.type, error=type(error).__name__)
        wait = timedelta(seconds=min(2.0 ** min(event.attempts + 1, 12), 3600) * uniform(0.8, 1.2))
        _update(event, due_at=now() + wait)
        return
    _update(event, delivered_at=now())


def _update(event: EmbeddedEvent, **values: object) -> None:
    with unit_of_work("payments"):
        EmbeddedEvent.objects.filter(id=event.id).update(**values)
