"""Polls the gateways of stale payments: lost replies, webhooks that never arrived."""

from datetime import timedelta

import structlog
from django.db.models import QuerySet

from apps.payments.domain.gateway import GatewayPayment, GatewayRefusal, GatewayUnavailable
from apps.payments.gateways.credit.gateway import gateway_for
from apps.payments.models import Payment
from apps.payments.processing.gateway_sync import record
from apps.payments.processing.operations import BATCH
from apps.payments.processing.pay import authorize
from dominos.kernel.clock import now
from dominos.kernel.leases import claim, work_off

log = structlog.get_logger(__name__)
RECHECK_AFTER = timedelta(minutes=2)
# Shorter than the schedule's period: the next run takes what is left.
MAX_DURATION = timedelta(seconds=20)


def due() -> QuerySet[Payment]:
    """The payments to check now."""
    return Payment.objects.filter(check_at__lte=now())


def check_due() -> int:
    """Checks the payments whose `check_at` has passed, for `MAX_DURATION` at most; returns the number."""
    return work_off(_claim, _check, seconds=MAX_DURATION.total_seconds())


def _claim() -> list[Payment]:
    return claim(Payment.objects.all(), RECHECK_AFTER, batch=BATCH, due="check_at", attempts=None)


def _check(payment: Payment) -> None:
    try:
        record(payment.id, _retrieved(payment))
    except (GatewayUnavailable, GatewayRefusal) as error:
        log.warning("payment not checked", payment=str(payment.id), error=str(error))
    except Exception:
        # One that cannot be recorded does not block the others.
        log.exception("payment not checked", payment=str(payment.id))


def _retrieved(payment: Payment) -> GatewayPayment:
    """The payment at its gateway; without a reference its reply was lost, and the same key fetches it."""
    if not payment.reference:
        return authorize(payment)
    return gateway_for(payment).retrieve(payment.reference)
