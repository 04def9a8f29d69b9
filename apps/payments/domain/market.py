"""The market's money rules: amounts in minor units by currency."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from dominos.kernel.money import share

UNKNOWN_CURRENCY = 0


@dataclass(frozen=True, slots=True)
class PaymentRules:
    """One person may grant refunds up to `refund_limit` and settle cash differences up to `cash_difference_limit`.

    Refunds granted without a second person are added up: those of an order, whoever granted them, up to that
    limit; those of a person on a business day up to `refund_day_factor` times as much. Within
    `decline_window`, at most `declines_of_customer` declined cards of a customer and `declines_of_client` of
    a network address are sent to the gateway, and one card at most `declines_of_card` times, whoever tries
    it.

    Couriers get `pay_per_delivery` and `pay_per_hour`; `pay_per_hour_at` overrides it by store code. A shift
    longer than `max_shift` was forgotten, and is paid for that time only. A store owes its chain
    `royalty_percent` of its net sales.
    """

    refund_limit: Mapping[str, int] = field(
        default_factory=lambda: {"EUR": 5_000, "USD": 5_000, "GBP": 4_500, "DKK": 35_000, "SEK": 50_000}
    )
    cash_difference_limit: Mapping[str, int] = field(
        default_factory=lambda: {"EUR": 2_000, "USD": 2_000, "GBP": 1_800, "DKK": 15_000, "SEK": 20_000}
    )
    pay_per_delivery: Mapping[str, int] = field(
        default_factory=lambda: {"EUR": 450, "USD": 450, "GBP": 400, "DKK": 3_500, "SEK": 5_000}
    )
    pay_per_hour: Mapping[str, int] = field(
        default_factory=lambda: {"EUR": 800, "USD": 800, "GBP": 700, "DKK": 9_000, "SEK": 9_500}
    )
    refund_day_factor: int = 3
    declines_of_customer: int = 5
    declines_of_client: int = 60
    declines_of_card: int = 5
    decline_window: timedelta = timedelta(hours=1)
    pay_per_hour_at: Mapping[str, int] = field(default_factory=dict)
    max_shift: timedelta = timedelta(hours=14)
    royalty_percent: float = 0.0

    def may_refund_alone(self, amount: int, currency: str, *, of_order: int = 0, of_day: int = 0) -> bool:
        """Whether a refund of this amount needs no second person; always needed in a currency without a limit.

        `of_order` was refunded of the same order without one, `of_day` by the same person on this business
        day.
        """
        limit = self.refund_limit.get(currency, UNKNOWN_CURRENCY)
        return of_order + amount <= limit and of_day + amount <= limit * self.refund_day_factor

    def may_settle_alone(self, difference: int, currency: str) -> bool:
        """Whether this difference between counted and expected cash needs no second person."""
        return abs(difference) <= self.cash_difference_limit.get(currency, UNKNOWN_CURRENCY)

    def royalty(self, base: int) -> int:
        """The chain's share of net sales, rounded to the minor unit; 0 for a loss."""
        return share(max(0, base), Decimal(str(self.royalty_percent)) / 100)

    def pay(self, currency: str) -> int:
        """A courier's pay per delivery."""
        return self.pay_per_delivery.get(currency, UNKNOWN_CURRENCY)

    def hourly(self, currency: str, store: str) -> int:
        """A courier's hourly pay at the store with this code."""
        return self.pay_per_hour_at.get(store, self.pay_per_hour.get(currency, UNKNOWN_CURRENCY))

    def pay_of_shift(self, minutes: int, currency: str, store: str) -> int:
        """The pay for so many minutes, rounded half up to the minor unit."""
        counted = min(minutes, self.max_shift // timedelta(minutes=1))
        return (counted * self.hourly(currency, store) + 30) // 60
