"""Aggregates stars to a Bayesian mean whose ratings lose weight with age. Exact, in integers.

Ratings are kept as sums by the week they were posted in, so that removing one exactly reverts adding it. A
rating counts half after `HALF_LIFE` weeks, a quarter after twice as many. The prior stands for ratings that
every subject starts with (https://en.wikipedia.org/wiki/Bayesian_average).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from apps.reviews.domain.subjects import Subject

HALF_LIFE = 13
"""Weeks: a quarter of a year."""
FULL = 65_536
_STEPS = (65536, 62133, 58907, 55848, 52949, 50199, 47593, 45122, 42779, 40558, 38452, 36455, 34563)
"""`FULL` * 2 ** (-week / HALF_LIFE), rounded; each further half-life halves it."""
FORGOTTEN_AFTER = HALF_LIFE * FULL.bit_length()
"""Weeks after which a rating has weight 0."""


@dataclass(frozen=True, slots=True)
class Prior:
    """A subject's initial mean in hundredths, weighted like so many ratings of the current week."""

    mean_hundredths: int
    weight: int


PRIORS: Mapping[Subject, Prior] = {
    Subject.ORDER: Prior(400, 10),
    Subject.PRODUCT: Prior(400, 5),
    Subject.COURIER: Prior(450, 10),
}


@dataclass(frozen=True, slots=True)
class WeekSum:
    """The ratings of one week: its Monday, the sum of their stars, and their number."""

    monday: date
    stars: int
    count: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The weighted mean in hundredths and the number of ratings; both 0 if there are none."""

    mean_hundredths: int
    count: int


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def weight(weeks: int) -> int:
    """The weight of a rating after a number of weeks; `FULL` is 1."""
    half_lives, step = divmod(max(weeks, 0), HALF_LIFE)
    return _STEPS[step] >> half_lives


def weeks_between(monday: date, today: date) -> int:
    """The number of weeks from one Monday to another."""
    return (monday_of(today) - monday).days // 7


def figures(subject: Subject, sums: Iterable[WeekSum], today: date) -> Figures:
    """The subject's figures on a day; the mean is rounded half up."""
    prior = PRIORS[subject]
    total, over, count = prior.mean_hundredths * prior.weight * FULL, prior.weight * FULL, 0
    for week in sums:
        weighs = weight(weeks_between(week.monday, today))
        total += 100 * weighs * week.stars
        over += weighs * week.count
        count += week.count
    return Figures((2 * total + over) // (2 * over), count) if count else Figures(0, 0)
