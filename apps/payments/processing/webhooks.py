"""Webhooks of gateways: stored once, then handled by asking the gateway, so that their order does not matter."""

from collections.abc import Mapping

import structlog
from django.db.models import QuerySet

from apps.payments.domain.gateway import GatewayEvent, GatewayPayment, GatewayRefusal, GatewayUnavailable
from apps.payments.gateways import conf
from apps.payments.gateways.guarded import gateway_of
from apps.payments.models import Payment, WebhookEvent
from apps.payments.processing.gateway_sync import record
from apps.payments.processing.operations import BACKOFF, BATCH, LEASE
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.leases import claim, work_off
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)


def receive(gateway: str, body: bytes, headers: Mapping[str, str]) -> GatewayEvent:
    """Stores a genuine webhook unless it is a duplicate. NotFound for a gateway not in use, BadSignature."""
    if gateway != conf.gateway_name():
        raise NotFound
    event = gateway_of(gateway).parse_webhook(body, headers)
    row = WebhookEvent(
        gateway=gateway,
        event_id=event.id,
        type=event.type,
        reference=event.reference,
        body=body.decode(),
    )
    with unit_of_work("payments"):
        WebhookEvent.objects.bulk_create([row], ignore_conflicts=True)
        start_after_commit("payments.handle_webhooks")
    return event


def due() -> QuerySet[WebhookEvent]:
    """The webhooks to be handled now."""
    return _waiting().filter(due_at__lte=now())


def handle_due() -> int:
    """Handles the webhooks that are due and returns how many. Several workers share the work."""
    return work_off(lambda: claim(_waiting(), LEASE, batch=BATCH), _handle)


def _waiting() -> QuerySet[WebhookEvent]:
    return WebhookEvent.objects.filter(handled_at=None)


def _handle(event: WebhookEvent) -> None:
    try:
        follow(event.gateway, event.reference)
    except Exception as error:
        # One that cannot be recorded is retried with growing delay and does not block the others.
        if not isinstance(error, GatewayUnavailable):
            log.exception("webhook not handled", event_id=event.event_id, type=event.type)
        due_at = now() + BACKOFF.after(event.attempts)
        with unit_of_work("payments"):
            WebhookEvent.objects.filter(id=event.id).update(due_at=due_at)
        return
    with unit_of_work("payments"):
        WebhookEvent.objects.filter(id=event.id).update(handled_at=now())


def follow(gateway: str, reference: str) -> None:
    """Records what the gateway shows of the reference, if it is a payment of ours."""
    seen = _retrieved(gateway, reference)
    if seen is None or seen.payment_id is None:
        return
    ours = Payment.objects.filter(id=seen.payment_id, gateway=gateway, reference__in=("", seen.reference))
    if ours.exists():
        record(seen.payment_id, seen)
    else:
        log.warning("webhook of a payment that is not ours", reference=reference)


def _retrieved(gateway: str, reference: str) -> GatewayPayment | None:
    if not reference:
        return None
    try:
        return gateway_of(gateway).retrieve(reference)
    except GatewayRefusal:
        return None
