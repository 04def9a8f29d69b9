"""What comes back when an order is called off. Pure; money in minor units."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from apps.orders.contract.types import Amounts, OrderStatus
from apps.orders.pricing.totals import gross_parts
from dominos.kernel.money import share


class Fault(StrEnum):
    """On whose side the cause of a cancellation lies."""

    CUSTOMER = "customer"
    STORE = "store"


class Stage(StrEnum):
    """How far an order has come, as the refund matrix counts."""

    BEFORE_PREPARING = "before_preparing"
    IN_KITCHEN = "in_kitchen"
    ON_ROAD = "on_road"


@dataclass(frozen=True, slots=True)
class RefundShares:
    """Percent of each part that the customer gets back."""

    food: int
    delivery_fee: int
    tip: int


STAGES: dict[OrderStatus, Stage] = {
    OrderStatus.PENDING_PAYMENT: Stage.BEFORE_PREPARING,
    OrderStatus.SCHEDULED: Stage.BEFORE_PREPARING,
    OrderStatus.PLACED: Stage.BEFORE_PREPARING,
    OrderStatus.ACCEPTED: Stage.BEFORE_PREPARING,
    OrderStatus.PREPARING: Stage.IN_KITCHEN,
    OrderStatus.BAKING: Stage.IN_KITCHEN,
    OrderStatus.READY: Stage.IN_KITCHEN,
    OrderStatus.OUT_FOR_DELIVERY: Stage.ON_ROAD,
    OrderStatus.ARRIVED: Stage.ON_ROAD,
    OrderStatus.DELIVERY_FAILED: Stage.ON_ROAD,
}
_EVERYTHING = RefundShares(100, 100, 100)
REFUND_MATRIX: dict[tuple[Stage, Fault], RefundShares] = {
    (Stage.BEFORE_PREPARING, Fault.CUSTOMER): _EVERYTHING,
    (Stage.IN_KITCHEN, Fault.CUSTOMER): RefundShares(0, 100, 100),
    (Stage.ON_ROAD, Fault.CUSTOMER): RefundShares(0, 0, 0),
    (Stage.BEFORE_PREPARING, Fault.STORE): _EVERYTHING,
    (Stage.IN_KITCHEN, Fault.STORE): _EVERYTHING,
    (Stage.ON_ROAD, Fault.STORE): _EVERYTHING,
}


def kept_amount(amounts: Amounts, *, status: OrderStatus, fault: Fault, grant_food: bool = False) -> int:
    """What the chain keeps of an order called off in `status`; `grant_food` is the manager's goodwill.

    A deposit goes with the food and a small-order fee with the delivery. Rounding is kept with all the rest only.
    """
    shares = REFUND_MATRIX[STAGES[status], fault]
    gross = gross_parts(amounts)
    parts = (
        (gross.food, 100 if grant_food else shares.food),
        (gross.fees, shares.delivery_fee),
        (gross.tip, shares.tip),
    )
    kept = sum(part - share(part, Decimal(percent) / 100) for part, percent in parts)
    return amounts.total if kept == amounts.total - amounts.rounding else kept
