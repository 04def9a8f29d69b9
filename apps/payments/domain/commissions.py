"""What a partner keeps of the sales it brings. Pure; money in minor units."""

WHOLE = 10_000
"""Hundredths of a percent in all of it."""


def commission_of(amount: int, commission: int) -> int:
    """The partner's share of `amount`, in hundredths of a percent, rounded to the nearest unit."""
    return (2 * amount * commission + WHOLE) // (2 * WHOLE)
