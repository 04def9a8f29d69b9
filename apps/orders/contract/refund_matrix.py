"""What comes back when an order is cancelled or complained about, as data.

Source: `docs/domain.md`.
"""

from dataclasses import dataclass
from enum import StrEnum

from apps.orders.contract.types import OrderStatus


class Fault(StrEnum):
    """On whose side the cause of a cancellation or a refund lies."""

    CUSTOMER = "customer"
    STORE = "store"


class RefundStage(StrEnum):
    """How far an order has come, as the refund matrix counts."""

    BEFORE_PREPARING = "before_preparing"
    IN_KITCHEN = "in_kitchen"
    ON_ROAD = "on_road"
    COMPLETED = "completed"


class CouponOutcome(StrEnum):
    """What becomes of a used coupon and of points."""

    RESTORED = "restored"
    SPENT = "spent"
    PRO_RATA = "pro_rata"


@dataclass(frozen=True, slots=True)
class RefundShares:
    """Percent of each part that the customer gets back, 100 or 0; of food that is complained about, its lines."""

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
