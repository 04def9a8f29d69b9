"""Types of the payments service."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class PaymentStatus(StrEnum):
    """The states of a payment."""

    CREATED = "CREATED"
    REQUIRES_ACTION = "REQUIRES_ACTION"
    AUTHORIZED = "AUTHORIZED"
    CAPTURED = "CAPTURED"
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED"
    REFUNDED = "REFUNDED"
    VOIDED = "VOIDED"
    FAILED = "FAILED"
    CHARGEBACK = "CHARGEBACK"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSummary:
    """The payment that counts for an order. Amounts in minor units."""

    payment_id: UUID
    order_id: UUID
    status: PaymentStatus
    currency: str
    authorized: int
    captured: int
    refunded: int
