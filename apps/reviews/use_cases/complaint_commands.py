"""Complaints about completed orders: credited by rule at once, or decided by support."""

from contextlib import nullcontext
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import OrderSummary
from apps.payments.contract.commands import GrantCredit
from apps.payments.contract.service import PaymentsService
from apps.reviews.contract.errors import AlreadyComplained, NotForThisComplaint
from apps.reviews.domain.complaints import (
    ONE_FOR,
    ComplaintRules,
    ComplaintState,
    Facts,
    Matter,
    credit_of,
    why_support,
)
from apps.reviews.domain.texts import cleaned
from apps.reviews.models import Complaint, ComplaintPhoto, Invitation
from dominos.kernel import photos
from dominos.kernel.auth import Principal, Role
from dominos.kernel.clock import now
from dominos.kernel.config.market import MarketRules
from dominos.kernel.config.secret_keys import digest
from dominos.kernel.contact import email_key
from dominos.kernel.errors import FieldError, Invalid, NotFound
from dominos.kernel.photos import Photo
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import send, unit_of_work

rules = MarketRules("COMPLAINT_RULES", ComplaintRules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The content of a complaint: `lines` by their numbers, and an optional photo."""

    matter: Matter
    lines: tuple[int, ...]
    words: str = ""
    photo: bytes = b""


def complain(invitation: Invitation, told: Told) -> Complaint:
    """Settles the complaint by rule, or leaves it to support. AlreadyComplained, NotAPhoto, Invalid."""
    order = service(OrdersService).get_order(order_id=invitation.order_id)
    _refuse_strange_lines(order, told)
    photo = photos.cleaned(told.photo) if told.photo else None
    facts, mailbox = _facts(order, told, photo), _mailbox(order)
    keeping = photos.kept(f"complaints/{invitation.order_id}", photo) if photo else nullcontext("")
    with keeping as name, unit_of_work("reviews"):
        return _stored(invitation, order, told, facts, mailbox, name)


def _stored(
    invitation: Invitation, order: OrderSummary, told: Told, facts: Facts, mailbox: str, photo: str
) -> Complaint:
    why = why_support(facts, rules())
    complaint = Complaint(
        order_id=order.order_id,
        number=order.number,
        store_id=order.store_id,
        customer_id=invitation.customer_id,
        is_guest=order.is_guest,
        mailbox=mailbox,
        matter=told.matter.value,
        lines=sorted(set(told.lines)),
        words=cleaned(told.words),
        state=(ComplaintState.OPEN if why else ComplaintState.CREDITED).value,
        why=why.value if why else "",
        suggested=credit_of(facts),
        amount=0,
        currency=order.currency,
    )
    Complaint.objects.bulk_create([complaint], ignore_conflicts=True)
    if not Complaint.objects.filter(pk=complaint.pk).exists():
        raise AlreadyComplained
    if photo:
        ComplaintPhoto.objects.create(complaint=complaint, name=photo)
    if why is None:
        _credit(complaint, complaint.suggested)
    return complaint


def decide(complaint_id: UUID, amount: int, by: Principal) -> Complaint:
    """Support's decision: store credit of the amount, or none. NotFound, NotForThisComplaint if it is already
    decided.
    """
    known = Complaint.objects.filter(id=complaint_id).first()
    if known is None or not by.is_any(Role.SUPPORT, Role.ADMIN):
        raise NotFound("There is no such complaint.")
    order = service(OrdersService).get_order(order_id=known.order_id)
    if amount > order.amounts.total:
        raise Invalid(errors=[FieldError("amount", "The order did not cost so much.", "too_much")])
    with unit_of_work("reviews"):
        complaint = Complaint.objects.select_for_update().get(id=complaint_id)
        if complaint.state != ComplaintState.OPEN or complaint.customer_id == by.id:
            raise NotForThisComplaint
        complaint.decided_by = by.user_id
        complaint.state = (ComplaintState.CREDITED if amount else ComplaintState.DECLINED).value
        complaint.save(update_fields=["state", "decided_by"])
        if amount:
            _credit(complaint, amount)
    return complaint


def _credit(complaint: Complaint, amount: int) -> None:
    complaint.amount = amount
    complaint.save(update_fields=["amount"])
    command = GrantCredit(
        credit_id=complaint.id,
        order_id=complaint.order_id,
        store_id=complaint.store_id,
        owner_id=None if complaint.is_guest else complaint.customer_id,
        amount=amount,
        currency=complaint.currency,
    )
    send(command, subject=complaint.order_id)


def _facts(order: OrderSummary, told: Told, photo: Photo | None) -> Facts:
    """What the rule looks at; asked before anything is written."""
    amounts, payment = order.amounts, service(PaymentsService).get_payment(order_id=order.order_id)
    listed = sum(line.total for line in order.lines if line.number in told.lines)
    paid = amounts.food - amounts.discount
    lately = Complaint.objects.filter(
        state=ComplaintState.CREDITED, decided_by=None, made_at__gt=now() - ONE_FOR
    )
    mailbox = _mailbox(order)
    known = Q(customer_id=order.customer_id) | (Q(mailbox=mailbox) if mailbox else Q(pk=None))
    return Facts(
        matter=told.matter,
        cost=listed * paid // amounts.food if amounts.food else 0,
        total=amounts.total,
        age=now() - max(order.stage_times.values(), default=order.placed_at),
        earlier=lately.filter(known).count(),
        has_photo=photo is not None,
        has_mailbox=bool(order.contact_email) or not order.is_guest,
        is_refunded=payment is not None and payment.refunded > 0,
    )


def _mailbox(order: OrderSummary) -> str:
    return digest(b"reviews.mailbox" + email_key(order.contact_email).encode()) if order.contact_email else ""


def _refuse_strange_lines(order: OrderSummary, told: Told) -> None:
    if not set(told.lines) <= {line.number for line in order.lines}:
        raise Invalid(errors=[FieldError("lines", "This was not in the order.", "not_ordered")])
