"""Which deliveries a provider is asked to bring, and which provider: the rule live and in a simulated night. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.providers import Quote
from apps.delivery.domain.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A delivery as the broker sees it; `is_reserved` for one that a person wants one of our couriers to bring.

    `is_anybody_there` if a courier of ours is on shift for its store.
    """

    status: DeliveryStatus
    ready_at: datetime
    promised_to: datetime
    expected_at: datetime
    cash_due: int = 0
    is_reserved: bool = False
    is_anybody_there: bool = True


def is_late(delivery: Waiting, at: datetime, rules: Rules) -> bool:
    """Whether our couriers will be so late that a provider is asked.

    Nobody is asked yet for food that is far from ready, and strangers collect no cash.
    """
    return (
        delivery.status is DeliveryStatus.WAITING
        and not delivery.cash_due
        and not delivery.is_reserved
        and delivery.ready_at <= at + timedelta(seconds=rules.provider_lead_seconds)
        and max(believed(delivery, at, rules), at)
        > delivery.promised_to + timedelta(seconds=rules.provider_late_seconds)
    )


def believed(delivery: Waiting, at: datetime, rules: Rules) -> datetime:
    """When our couriers would bring what waits: a day off, if nobody is there, or if that has long been wrong.

    Where nobody comes an expectation is only ever some minutes ahead, and no provider would be sooner. It is wrong
    after the promise, or after the food was ready, if that was later: a late kitchen is no late courier.
    """
    due_at = max(delivery.promised_to, delivery.ready_at)
    wrong_from = due_at + timedelta(seconds=rules.provider_late_seconds + rules.provider_gain_seconds)
    is_wrong = at > wrong_from or not delivery.is_anybody_there
    return at + timedelta(days=1) if is_wrong else max(delivery.expected_at, at)


def affordable(quotes: Iterable[Quote], left: int, at: datetime, rules: Rules) -> list[Quote]:
    """The quotes that hold, and cost neither more than a delivery may nor more than is `left` of the store's day."""
    most = min(rules.provider_max_fee, left)
    return [quote for quote in quotes if quote.valid_until > at and quote.fee <= most]


def choose(
    quotes: Iterable[Quote], expected_at: datetime, left: int, at: datetime, rules: Rules
) -> Quote | None:
    """The cheapest or the fastest quote, as the market wants it, of those that may be taken; None without one.

    It has to be affordable, and to be there so much sooner than we would.
    """
    soon = expected_at - timedelta(seconds=rules.provider_gain_seconds)
    good = [quote for quote in affordable(quotes, left, at, rules) if quote.drop_off_at <= soon]
    if rules.provider_choice == "fastest":
        return min(good, key=lambda q: (q.drop_off_at, q.fee, q.provider), default=None)
    return min(good, key=lambda q: (q.fee, q.drop_off_at, q.provider), default=None)
