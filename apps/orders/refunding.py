"""Giving money back for a paid order: lines of it by a person, a credit for lateness by rule.

Orders says what is to come back and for which lines; payments holds, performs or refuses it, and tells.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from apps.orders.conf import refund_rules
from apps.orders.contract.errors import LineRefunded, NothingToRefund, RefundKeyReused, RefundTooLarge
from apps.orders.contract.types import Amounts, OrderStatus
from apps.orders.domain import REFUND_MATRIX, STAGES, Fault, Stage, kept_amounts, kept_parts, shares_of
from apps.orders.holds import restore_deals
from apps.orders.models import Order, OrderSaga, Refund
from apps.orders.refunds import LineMoney, components_of, late_credit, money_of, remainder, total_of
from apps.orders.states import COLLECTED, Actor
from apps.payments.contract.commands import RefundPayment
from apps.payments.contract.types import RefundComponents, RefundedLine
from dominos.kernel.clock import now
from dominos.kernel.errors import FieldError, Invalid
from dominos.kernel.unit_of_work import send

CASH = "cash"
PREFIX = "order-refund"
LATE = "late"
MAY_REFUND = frozenset({Actor.MANAGER, Actor.SUPPORT})


@dataclass(frozen=True, slots=True)
class Pieces:
    """`quantity` of a line; None is all that is left of it."""

    number: int
    quantity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundWish:
    """What a manager or support wants given back. No lines: everything. `key` makes it once for the order."""

    reason: str
    key: str
    lines: Sequence[Pieces] = ()
    fault: Fault = Fault.STORE
    grant_food: bool = False


def ask_refund(saga: OrderSaga, wish: RefundWish, requested_by: UUID | None) -> Refund:
    """Asks payments to give it back, once for its key; the saga is locked.

    NothingToRefund, LineRefunded, RefundTooLarge, RefundKeyReused, Invalid.
    """
    known = saga.order.refunds.filter(key=wish.key).first()
    if known is None:
        return _ask(saga, _wanted(saga, wish), wish, requested_by)
    asked = [[pieces.number, pieces.quantity] for pieces in wish.lines]
    if (known.reason, known.fault, known.asked) != (wish.reason, wish.fault, asked):
        raise RefundKeyReused
    return known


@dataclass(frozen=True, slots=True)
class _Wanted:
    components: RefundComponents
    lines: list[dict[str, int]]


def _wanted(saga: OrderSaga, wish: RefundWish) -> _Wanted:
    """What the matrix gives back of the wish. Fees and tip go with the last of the food, to the cent."""
    order, shares = saga.order, REFUND_MATRIX[Stage.COMPLETED, wish.fault]
    if not saga.captured or not (shares.food or wish.grant_food):
        raise NothingToRefund
    standing = [row for row in order.refunds.all() if row.status != Refund.Status.REFUSED]
    gone = _pieces_gone(standing)
    money = {line.number: line for line in money_of(order.lines, order.amounts)}
    lines, parts = [], []
    for line, count in _chosen(money, wish, gone):
        part = line.pieces(gone.get(line.number, 0), count)
        gone[line.number] = gone.get(line.number, 0) + count
        parts.append(part)
        lines.append({"number": line.number, "quantity": count, "amount": part.amount, "tax": part.tax})
    components = total_of(parts)
    if shares.delivery_fee and all(gone.get(line.number) == line.quantity for line in money.values()):
        components = remainder(
            components_of(_paid(saga)), total_of(RefundComponents(**row.components) for row in standing)
        )
    _check_captured(saga, components.amount, standing)
    return _Wanted(components, lines)


def _paid(saga: OrderSaga) -> Amounts:
    return saga.order.amounts if saga.kept is None else kept_parts(saga.order.amounts, saga.kept)


def _chosen(
    money: Mapping[int, LineMoney], wish: RefundWish, gone: Mapping[int, int]
) -> Iterator[tuple[LineMoney, int]]:
    """The lines asked for and how many pieces of each. LineRefunded, Invalid."""
    for pieces in wish.lines or [Pieces(number) for number in money]:
        line = money.get(pieces.number)
        if line is None:
            raise Invalid(errors=[FieldError("lines", f"There is no line {pieces.number}.", "unknown")])
        left = line.quantity - gone.get(line.number, 0)
        count = left if pieces.quantity is None else pieces.quantity
        if count > left or (wish.lines and not count):
            raise LineRefunded(number=line.number, refunded=line.quantity - left, quantity=line.quantity)
        if count:
            yield line, count


def _pieces_gone(standing: Sequence[Refund]) -> dict[int, int]:
    gone: dict[int, int] = {}
    for row in standing:
        for line in row.lines:
            gone[line["number"]] = gone.get(line["number"], 0) + line["quantity"]
    return gone


def _check_captured(saga: OrderSaga, amount: int, standing: Sequence[Refund]) -> None:
    promised = sum(row.amount for row in standing if row.status == Refund.Status.ASKED)
    available = saga.captured - saga.refunded - promised
    if amount <= 0:
        raise NothingToRefund
    if amount > available:
        raise RefundTooLarge(available=available, wanted=amount, currency=saga.order.currency)


def _ask(saga: OrderSaga, wanted: _Wanted, wish: RefundWish, requested_by: UUID | None) -> Refund:
    order = saga.order
    row = Refund.objects.create(
        order=order,
        key=wish.key,
        reason=wish.reason,
        fault=wish.fault,
        asked=[[pieces.number, pieces.quantity] for pieces in wish.lines],
        amount=wanted.components.amount,
        components=asdict(wanted.components),
        lines=wanted.lines,
        requested_by=requested_by,
    )
    names = RefundedLine.__dataclass_fields__
    command = RefundPayment(
        order_id=order.id,
        amount=row.amount,
        currency=order.currency,
        reason=row.reason,
        key=f"{PREFIX}:{row.id}",
        components=wanted.components,
        lines=tuple(RefundedLine(**{name: line[name] for name in names}) for line in wanted.lines),
        requested_by=requested_by,
        fault=row.fault,
    )
    send(command, subject=order.id, sequence=order.sequence)
    return row


def credit_lateness(saga: OrderSaga) -> None:
    """Gives the market's credit for an order that was completed too late; once, by rule."""
    order, rules = saga.order, refund_rules()
    if not is_late(order) or order.refunds.filter(key=LATE).exists():
        return
    components = late_credit(order.amounts, rules.late_credit_percent)
    if 0 < components.amount <= saga.captured - saga.refunded:
        wish = RefundWish(reason="delivered later than promised", key=LATE)
        _ask(saga, _Wanted(components, []), wish, None)


def is_late(order: Order) -> bool:
    """Whether the order came so long after its promise that the market's rule pays for it.

    One that is collected came when it was ready; how long its customer took is not ours.
    """
    came = order.began(OrderStatus.READY if order.method in COLLECTED else OrderStatus.COMPLETED)
    return came is not None and came > order.promised_to + refund_rules().late_after


def on_refunded(key: str) -> None:
    """Payments gave the refund back. With the last piece of an order the store spoilt, its deals come back, too."""
    row = _decide(key, Refund.Status.DONE)
    if row is None or row.fault != Fault.STORE:
        return
    done = [other for other in row.order.refunds.all() if other.status == Refund.Status.DONE]
    gone = _pieces_gone(done)
    if row.lines and all(gone.get(line["number"]) == line["quantity"] for line in row.order.lines):
        restore_deals(row.order)


def on_refused(key: str, code: str) -> None:
    """Payments will not give the refund back."""
    _decide(key, Refund.Status.REFUSED, code)


def _decide(key: str, status: str, code: str = "") -> Refund | None:
    """The refund with its answer; None where it is none of ours or was answered before."""
    prefix, _, refund_id = key.partition(":")
    if prefix != PREFIX:
        return None
    asked = Refund.objects.filter(pk=UUID(refund_id), status=Refund.Status.ASKED)
    if not asked.update(status=status, code=code, decided_at=now()):
        return None
    return Refund.objects.select_related("order").get(pk=refund_id)


def cancellation_terms(
    order: Order, actors: frozenset[Actor], payment_method: str
) -> list[dict[str, object]]:
    """What calling the order off now would give back: by fault and goodwill, as far as the caller may choose."""
    wishes = [(Fault.CUSTOMER, False)]
    if actors & MAY_REFUND and STAGES[order.state] is not Stage.BEFORE_PREPARING:
        wishes += [(Fault.CUSTOMER, True), (Fault.STORE, False)]
    return [_terms(order, fault, grant, payment_method) for fault, grant in wishes]


def _terms(order: Order, fault: Fault, grant_food: bool, payment_method: str) -> dict[str, object]:
    shares = shares_of(order.state, fault, grant_food=grant_food)
    whole, kept = components_of(order.amounts), components_of(kept_amounts(order.amounts, shares))
    if payment_method == CASH:
        kept = RefundComponents()  # nobody collected it
    back = remainder(whole, kept)
    return {
        "fault": fault.value,
        "grant_food": grant_food,
        "kept": kept.amount,
        "refund": back.amount,
        "components": asdict(back),
        "coupon": shares.coupon.value,
    }
