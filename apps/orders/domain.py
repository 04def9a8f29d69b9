"""What an order costs and what comes back when it is called off. Pure; money in minor units."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from apps.orders.contract.types import Amounts, OrderStatus
from dominos.kernel.money import share


@dataclass(frozen=True, slots=True)
class TaxRule:
    """A store's tax: percent, and whether prices include it."""

    percent: Decimal
    included: bool

    def tax_in(self, amount: int) -> int:
        """The tax in or on `amount`, halves rounded away from zero."""
        if self.included:
            return share(amount, self.percent / (100 + self.percent))
        return share(amount, self.percent / 100)

    def added_to(self, amount: int) -> int:
        """What the tax adds to `amount`: nothing where prices include it."""
        return 0 if self.included else self.tax_in(amount)


def amounts_of(*, food: int, discount: int, delivery_fee: int, tip: int, tax: TaxRule) -> Amounts:
    """The totals. Food and fee are taxed each by itself, so that either can be given back to the cent.

    The discount never exceeds the food; a tip is never taxed or discounted.
    """
    discount = min(discount, food)
    taxed = (food - discount, delivery_fee)
    added = sum(tax.added_to(amount) for amount in taxed)
    return Amounts(
        food=food,
        discount=discount,
        delivery_fee=delivery_fee,
        tax=sum(tax.tax_in(amount) for amount in taxed),
        tax_added=added,
        tip=tip,
        total=food - discount + delivery_fee + added + tip,
    )


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


def kept_amount(
    amounts: Amounts, tax: TaxRule, *, status: OrderStatus, fault: Fault, grant_food: bool = False
) -> int:
    """What the chain keeps of an order called off in `status`; `grant_food` is the manager's goodwill."""
    shares = REFUND_MATRIX[STAGES[status], fault]
    food = amounts.food - amounts.discount
    fee_gross = amounts.delivery_fee + tax.added_to(amounts.delivery_fee)
    parts = (
        (food + tax.added_to(food), 100 if grant_food else shares.food),
        (fee_gross, shares.delivery_fee),
        (amounts.tip, shares.tip),
    )
    return sum(gross - share(gross, Decimal(percent) / 100) for gross, percent in parts)
