"""Asking gateways about payments that nothing was heard of: lost replies, webhooks that never came."""

from datetime import timedelta

import structlog

from apps.payments.domain.gateway import GatewayPayment, GatewayRefusal, GatewayUnavailable
from apps.payments.gateways.guarded import gateway_of
from apps.payments.models import Payment
from apps.payments.processing.gateway_sync import record
from apps.payments.processing.operations import BATCH
from apps.payments.processing.pay import authorize
from dominos.kernel import clock
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)
AGAIN_AFTER = timedelta(minutes=2)
# Shorter than the time between two beats: what is left is the next one's.
LONGEST = timedelta(seconds=20)


def check_due() -> int:
    """Asks about the payments whose `check_at` has come, for `LONGEST` at most; returns how many."""
    done, until = 0, clock.seconds() + LONGEST.total_seconds()
    while clock.seconds() < until and (claimed := _claim()):
        for payment in claimed:
            _check(payment)
        done += len(claimed)
    return done


def _check(payment: Payment) -> None:
    try:
        record(payment.id, _asked(payment))
    except (GatewayUnavailable, GatewayRefusal) as error:
        log.warning("payment not checked", payment=str(payment.id), error=str(error))
    except Exception:
        # One that cannot be recorded does not keep the others waiting.
        log.exception("payment not checked", payment=str(payment.id))


def _claim() -> list[Payment]:
    with unit_of_work("payments"):
        due = Payment.objects.select_for_update(skip_locked=True).filter(check_at__lte=now())
        claimed = list(due.order_by("check_at", "id")[:BATCH])
        ids = [payment.id for payment in claimed]
        if ids:
            Payment.objects.filter(id__in=ids).update(check_at=now() + AGAIN_AFTER)
        return claimed


def _asked(payment: Payment) -> GatewayPayment:
    """A payment without a reference is one whose reply got lost: the same key brings it again."""
    if not payment.reference:
        return authorize(payment)
    return gateway_of(payment.gateway).retrieve(payment.reference)
