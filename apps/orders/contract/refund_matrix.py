"""What comes back when an order is called off or complained about, as data.

Source: the refund matrix of the domain reference.
"""

from dataclasses import dataclass
from enum import StrEnum

from apps.orders.contract.types import OrderStatus


class Fault(StrEnum):
    """On whose side the cause of a cancellation or a refund lies."""

    CUSTOMER = "customer"
    STORE = "store"


class Stage(StrEnum):
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


STAGES: dict[OrderStatus, Stage] = {
    OrderStatus.PENDING_PAYMENT: Stage.BEFORE_PREPARING,
    OrderStatus.SCHEDULED: Stage.BEFORE_PREPARING,
    OrderStatus.PLACED: Stage.BEFORE_PREPARING,
    OrderStatus.ACCEPTED: Stage.BEFORE_PREPARING,
    OrderStatus.REVISION_PENDING: Stage.BEFORE_PREPARING,
    OrderStatus.PREPARING: Stage.IN_KITCHEN,
    OrderStatus.BAKING: Stage.IN_KITCHEN,
    OrderStatus.READY: Stage.IN_KITCHEN,
    OrderStatus.OUT_FOR_DELIVERY: Stage.ON_ROAD,
    OrderStatus.ARRIVED: Stage.ON_ROAD,
    OrderStatus.DELIVERY_FAILED: Stage.ON_ROAD,
    OrderStatus.COMPLETED: Stage.COMPLETED,
}
_OF_STORE = RefundShares(100, 100, 100, CouponOutcome.PRO_RATA)
_NOTHING = RefundShares(0, 0, 0, CouponOutcome.SPENT)
REFUND_MATRIX: dict[tuple[Stage, Fault], RefundShares] = {
    (Stage.BEFORE_PREPARING, Fault.CUSTOMER): RefundShares(100, 100, 100, CouponOutcome.RESTORED),
    (Stage.IN_KITCHEN, Fault.CUSTOMER): RefundShares(0, 100, 100, CouponOutcome.SPENT),
    (Stage.ON_ROAD, Fault.CUSTOMER): _NOTHING,
    (Stage.COMPLETED, Fault.CUSTOMER): _NOTHING,
    (Stage.BEFORE_PREPARING, Fault.STORE): _OF_STORE,
    (Stage.IN_KITCHEN, Fault.STORE): _OF_STORE,
    (Stage.ON_ROAD, Fault.STORE): _OF_STORE,
    (Stage.COMPLETED, Fault.STORE): _OF_STORE,
}
