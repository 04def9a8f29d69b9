"""Conversion of amounts to Stripe's units. Source: docs.stripe.com/currencies, "Zero-decimal currencies" and
"Special cases".
"""

from apps.payments.domain.gateway import AmountProblem, AmountRefused, GatewayRefusal
from dominos.kernel.money import digits

ZERO_DECIMAL = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA"}
    | {"PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"}
)
THREE_DECIMAL = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
# Every other currency has two decimals at Stripe, also where CLDR knows none: 5 ISK or UGX are 500.

# The last digit of an amount with three decimals has to be 0, as card networks take no more than two.
THREE_DECIMAL_STEP = 10


def to_stripe(amount: int, currency: str) -> int:
    """Our minor units in Stripe's. AmountRefused if Stripe cannot express the amount."""
    converted = amount * _factor(currency)
    if currency in THREE_DECIMAL and converted % THREE_DECIMAL_STEP:
        detail = f"Stripe takes amounts of {currency} in multiples of {THREE_DECIMAL_STEP}."
        raise AmountRefused(AmountProblem.STEP, detail)
    return converted


def from_stripe(amount: int, currency: str) -> int:
    """Stripe's amount in our minor units. ValueError for a fraction of one, which we never requested."""
    converted, rest = divmod(amount, _factor(currency))
    if rest:
        raise ValueError(f"Stripe shows a fraction of the smallest unit of {currency}.")
    return converted


def _factor(currency: str) -> int:
    """How many of Stripe's units one of ours is."""
    decimals = 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2
    more = decimals - digits(currency)
    if more < 0:
        raise GatewayRefusal(f"Stripe takes no {currency}.")
    return int(10**more)
