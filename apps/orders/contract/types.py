"""Types of the orders service."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from apps.stores.contract.types import ServiceMethod


class OrderStatus(StrEnum):
    """The states of an order."""

    PENDING_PAYMENT = "PENDING_PAYMENT"
    SCHEDULED = "SCHEDULED"
    PLACED = "PLACED"
    ACCEPTED = "ACCEPTED"
    PREPARING = "PREPARING"
    BAKING = "BAKING"
    READY = "READY"
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"
    ARRIVED = "ARRIVED"
    COMPLETED = "COMPLETED"
    EXPIRED = "EXPIRED"
    PAYMENT_FAILED = "PAYMENT_FAILED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"
    REVISION_PENDING = "REVISION_PENDING"
    DELIVERY_FAILED = "DELIVERY_FAILED"
    RETURNED = "RETURNED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """What an order costs, in minor units: food - discount + delivery_fee + tax_added + tip = total.

    `tax` is all tax in the total, included in prices or added; `tax_added` only what was added.
    """

    food: int
    discount: int
    delivery_fee: int
    tax: int
    tax_added: int
    tip: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """A line as it was sold; `number` counts from 1 and is the line's name for refunds and reviews."""

    number: int
    product: str
    name: str
    description: str
    quantity: int
    unit_price: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSummary:
    """An order as other apps see it."""

    order_id: UUID
    number: str
    store_id: UUID
    customer_id: UUID
    status: OrderStatus
    service: ServiceMethod
    currency: str
    amounts: Amounts
    lines: tuple[OrderLine, ...]
    tax_percent: str
    legal_entity: str
    placed_at: datetime
    is_payable: bool
