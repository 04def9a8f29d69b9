"""Which deliveries a provider is asked to bring, and which provider: the rule live and in a simulated night. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.providers import Quote
from apps.delivery.domain.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A delivery as the broker sees it; `is_reserved` for one that a person wants one of our couriers to bring."""

    status: DeliveryStatus
    ready_at: datetime
    promised_to: datetime
    expected_at: datetime
    cash_due: int = 0
    is_reserved: bool = False


def is_late(delivery: Waiting, at: datetime, rules: Rules) -> bool:
    """Whether our couriers will be so late that a provider is asked.

    Nobody is asked yet for food that is far from ready, and strangers collect no cash.
    """
    return (
        delivery.status is DeliveryStatus.WAITING
        and not delivery.cash_due
        and not delivery.is_reserved
        and delivery.ready_at <= at + timedelta(seconds=rules.provider_lead_seconds)
        and max(delivery.expected_at, at)
        > delivery.promised_to + timedelta(seconds=rules.provider_late_seconds)
    )


def believed(expected_at: datetime, due_at: datetime, at: datetime, rules: Rules) -> datetime:
    """When our couriers would bring what waits: a day off, if that has long been wrong.

    `due_at` is the promise, or when the food was ready, if that was later: a late kitchen is no late courier. Where
    nobody is on shift an expectation is only ever some minutes ahead, and no provider would be sooner.
    """
    wrong_from = due_at + timedelta(seconds=rules.provider_late_seconds + rules.provider_gain_seconds)
    return at + timedelta(days=1) if at > wrong_from else max(expected_at, at)


def choose(
    quotes: Iterable[Quote], expected_at: datetime, left: int, at: datetime, rules: Rules
) -> Quote | None:
    """The cheapest or the fastest quote, as the market wants it, of those that may be taken; None without one.

    It has to hold, to be there so much sooner than we would, and to cost neither more than a delivery may nor more than
    is `left` of what the store may spend today.
    """
    soon = expected_at - timedelta(seconds=rules.provider_gain_seconds)
    most = min(rules.provider_max_fee, left)
    good = [q for q in quotes if q.valid_until > at and q.drop_off_at <= soon and q.fee <= most]
    if rules.provider_choice == "fastest":
        return min(good, key=lambda q: (q.drop_off_at, q.fee, q.provider), default=None)
    return min(good, key=lambda q: (q.fee, q.drop_off_at, q.provider), default=None)
