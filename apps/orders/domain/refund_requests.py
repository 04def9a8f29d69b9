"""Refund requests."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.orders.contract.refund_matrix import Fault


@dataclass(frozen=True, slots=True)
class Pieces:
    """`quantity` pieces of a line; None means all that are left."""

    number: int
    quantity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequest:
    """What a manager or support wants to refund; without lines, everything. `key` makes it idempotent per order."""

    reason: str
    key: str
    lines: Sequence[Pieces] = ()
    fault: Fault = Fault.STORE
    grant_food: bool = False
