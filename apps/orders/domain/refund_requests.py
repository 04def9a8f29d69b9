"""What somebody wants given back."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.orders.contract.refund_matrix import Fault


@dataclass(frozen=True, slots=True)
class Pieces:
    """`quantity` of a line; None is all that is left of it."""

    number: int
    quantity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequest:
    """What a manager or support wants given back. No lines: everything. `key` makes it once for the order."""

    reason: str
    key: str
    lines: Sequence[Pieces] = ()
    fault: Fault = Fault.STORE
    grant_food: bool = False
