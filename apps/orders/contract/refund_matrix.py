"""What is refunded when an order is cancelled or complained about, as data.

Source: `docs/domain.md`.
"""

from dataclasses import dataclass
from enum import StrEnum

from apps.orders.contract.types import OrderStatus


class Fault(StrEnum):
    """Who caused a cancellation or a refund."""

    CUSTOMER = "customer"
    STORE = "store"


class RefundStage(StrEnum):
    """The progress of an order in terms of the refund matrix."""

    BEFORE_PREPARING = "before_preparing"
    IN_KITCHEN = "in_kitchen"
    ON_ROAD = "on_road"
    COMPLETED = "completed"


class CouponOutcome(StrEnum):
    """What happens to used coupons and points."""

    RESTORED = "restored"
    SPENT = "spent"
    PRO_RATA = "pro_rata"


@dataclass(frozen=True, slots=True)
class RefundShares:
    """Percent of each part that is refunded, 100 or 0; for a complaint, food means the lines complained about."""

    food: int
    delivery_fee: int
    tip: int
    coupon: CouponOutcome


REFUND_STAGES: dict[OrderStatus, RefundStage] = {
    OrderStatus.PENDING_PAYMENT: RefundStage.BEFORE_PREPARING,
    OrderStatus.SCHEDULED: RefundStage.BEFORE_PREPARING,
    OrderStatus.PLACED: RefundStage.BEFORE_PREPARING,
    OrderStatus.ACCEPTED: RefundStage.BEFORE_PREPARING,
    OrderStatus.REVISION_PENDING: RefundStage.BEFORE_PREPARING,
    OrderStatus.PREPARING: RefundStage.IN_KITCHEN,
    OrderStatus.BAKING: RefundStage.IN_KITCHEN,
    OrderStatus.READY: RefundStage.IN_KITCHEN,
    OrderStatus.OUT_FOR_DELIVERY: RefundStage.ON_ROAD,
    OrderStatus.ARRIVED: RefundStage.ON_ROAD,
    OrderStatus.DELIVERY_FAILED: RefundStage.ON_ROAD,
    OrderStatus.COMPLETED: RefundStage.COMPLETED,
}
_OF_STORE = RefundShares(100, 100, 100, CouponOutcome.PRO_RATA)
_NOTHING = RefundShares(0, 0, 0, CouponOutcome.SPENT)
REFUND_MATRIX: dict[tuple[RefundStage, Fault], RefundShares] = {
    (RefundStage.BEFORE_PREPARING, Fault.CUSTOMER): RefundShares(100, 100, 100, CouponOutcome.RESTORED),
    (RefundStage.IN_KITCHEN, Fault.CUSTOMER): RefundShares(0, 100, 100, CouponOutcome.SPENT),
    (RefundStage.ON_ROAD, Fault.CUSTOMER): _NOTHING,
    (RefundStage.COMPLETED, Fault.CUSTOMER): _NOTHING,
    (RefundStage.BEFORE_PREPARING, Fault.STORE): _OF_STORE,
    (RefundStage.IN_KITCHEN, Fault.STORE): _OF_STORE,
    (RefundStage.ON_ROAD, Fault.STORE): _OF_STORE,
    (RefundStage.COMPLETED, Fault.STORE): _OF_STORE,
}
