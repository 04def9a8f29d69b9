"""A partner's commission on the sales it brings. Pure; money in minor units."""

WHOLE = 10_000
"""100 % in hundredths of a percent."""


def commission_of(amount: int, commission: int) -> int:
    """The partner's share of `amount`, in hundredths of a percent, rounded to the nearest minor unit."""
    return (2 * amount * commission + WHOLE) // (2 * WHOLE)
