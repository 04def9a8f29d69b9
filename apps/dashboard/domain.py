"""Rules of the board."""

from datetime import datetime

FINAL = frozenset(
    {"COMPLETED", "EXPIRED", "PAYMENT_FAILED", "REJECTED", "CANCELLED", "DELIVERY_FAILED", "RETURNED"}
)
COLUMNS = {
    "New": ("PENDING_PAYMENT", "SCHEDULED", "PLACED", "REVISION_PENDING"),
    "Kitchen": ("ACCEPTED", "PREPARING", "BAKING"),
    "Ready": ("READY",),
    "On the road": ("OUT_FOR_DELIVERY", "ARRIVED"),
}
"""The board's columns and the order states each shows."""


def is_final(status: str) -> bool:
    """Whether an order of this status is over."""
    return status in FINAL


def is_late(promised_to: datetime | None, at: datetime) -> bool:
    """Whether the promise is broken at the instant `at`; an order without a promise is never late."""
    return promised_to is not None and at > promised_to
