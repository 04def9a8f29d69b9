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

    Refunds that nobody else decided about are added up: those of an order, whoever granted them, up to that limit;
    those of a person on a business day up to `refund_day_factor` times as much. Of a customer `declines_of_customer`
    cards are taken to the gateway within `decline_window`, of a network address `declines_of_client`, and one card that
    was declined `declines_of_card` times, whoever tries it.

    Couriers get `pay_per_delivery` and `pay_per_hour`; `pay_per_hour_at` names stores, by code, with an hour's pay of
    their own. A shift longer than `max_shift` was forgotten, and earns no more than that. A store owes its chain
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
        """Whether a refund of this amount needs no second person; in a currency without a limit it always does.

        `of_order` was given of the same order without one, `of_day` by the same person on this business day.
        """
        limit = self.refund_limit.get(currency, UNKNOWN_CURRENCY)
        return of_order + amount <= limit and of_day + amount <= limit * self.refund_day_factor

    def may_settle_alone(self, difference: int, currency: str) -> bool:
        """Whether this difference between counted and expected cash needs no second person."""
        return abs(difference) <= self.cash_difference_limit.get(currency, UNKNOWN_CURRENCY)

    def royalty(self, base: int) -> int:
        """The chain's share of net sales, rounded to the minor unit; a loss owes nothing."""
        return share(max(0, base), Decimal(str(self.royalty_percent)) / 100)

    def pay(self, currency: str) -> int:
        """What one delivery earns its courier."""
        return self.pay_per_delivery.get(currency, UNKNOWN_CURRENCY)

    def hourly(self, currency: str, store: str) -> int:
        """What an hour's work earns a courier of the store, named by its code."""
        return self.pay_per_hour_at.get(store, self.pay_per_hour.get(currency, UNKNOWN_CURRENCY))

    def pay_of_shift(self, minutes: int, currency: str, store: str) -> int:
        """What so many minutes earn, rounded to the minor unit, halves up."""
        counted = min(minutes, self.max_shift // timedelta(minutes=1))
        return (counted * self.hourly(currency, store) + 30) // 60
