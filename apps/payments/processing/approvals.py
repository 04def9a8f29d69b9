"""Refunds above the market's limit: a second person decides."""

from dataclasses import dataclass
from uuid import UUID

import structlog

from apps.orders.contract.service import OrdersService
from apps.payments.contract.errors import AlreadyDecided, SecondPersonNeeded
from apps.payments.domain.payment import OperationStatus
from apps.payments.models import Operation, Payment, RefundDecision
from apps.payments.processing.commands import refuse
from apps.users.contract.service import UsersService
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.audit import record
from dominos.kernel.clock import now
from dominos.kernel.contact import email_key
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A person's approval or rejection. `is_for_oneself`: the order was placed for that person, whoever paid."""

    by: UUID
    is_approved: bool
    reason: str = ""
    is_for_oneself: bool = False


def decide(refund_id: UUID, decision: Decision) -> Operation:
    """Approves or declines a waiting refund, recording who and why. SecondPersonNeeded, AlreadyDecided.

    Repeating one's decision changes nothing.
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
        if refund.requested_by == decision.by or _is_own(refund, decision):
            raise SecondPersonNeeded
        RefundDecision.objects.create(
            operation=refund,
            decided_by=decision.by,
            is_approved=decision.is_approved,
            reason=decision.reason,
        )
        record(
            "refund_decided",
            about=refund,
            by=decision.by,
            approved=decision.is_approved,
            amount=refund.amount,
            order=refund.payment.order_id,
        )
        _apply(refund, decision)
        log.info("refund decided", refund=str(refund_id), by=str(decision.by), approved=decision.is_approved)
        return refund


def _is_own(refund: Operation, decision: Decision) -> bool:
    """Whether the money would go to who decides: nobody approves that, whoever requested it."""
    return decision.is_for_oneself or refund.payment.customer_id == decision.by


def is_for(person_id: UUID, order_id: UUID) -> bool:
    """Whether the order has the person's own mail address, as one placed as a guest may. Queried before a decision."""
    try:
        order = service(OrdersService).get_order(order_id=order_id)
        person = service(UsersService).get_person(user_id=person_id)
    except NotFound:
        return False
    return order.customer_id == person_id or is_same_mailbox(order.contact_email, person.email)


def is_same_mailbox(one: str, other: str) -> bool:
    """Whether two mail addresses are of one mailbox, in whichever spelling."""
    return bool(one) and email_key(one) == email_key(other)


def _locked(refund_id: UUID) -> Operation:
    """Locks the payment first, as every write does."""
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
    start_after_commit("payments.perform")
