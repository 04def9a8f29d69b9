"""Refunds above the market's limit: a second person decides."""

from dataclasses import dataclass
from uuid import UUID

import structlog

from apps.payments.contract.errors import AlreadyDecided, SecondPersonNeeded
from apps.payments.gateways.after_commit import wake
from apps.payments.models import Operation, OperationStatus, Payment, RefundDecision
from apps.payments.processing.commands import refuse
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A person's yes or no."""

    by: UUID
    is_approved: bool
    reason: str = ""


def decide(refund_id: UUID, decision: Decision) -> Operation:
    """Lets a waiting refund go, or refuses it; kept with who and why. SecondPersonNeeded, AlreadyDecided.

    The same decision by the same person again changes nothing.
    """
    with unit_of_work("payments"):
        refund = _locked(refund_id)
        before = RefundDecision.objects.filter(operation=refund).first()
        if before is not None and (before.decided_by, before.is_approved) == (
            decision.by,
            decision.is_approved,
        ):
            return refund
        if before is not None or refund.status != OperationStatus.AWAITING_APPROVAL:
            raise AlreadyDecided(status_now=refund.status)
        if refund.requested_by == decision.by:
            raise SecondPersonNeeded
        RefundDecision.objects.create(
            operation=refund,
            decided_by=decision.by,
            is_approved=decision.is_approved,
            reason=decision.reason,
        )
        _apply(refund, decision)
        log.info("refund decided", refund=str(refund_id), by=str(decision.by), approved=decision.is_approved)
        return refund


def _locked(refund_id: UUID) -> Operation:
    """The payment first, as everywhere."""
    payment_id = Operation.objects.values_list("payment_id", flat=True).get(id=refund_id)
    Payment.objects.select_for_update().get(id=payment_id)
    return Operation.objects.select_related("payment").get(id=refund_id)


def _apply(refund: Operation, decision: Decision) -> None:
    if not decision.is_approved:
        refund.done_at = now()
        refuse(refund, "declined")
        return
    refund.status, refund.due_at = OperationStatus.PENDING.value, now()
    refund.save(update_fields=["status", "due_at"])
    wake("payments.perform")
