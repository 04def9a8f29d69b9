"""Delivering the embedded gateway's webhooks to the platform's public endpoint, signed, until it answers 2xx."""

from datetime import timedelta
from functools import cache

import httpx
import structlog
from django.conf import settings
from django.db.models import QuerySet

from apps.payments.gateways import conf
from apps.payments.gateways.embedded.gateway import SIGNATURE_HEADER
from apps.payments.gateways.embedded.payments import webhook_body
from apps.payments.gateways.signatures import sign
from apps.payments.models.embedded import EmbeddedEvent
from dominos.kernel.clock import now
from dominos.kernel.leases import claim, work_off_together
from dominos.kernel.resilience.backoff import Backoff
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)
BATCH = 50
LEASE = timedelta(seconds=60)
TIMEOUT_SECONDS = 5
BACKOFF = Backoff(first=timedelta(seconds=2), longest=timedelta(hours=1))
PATH = f"/api/v1/payments/webhooks/{conf.EMBEDDED}"


def due() -> QuerySet[EmbeddedEvent]:
    """The events to deliver now."""
    return _waiting().filter(due_at__lte=now())


def deliver_due() -> int:
    """Delivers what is due, up to `BATCH` events per webhook, and returns the number."""
    return work_off_together(lambda: claim(_waiting(), LEASE, batch=BATCH), _deliver, batch=BATCH)


def _waiting() -> QuerySet[EmbeddedEvent]:
    return EmbeddedEvent.objects.filter(delivered_at=None)


def _deliver(events: list[EmbeddedEvent]) -> None:
    """A platform that is down or answers an error gets the events again later, with growing delay.

    What it refuses together it gets one by one, so that one event holds no others up.
    """
    try:
        _post(events)
    except httpx.HTTPStatusError as error:
        if len(events) == 1:
            _postpone(events, error)
        else:
            for event in events:
                _deliver([event])
    except httpx.HTTPError as error:
        _postpone(events, error)
    else:
        with unit_of_work("payments"):
            EmbeddedEvent.objects.filter(id__in=[event.id for event in events]).update(delivered_at=now())


def _post(events: list[EmbeddedEvent]) -> None:
    body = webhook_body([event.body for event in events]).encode()
    headers = {"Content-Type": "application/json", SIGNATURE_HEADER: sign(body, conf.webhook_secret())}
    _client(settings.PUBLIC_URL).post(PATH, content=body, headers=headers).raise_for_status()


def _postpone(events: list[EmbeddedEvent], error: Exception) -> None:
    log.warning("webhook not delivered", events=len(events), error=type(error).__name__)
    with unit_of_work("payments"):
        for event in events:
            EmbeddedEvent.objects.filter(id=event.id).update(due_at=now() + BACKOFF.after(event.attempts))


@cache
def _client(base_url: str) -> httpx.Client:
    """One for the process: making one reads all certificates, which takes longer than many deliveries."""
    return httpx.Client(base_url=base_url, timeout=TIMEOUT_SECONDS)
