"""Sends events: one sender per webhook, events of the same subject in order, others concurrently.

Receivers are called outside of any transaction and of the threads that hold database connections.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from time import monotonic

import structlog
from django.db.models import Q

from apps.partners.domain.attempts import GIVEN_UP_AFTER, SECONDS, WAITS, DeliveryState, Result
from apps.partners.domain.bodies import body_of
from apps.partners.models import Attempt, Delivery, Webhook
from apps.partners.queries.webhooks import due, waiting
from apps.partners.use_cases.webhooks import reach, secrets_of
from dominos.kernel import public_http
from dominos.kernel.clock import now
from dominos.kernel.lanes import work_in
from dominos.kernel.leases import claim, work_off
from dominos.kernel.unit_of_work import unit_of_work
from dominos.kernel.webhook_signing import headers_of

log = structlog.get_logger(__name__)
LANES = 4
"""Webhooks served concurrently by a worker process: more slow receivers than that delay the others."""
SIDE_BY_SIDE = 4
AT_ONCE = 12
"""Events of one webhook before the next webhook's turn."""
LEASE = timedelta(seconds=60)
assert LEASE.total_seconds() > (AT_ONCE / SIDE_BY_SIDE + 1) * SECONDS
AGENT = "Dominos-Webhooks/1"
CONTENT = {"Content-Type": "application/json", "User-Agent": AGENT, "Accept": "*/*"}


def send() -> None:
    """Sends what is due, in separate lanes beside the worker's other work."""
    for lane in range(LANES):
        work_in(f"webhooks-{lane}", send_due)


def send_due() -> int:
    """Sends what is due; returns the number of webhooks. Several lanes and workers can share them."""
    give_up()
    return work_off(lambda: claim(due(), LEASE, batch=1, attempts=None), _serve)


def give_up() -> None:
    """Makes events older than a day dead letters even without an attempt: the receiver fails or is switched off."""
    is_off = Q(webhook__is_active=False) | Q(webhook__partner__is_active=False)
    old = Delivery.objects.filter(
        is_off | Q(webhook__failures__gt=0), state=DeliveryState.PENDING, give_up_at__lte=now()
    )
    if old.exists():
        with unit_of_work("partners"):
            old.update(state=DeliveryState.DEAD, done_at=now())


def _serve(webhook: Webhook) -> None:
    """After a failure one event alone finds out whether the receiver is back."""
    rows = list(waiting().filter(webhook=webhook).order_by("occurred_at", "id")[: _most(webhook)])
    secrets = secrets_of(webhook)
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        results = list(pool.map(partial(attempt, webhook.url, secrets), rows))
    with unit_of_work("partners"):
        if not Webhook.objects.select_for_update().filter(id=webhook.id).exists():
            return  # its partner has deleted it meanwhile
        for row, result in zip(rows, results, strict=True):
            _record(row, result)
        _settle(webhook, results)


def _most(webhook: Webhook) -> int:
    return 1 if webhook.failures else AT_ONCE


def attempt(url: str, secrets: Sequence[str], delivery: Delivery) -> Result:
    """Sends one event. Never raises."""
    body, began = body_of(delivery.event, delivery.occurred_at, delivery.data), monotonic()
    headers = CONTENT | headers_of(delivery.id, now(), body, secrets)
    status, error = None, ""
    try:
        status = public_http.post(url, body, headers, reach())
    except (public_http.NotAllowed, public_http.NoAnswer) as failure:
        error = str(failure)
    return Result(status, error, round((monotonic() - began) * 1000))


def _record(delivery: Delivery, result: Result) -> None:
    Attempt.objects.create(
        delivery=delivery, status=result.status, error=result.error, milliseconds=result.milliseconds
    )
    delivery.attempts += 1
    if result.is_taken:
        delivery.state, delivery.done_at = DeliveryState.DELIVERED, now()
    elif now() >= delivery.give_up_at:
        delivery.state, delivery.done_at = DeliveryState.DEAD, now()
        log.warning("webhook gave up", delivery=str(delivery.id), status=result.status, error=result.error)
    else:
        delivery.due_at = now() + WAITS.after(_failures_of(delivery))
    delivery.save(update_fields=["attempts", "state", "done_at", "due_at"])


def _failures_of(delivery: Delivery) -> int:
    """The attempts since it was told, or told again."""
    return delivery.tries.filter(at__gte=delivery.give_up_at - GIVEN_UP_AFTER).count()


def _settle(webhook: Webhook, results: Sequence[Result]) -> None:
    """Leaves a receiver alone that takes nothing, the longer the more often it failed; one that is gone permanently."""
    if any(result.is_gone for result in results):
        webhook.is_active, webhook.ended = False, f"the receiver answered {HTTPStatus.GONE.value}"
    failed = bool(results) and any(result.is_receivers for result in results)
    webhook.failures = webhook.failures + 1 if failed else 0
    webhook.due_at = now() + WAITS.after(webhook.failures) if failed else now()
    # What the partner has changed meanwhile stays.
    changed = ["failures", "due_at"] + ["is_active", "ended"] * (not webhook.is_active)
    webhook.save(update_fields=changed)
