"""Payments of parts: several people pay one payment, each their part of it. Pure; amounts in minor units."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Any

from apps.payments.contract.types import PaymentStatus as S
from apps.payments.domain.gateway import SUMS, GatewayPayment, GatewayStatus
from apps.payments.domain.payment import PAID, Position
from dominos.kernel.money import allocate

TAKEN = PAID - {S.AUTHORIZED}
"""States of a part whose money was captured."""


def amounts_of(total: int, weights: Sequence[int], step: int = 1) -> list[int]:
    """What each pays of the total, in proportion to the weights and in multiples of `step`; the last takes the rest."""
    amounts = [amount * step for amount in allocate(total // step, weights)]
    amounts[-1] += total % step
    return amounts


def shares(amount: int, limits: Sequence[int]) -> list[int]:
    """Splits an amount in proportion to the limits, none of which is exceeded; the same each time. ValueError.

    Each share is at most one minor unit beside its proportion.
    """
    whole = sum(limits)
    if not 0 <= amount <= whole:
        raise ValueError("more than there is")
    sums = (amount * upto // whole if whole else 0 for upto in accumulate(limits, initial=0))
    return [after - before for before, after in pairwise(sums)]


def left_of(part: Position) -> int:
    """What of a part can be refunded: nothing that its bank took back."""
    return max(part.captured - part.refunded - part.charged_back, 0) if part.status in TAKEN else 0


def has_lapsed(parts: Collection[Position]) -> bool:
    """Whether the bank released a part of what was authorized, before anything was captured."""
    states = {part.status for part in parts}
    return S.VOIDED in states and states <= {S.VOIDED, S.AUTHORIZED}


def merged(shown: GatewayPayment, parts: Collection[Position]) -> GatewayPayment:
    """The payment as a single gateway would show it; `shown` has what does not depend on its parts, and no sums.

    Nothing counts as reserved before all parts are, and nothing as captured before all are.
    """
    status = _status({part.status for part in parts})
    if status in (GatewayStatus.REQUIRES_ACTION, GatewayStatus.VOIDED):
        return replace(shown, status=status)
    standing = [part for part in parts if part.status is not S.VOIDED]
    told = ("authorized",) if status is GatewayStatus.AUTHORIZED else SUMS
    sums: dict[str, Any] = {name: sum(getattr(part, name) for part in standing) for name in told}
    return replace(shown, status=status, **sums)


def _status(states: Collection[S]) -> GatewayStatus:
    states = frozenset(states)
    if states == {S.VOIDED}:
        return GatewayStatus.VOIDED
    if states <= TAKEN | {S.VOIDED}:
        return GatewayStatus.CAPTURED
    if states <= PAID or (states & TAKEN and states <= PAID | {S.VOIDED}):
        return GatewayStatus.AUTHORIZED
    return GatewayStatus.REQUIRES_ACTION
