"""Errors of the stores app."""

from datetime import datetime

from dominos.kernel.errors import DomainError


class StoreClosed(DomainError):
    """The store takes no order of this service now; `reason` and `opens_at` give details."""

    code, title = "store-closed", "The store takes no orders of this kind now."
    remedy = "Say when it opens (`opens_at`), and offer to order ahead."
    extra = {"reason": str, "opens_at": datetime | None}


class SlotNotOffered(DomainError):
    """No slot starts at this time: outside opening hours, too soon, too far ahead, or not a slot's start."""

    code, title = "slot-not-offered", "Orders cannot be placed for this time."
    remedy = "Offer the times that `GET /api/v1/stores/{id}/slots` has now."
    extra = {"starts_at": datetime}
