"""Refusals of the stores app."""

from dominos.kernel.errors import DomainError


class StoreClosed(DomainError):
    """The store takes no order of this service now; `reason` and `opens_at` say more."""

    code, title = "store-closed", "The store takes no orders of this kind now."
