"""Compares a gateway's report of a payment with what is known, however late or often it arrives."""

from collections.abc import Iterator

from apps.payments.contract.types import PaymentStatus as S
from apps.payments.domain.gateway import GatewayPayment, GatewayStatus
from apps.payments.domain.payment import TRANSITIONS, Change, Position, Stays, Step, transition


def observe(position: Position, seen: GatewayPayment) -> tuple[Position, tuple[Step, ...]]:
    """The steps from the known state to the reported one.

    Amounts and states only advance, so reports may be late, repeated and in any order: stale ones change
    nothing.
    """
    steps: list[Step] = []

    def take(step: Step) -> bool:
        nonlocal position
        after = transition(position, step)
        if after is not None:
            position = after
            steps.append(step)
        return after is not None

    for step in _money_news(position, seen):
        take(step)
    while (refund := _refund_news(position, seen)) and take(refund):
        pass
    for step in _dispute_news(position, seen):
        take(step)
    return position, tuple(steps)


def tells_nothing_new(position: Position, seen: GatewayPayment) -> bool:
    """Whether a report is already known and needs no action."""
    _, steps = observe(position, seen)
    is_held_in_vain = position.status in (S.FAILED, S.VOIDED) and holds_money(seen)
    return not steps and not is_held_in_vain and not tuple(not_taken(position, seen))


def _money_news(position: Position, seen: GatewayPayment) -> Iterator[Step]:
    if seen.status is GatewayStatus.REQUIRES_ACTION:
        yield Step(Change.ACTION_REQUIRED)
    if seen.status is GatewayStatus.FAILED:
        yield Step(Change.FAILED)
    if seen.authorized > position.authorized:
        yield Step(Change.AUTHORIZED, seen.authorized - position.authorized)
    if seen.status is GatewayStatus.VOIDED:
        yield Step(Change.VOIDED)
    if seen.captured > position.captured:
        yield Step(Change.CAPTURED, seen.captured - position.captured)


def _refund_news(position: Position, seen: GatewayPayment) -> Step | None:
    """The next refund or failure of one, told by two sums that only grow: all refunds, and those that failed.

    What fits as a whole goes first. Several of both that nobody saw one by one are taken as far as there is room.
    """
    failed = seen.refund_failed - position.refund_failed
    refunded = seen.refunded - position.refunded + failed
    room = position.captured - position.refunded
    if 0 < failed <= position.refunded:
        return Step(Change.REFUND_FAILED, failed)
    amount = min(refunded, room)
    if amount > 0 and (amount == refunded or not position.refunded):
        is_full = amount == room
        return Step(Change.REFUNDED_IN_FULL if is_full else Change.REFUNDED_IN_PART, amount)
    if failed > 0 and position.refunded:
        return Step(Change.REFUND_FAILED, position.refunded)
    return None


def _dispute_news(position: Position, seen: GatewayPayment) -> Iterator[Step]:
    """Disputes opened and ended since; the end may be the first that is reported. Their sums only grow."""
    if seen.disputed > position.disputed:
        yield Step(Change.DISPUTED, seen.disputed - position.disputed)
    if seen.dispute_won > position.dispute_won:
        yield Step(Change.DISPUTE_WON, seen.dispute_won - position.dispute_won)
    if seen.dispute_lost > position.dispute_lost:
        yield Step(Change.DISPUTE_LOST, seen.dispute_lost - position.dispute_lost)


def not_taken(position: Position, seen: GatewayPayment) -> tuple[Step, ...]:
    """Reported changes that the payment's state does not allow: a person has to look at them."""
    refunds = seen.refunded + seen.refund_failed - position.refunded - position.refund_failed
    beyond = {
        Change.CAPTURED: seen.captured - position.captured,
        Change.REFUNDED_IN_PART: refunds,
        Change.REFUND_FAILED: seen.refund_failed - position.refund_failed,
        Change.VOIDED: position.captured if seen.status is GatewayStatus.VOIDED else 0,
        Change.DISPUTED: seen.disputed - position.disputed,
        Change.DISPUTE_WON: seen.dispute_won - position.dispute_won,
        Change.DISPUTE_LOST: seen.dispute_lost - position.dispute_lost,
    }
    moves = TRANSITIONS[position.status]
    return tuple(
        Step(change, amount)
        for change, amount in beyond.items()
        if amount > 0 and moves[change] is Stays.ATTENTION
    )


def holds_money(seen: GatewayPayment) -> bool:
    """Whether the gateway holds money of the customer, or may do so after a pending action."""
    if seen.status is GatewayStatus.CAPTURED:
        return seen.captured > seen.refunded
    return seen.status in (GatewayStatus.AUTHORIZED, GatewayStatus.REQUIRES_ACTION, GatewayStatus.PENDING)
