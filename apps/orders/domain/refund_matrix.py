"""What is refunded when an order is cancelled or complained about, by the refund matrix. Pure; minor units."""

from dataclasses import dataclass, replace
from datetime import timedelta

from apps.orders.contract.refund_matrix import REFUND_MATRIX as REFUND_MATRIX
from apps.orders.contract.refund_matrix import REFUND_STAGES as REFUND_STAGES
from apps.orders.contract.refund_matrix import CouponOutcome as CouponOutcome
from apps.orders.contract.refund_matrix import Fault as Fault
from apps.orders.contract.refund_matrix import RefundShares as RefundShares
from apps.orders.contract.refund_matrix import RefundStage as RefundStage
from apps.orders.contract.rounding import paid_in
from apps.orders.contract.types import Amounts, OrderStatus
from apps.orders.domain.totals import FEES


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRules:
    """A market's rules: how long after the promise an order counts as late, and the percent of the food
    credited for it.
    """

    late_after_minutes: int = 15
    late_credit_percent: int = 20

    @property
    def late_after(self) -> timedelta:
        """How long after its promise an order counts as late."""
        return timedelta(minutes=self.late_after_minutes)


def shares_of(status: OrderStatus, fault: Fault, *, grant_food: bool = False) -> RefundShares:
    """The matrix's row; `grant_food` is the manager's goodwill."""
    shares = REFUND_MATRIX[REFUND_STAGES[status], fault]
    return replace(shares, food=100) if grant_food else shares


def kept_amounts(amounts: Amounts, shares: RefundShares, *, coin: int = 1) -> Amounts:
    """What the chain keeps of a cancelled order, by component; the sum is a multiple of `coin`.

    A deposit goes with the food and a small-order fee with the delivery. Rounding is kept only if everything
    is.
    """
    keeps_food, keeps_fees = not shares.food, not shares.delivery_fee
    taxes = tuple(
        line for line in amounts.tax_lines if (keeps_fees if line.tax_class in FEES else keeps_food)
    )
    tax = sum(line.tax for line in taxes)
    kept = Amounts(
        food=amounts.food if keeps_food else 0,
        discount=amounts.discount if keeps_food else 0,
        deposit=amounts.deposit if keeps_food else 0,
        delivery_fee=amounts.delivery_fee if keeps_fees else 0,
        small_order_fee=amounts.small_order_fee if keeps_fees else 0,
        tip=0 if shares.tip else amounts.tip,
        tax=tax,
        tax_added=tax if amounts.tax_added else 0,
        tax_lines=taxes,
        total=0,
    )
    exact = _sum(kept)
    if exact == amounts.total - amounts.rounding:
        return amounts
    return paid_in(replace(kept, total=exact), coin)


def _sum(amounts: Amounts) -> int:
    fees = amounts.delivery_fee + amounts.small_order_fee
    return amounts.food - amounts.discount + amounts.deposit + fees + amounts.tax_added + amounts.tip


def kept_amount(
    amounts: Amounts, *, status: OrderStatus, fault: Fault, grant_food: bool = False, coin: int = 1
) -> int:
    """The amount that the chain keeps of an order cancelled in `status`."""
    return kept_amounts(amounts, shares_of(status, fault, grant_food=grant_food), coin=coin).total


def kept_parts(amounts: Amounts, kept: int, *, coin: int = 1) -> Amounts:
    """The components of the kept amount of a cancelled order. ValueError if no row of the matrix gives that amount."""
    rows = {replace(row, food=food) for row in REFUND_MATRIX.values() for food in (row.food, 100)}
    for row in sorted(rows, key=str):
        parts = kept_amounts(amounts, row, coin=coin)
        if parts.total == kept:
            return parts
    raise ValueError(f"nothing keeps {kept} of {amounts.total}")


CASH, PARTNER = "cash", "partner"
