"""Webhooks of gateways: stored once, then handled by querying the gateway, so that their order does not matter."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import structlog
from django.db.models import QuerySet

from apps.payments.domain.gateway import GatewayEvent, GatewayPayment, GatewayRefusal, GatewayUnavailable
from apps.payments.domain.gateway_news import tells_nothing_new
from apps.payments.gateways import conf
from apps.payments.gateways.credit.gateway import gateway_for
from apps.payments.gateways.guarded import gateway_of
from apps.payments.models import Payment, WebhookEvent
from apps.payments.processing import gift_chargebacks, late_tips, parts
from apps.payments.processing.gateway_sync import record
from apps.payments.processing.operations import BACKOFF, BATCH, LEASE
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.leases import claim, work_off_together
from dominos.kernel.prepared_writes import insert_all_new
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)


def receive(gateway: str, body: bytes, headers: Mapping[str, str]) -> tuple[GatewayEvent, ...]:
    """Stores the events of a webhook with a valid signature, each once. NotFound for an unknown gateway,
    BadSignature.

    Events without news are stored as handled; a worker follows the rest.
    """
    if gateway != conf.gateway_name():
        raise NotFound
    events = gateway_of(gateway).parse_webhook(body, headers)
    known = _known(gateway, events)
    with unit_of_work("payments"):
        if events:
            insert_all_new(WebhookEvent, [_row(gateway, event, known) for event in events])
        if len(known) < len(events):
            start_after_commit("payments.handle_webhooks")
    return events


def _row(gateway: str, event: GatewayEvent, known: Collection[str]) -> dict[str, Any]:
    at = now()
    return {
        "id": new_id(),
        "gateway": gateway,
        "event_id": event.id,
        "type": event.type,
        "reference": event.reference,
        "body": event.body,
        "received_at": at,
        "due_at": at,
        "handled_at": at if event.id in known else None,
    }


def _known(gateway: str, events: Sequence[GatewayEvent]) -> set[str]:
    """The events that show payments as we know them."""
    shown = {event.id: event.shown for event in events if event.shown is not None}
    ids = {seen.payment_id for seen in shown.values() if seen.payment_id is not None}
    ours = Payment.objects.filter(gateway=gateway, id__in=ids, credit=0).in_bulk() if ids else {}
    return {
        event_id
        for event_id, seen in shown.items()
        if (payment := ours.get(seen.payment_id)) is not None
        and (payment.reference, payment.currency) == (seen.reference, seen.currency)
        and tells_nothing_new(payment.position, seen)
    }


def due() -> QuerySet[WebhookEvent]:
    """The webhooks to be handled now."""
    return _waiting().filter(due_at__lte=now())


def handle_due() -> int:
    """Handles the webhooks that are due and returns how many. Several workers share the work."""
    return work_off_together(lambda: claim(_waiting(), LEASE, batch=BATCH), _handle_all, batch=BATCH)


def _waiting() -> QuerySet[WebhookEvent]:
    return WebhookEvent.objects.filter(handled_at=None)


def _handle_all(events: list[WebhookEvent]) -> None:
    """Each payment is asked about once, however much was told of it; what fails does not block the others."""
    by_reference: dict[tuple[str, str], list[WebhookEvent]] = {}
    for event in events:
        by_reference.setdefault((event.gateway, event.reference), []).append(event)
    done = [row for rows in by_reference.values() if _is_followed(rows) for row in rows]
    if done:
        with unit_of_work("payments"):
            WebhookEvent.objects.filter(id__in=[event.id for event in done]).update(handled_at=now())


def _is_followed(events: list[WebhookEvent]) -> bool:
    """Whether it could be recorded; if not, the events are due again with growing delay."""
    event = events[0]
    try:
        follow(event.gateway, event.reference)
    except Exception as error:
        if not isinstance(error, GatewayUnavailable):
            log.exception("webhook not handled", event_id=event.event_id, type=event.type)
        with unit_of_work("payments"):
            for late in events:
                due_at = now() + BACKOFF.after(late.attempts)
                WebhookEvent.objects.filter(id=late.id).update(due_at=due_at)
        return False
    return True


def follow(gateway: str, reference: str) -> None:
    """Records what the gateway shows of the reference, if it is one of our payments or gift cards."""
    seen = _retrieved(gateway, reference)
    if seen is None or seen.payment_id is None:
        return
    ours = Payment.objects.filter(id=seen.payment_id, gateway=gateway, reference__in=("", seen.reference))
    if (payment := ours.first()) is not None:
        record(payment.id, gateway_for(payment).retrieve(reference) if payment.credit else seen)
    elif not any(
        each.follow(seen.payment_id, gateway, seen) for each in (parts, gift_chargebacks, late_tips)
    ):
        log.warning("webhook of a payment that is not ours", reference=reference)


def _retrieved(gateway: str, reference: str) -> GatewayPayment | None:
    if not reference:
        return None
    try:
        return gateway_of(gateway).retrieve(reference)
    except GatewayRefusal:
        return None
