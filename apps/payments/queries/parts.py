"""Reads: the parts of a payment, for those who pay them."""

from uuid import UUID

from django.db.models import Q, QuerySet

from apps.payments.contract.types import PaymentStatus
from apps.payments.models import Payment, PaymentPart
from apps.payments.queries.answers import NextActionAnswer
from dominos.kernel.edge.answers import Answer
from dominos.kernel.errors import NotFound


class PaymentPartAnswer(Answer):
    """A part that the caller pays; minor units. FAILED, and VOIDED while the whole waits, can be paid anew."""

    id: UUID
    amount: int
    status: PaymentStatus
    is_paid: bool
    failure_code: str
    """Why its last card was refused; empty if it was not."""
    next_action: NextActionAnswer | None


class PartPersonAnswer(Answer):
    """Somebody of whom a part is wanted, and whether it is paid. `payer`: who pays it."""

    person: UUID
    payer: UUID
    is_paid: bool


class PaymentPartsAnswer(Answer):
    """An order of which each pays their part. Amounts in minor units.

    `status` is that of the whole: REQUIRES_ACTION until all have paid, AUTHORIZED then; FAILED and VOIDED once it is
    over, and nobody is charged.
    """

    order_id: UUID
    currency: str
    status: PaymentStatus
    people: list[PartPersonAnswer]
    own: list[PaymentPartAnswer]
    to_take_over: int
    """What others have not paid, which the host may take over; 0 for anybody else."""


def payment_of(order_id: UUID) -> Payment:
    """The order's newest payment of parts. NotFound."""
    payment = Payment.objects.filter(order_id=order_id, part_count__gt=0).order_by("-id").first()
    if payment is None:
        raise NotFound
    return payment


def visible_to(person_id: UUID, payment: Payment) -> QuerySet[PaymentPart]:
    """All parts of the payment. NotFound for who neither ordered nor has a part."""
    parts = payment.parts.order_by("id")
    if payment.customer_id != person_id and not parts.filter(_of(person_id)).exists():
        raise NotFound
    return parts


def get_parts(order_id: UUID, person_id: UUID) -> PaymentPartsAnswer:
    """The parts of the order's payment, for who ordered or has one. NotFound."""
    payment = payment_of(order_id)
    parts = list(visible_to(person_id, payment))
    is_host = payment.customer_id == person_id
    others = [part.amount for part in parts if not part.is_paid and part.payer_id != person_id]
    is_waiting = payment.status == PaymentStatus.REQUIRES_ACTION
    return PaymentPartsAnswer(
        order_id=order_id,
        currency=payment.currency,
        status=PaymentStatus(payment.status),
        people=[
            PartPersonAnswer(person=part.person_id, payer=part.payer_id, is_paid=part.is_paid)
            for part in parts
        ],
        own=[PaymentPartAnswer.of(part) for part in parts if part.payer_id == person_id],
        to_take_over=sum(others) if is_host and is_waiting else 0,
    )


def _of(person_id: UUID) -> Q:
    return Q(person_id=person_id) | Q(payer_id=person_id)
