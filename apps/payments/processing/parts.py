"""Paying by parts: begun by the host, each part paid by its person, what is open taken over by the host."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from uuid import UUID

from apps.orders.contract.rounding import coin_of, paid_in
from apps.orders.contract.service import OrdersService
from apps.payments.contract.errors import (
    AlreadyPaid,
    AmountNotChargeable,
    CardGatewayDown,
    NotPayable,
    PaymentInProgress,
    TooManyDeclines,
)
from apps.payments.contract.limits import MAX_DECLINES_OF_ORDER
from apps.payments.contract.types import PartOwed, PaymentStatus
from apps.payments.domain.gateway import AmountProblem, Declined, GatewayPayment, GatewayUnavailable
from apps.payments.domain.parts import amounts_of
from apps.payments.domain.payment import LIVE, PaymentMethod
from apps.payments.gateways.parts import WithParts, authorized, confirmed, keep, tell_parts_changed
from apps.payments.ledger.locks import hold
from apps.payments.models import Payment, PaymentPart
from apps.payments.processing.attempts import PaymentRequest, begin
from apps.payments.processing.declines import Payer, card_mark, count_decline, counts_of, refuse_too_many
from apps.payments.processing.gateway_sync import apply, locked, record
from apps.payments.queries.parts import payment_of, visible_to
from dominos.kernel.errors import DomainError, NotFound
from dominos.kernel.money import card_step
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRequest:
    """A person's request to pay a part of an order; see `PaymentRequest`."""

    order_id: UUID
    part_id: UUID
    payer: Payer
    key: str
    token: str = field(repr=False)
    gateway_customer: str = ""


def split(order_id: UUID, customer_id: UUID, owed: Sequence[PartOwed], *, client: str, key: str) -> Payment:
    """Begins a payment of which each of these people pays a part, or returns the one begun before.

    Raises NotFound, NotPayable, AlreadyPaid, PaymentInProgress, TooManyDeclines.
    """
    order = service(OrdersService).get_order(order_id=order_id)
    if order.customer_id != customer_id:
        raise NotFound
    coin = coin_of(order.currency, order.cash_coin, in_cash=False)
    order = replace(order, amounts=paid_in(order.amounts, coin))
    amounts = amounts_of(order.amounts.total, [each.weight for each in owed], card_step(order.currency))
    with unit_of_work("payments"):
        hold(f"parts:{order_id}")
        begun = Payment.objects.filter(order_id=order_id, part_count__gt=0, status__in=LIVE).first()
        if begun is not None:
            return begun
        if not order.is_payable:
            raise NotPayable
        payment = begin(
            order,
            PaymentRequest(
                order_id=order_id,
                customer_id=customer_id,
                method=PaymentMethod.CARD,
                client=client,
                key=key,
                part_count=len(owed),
            ),
        )
        PaymentPart.objects.bulk_create(
            PaymentPart(payment=payment, person_id=each.person_id, payer_id=each.person_id, amount=amount)
            for each, amount in zip(owed, amounts, strict=True)
            if amount
        )
        apply(payment, WithParts(payment).shown())
        tell_parts_changed(payment.id)
        return payment


def pay_part(request: PartRequest) -> PaymentPart:
    """Pays a part with a card; an earlier attempt is settled first, so that a part is never held twice.

    Returns it AUTHORIZED, REQUIRES_ACTION or FAILED. Raises NotFound, NotPayable, AlreadyPaid, PaymentInProgress,
    TooManyDeclines, CardGatewayDown.
    """
    payment = payment_of(request.order_id)
    visible_to(request.payer.customer_id, payment)
    with _told_to_payer():
        payer = replace(request.payer, card=card_mark(payment.gateway, request.token))
        request = replace(request, payer=payer)
        part, is_begun = _begin(payment.id, request)
        if not is_begun and (part.is_unanswered or part.request_key != request.key):
            _settle_earlier(payment, part, request.key)
            part, is_begun = _begin(payment.id, request)
            if part.is_unanswered and not is_begun:
                raise PaymentInProgress
        part = _authorize(payment, part) if is_begun else part
    with unit_of_work("payments"):
        return PaymentPart.objects.get(id=part.id)


def confirm_part(order_id: UUID, part_id: UUID, person_id: UUID) -> PaymentPart:
    """Continues after the payer's action. A part that does not wait for one is returned unchanged. NotFound."""
    payment = payment_of(order_id)
    part = visible_to(person_id, payment).filter(id=part_id, payer_id=person_id).first()
    if part is None:
        raise NotFound
    if part.status != PaymentStatus.REQUIRES_ACTION:
        return part
    with _told_to_payer():
        seen = confirmed(payment, part)
    return _record(payment, part, seen)


def take_over(order_id: UUID, host_id: UUID) -> None:
    """Makes the host the payer of what is open. NotFound for anybody else, NotPayable once it is over, CardGatewayDown.

    What others' banks still ask them is given up before, and their refused cards are not counted any more: both are
    theirs.
    """
    payment = payment_of(order_id)
    if payment.customer_id != host_id:
        raise NotFound
    _refuse_unless_waiting(payment)
    others = payment.parts.exclude(payer_id=host_id)
    with _told_to_payer():
        for part in others.filter(status=PaymentStatus.REQUIRES_ACTION):
            WithParts(payment).give_up(part)
    with unit_of_work("payments"):
        _refuse_unless_waiting(locked(payment.id))
        for part in others.select_for_update():
            if not part.is_paid:
                part.payer_id, part.failure_code, part.next_action, part.declines = host_id, "", None, 0
                part.save(update_fields=["payer_id", "failure_code", "next_action", "declines"])
        tell_parts_changed(payment.id)


def problem_of(part: PaymentPart) -> DomainError | None:
    """Why the attempt failed; None if it did not."""
    if part.status != PaymentStatus.FAILED:
        return None
    if part.failure_code in frozenset(AmountProblem):
        return AmountNotChargeable(reason=part.failure_code)
    return Declined(part.failure_code)


def _begin(payment_id: UUID, request: PartRequest) -> tuple[PaymentPart, bool]:
    """Puts the attempt into the part's row, and whether it did: rivals wait at the row, one of them is first.

    An earlier attempt whose outcome is open stands, and so does any of the same request.
    """
    with unit_of_work("payments", interim=True):
        payment = locked(payment_id)
        counted = payment.parts.select_for_update(of=("self",)).annotate(**counts_of(request.payer))
        part = counted.filter(id=request.part_id, payer_id=request.payer.customer_id).first()
        if part is None:
            raise NotFound
        if part.request_key == request.key or part.is_unanswered:
            part.submissions += 1
            part.save(update_fields=["submissions"])
            return part, False
        if part.is_paid:
            raise AlreadyPaid
        _refuse_unless_waiting(payment)
        if part.status == PaymentStatus.REQUIRES_ACTION:
            return part, False
        refuse_too_many(part)
        if part.declines >= MAX_DECLINES_OF_ORDER:
            raise TooManyDeclines(scope="order")
        part.begin(
            token=request.token,
            gateway_customer=request.gateway_customer,
            request_key=request.key,
            client=request.payer.client,
            card=request.payer.card,
        )
        part.save()
        return part, True


@contextmanager
def _told_to_payer() -> Iterator[None]:
    """CardGatewayDown where the gateway does not answer."""
    try:
        yield
    except GatewayUnavailable as error:
        raise CardGatewayDown(
            "The card gateway does not answer. Ask again in a moment.", reason=error.outage.value
        ) from error


def _refuse_unless_waiting(payment: Payment) -> None:
    if payment.status != PaymentStatus.REQUIRES_ACTION or payment.release_reason:
        raise NotPayable


def _settle_earlier(payment: Payment, part: PaymentPart, key: str) -> None:
    """Fetches the lost answer of an earlier attempt, or gives up one that waits for its payer's bank."""
    if part.is_unanswered:
        part = _authorize(payment, part)
    if part.status == PaymentStatus.REQUIRES_ACTION and part.request_key != key:
        WithParts(payment).give_up(part)


def _authorize(payment: Payment, part: PaymentPart) -> PaymentPart:
    try:
        seen = authorized(payment, part)
    except GatewayUnavailable as error:
        if error.is_unsent:
            _forget_unsent(part)
        raise
    return _record(payment, part, seen)


def _forget_unsent(part: PaymentPart) -> None:
    """Nothing is held where the request never left; who asks again with another card is not asked about this one.

    Unless it was sent twice at once: the other one may have arrived.
    """
    with unit_of_work("payments", interim=True):
        untouched = {
            "attempt": part.attempt,
            "status": PaymentStatus.CREATED.value,
            "reference": "",
            "submissions": 1,
        }
        PaymentPart.objects.filter(id=part.id, **untouched).update(token="", request_key="")


def _record(payment: Payment, part: PaymentPart, seen: GatewayPayment) -> PaymentPart:
    """Records the part's news, then what it makes of the payment."""
    part, is_changed = keep(part, seen)
    is_declined = is_changed and part.status == PaymentStatus.FAILED
    if is_declined and part.failure_code not in frozenset(AmountProblem):
        with unit_of_work("payments", interim=True):
            PaymentPart.objects.filter(id=part.id).update(declines=part.declines + 1)
            count_decline(Payer(customer_id=part.payer_id, client=part.client, card=part.card))
    _follow_parts(payment)
    return part


def _follow_parts(payment: Payment) -> None:
    """Makes the payment what its parts are, durably: the gateway may be called after it."""
    with unit_of_work("payments", interim=True):
        payment = locked(payment.id)
        apply(payment, WithParts(payment).shown())


def follow(payment_id: UUID, gateway: str, seen: GatewayPayment) -> bool:
    """Records news of a part; whether it is of a payment of parts."""
    payment = Payment.objects.filter(id=payment_id, gateway=gateway, part_count__gt=0).first()
    if payment is None:
        return False
    part = payment.parts.filter(reference=seen.reference).first()
    if part is not None:
        _record(payment, part, seen)
    else:  # the gateway tells it before its answer has arrived, or of an attempt that was given up
        record(payment.id, WithParts(payment).retrieve(payment.reference))
    return True
