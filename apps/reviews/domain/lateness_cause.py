"""Who caused a late order, and which stars are therefore not counted. Data and pure functions.

Source: `docs/domain.md`, Reviews. A courier answers for the road alone: an order that would have been late
had the courier ridden as planned became late before the pick-up. Cold food of a late order says nothing about
the recipe.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from apps.reviews.domain.subjects import BLAME, MAX_STARS, Rated, Subject


class Lateness(StrEnum):
    """Whether an order came after its promise, and where the delay arose."""

    NONE = "none"
    BEFORE_PICKUP = "before_pickup"
    ON_ROAD = "on_road"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """The times of a hand-over; see `OrderCompleted`."""

    completed_at: datetime
    promised_to: datetime | None = None
    ready_at: datetime | None = None
    left_at: datetime | None = None
    arrived_at: datetime | None = None
    planned_road_seconds: int | None = None
    is_brought: bool = True


def lateness_of(order: HandOver) -> Lateness:
    """Where the order became late. Where times are unknown, the road is not blamed."""
    if order.promised_to is None or _came(order) <= order.promised_to:
        return Lateness.NONE
    if order.left_at is None or order.planned_road_seconds is None:
        return Lateness.BEFORE_PICKUP
    as_planned = order.left_at + timedelta(seconds=order.planned_road_seconds)
    return Lateness.BEFORE_PICKUP if as_planned > order.promised_to else Lateness.ON_ROAD


def _came(order: HandOver) -> datetime:
    """When the customer could have it: how long they take to the counter is not ours."""
    return (order.arrived_at if order.is_brought else order.ready_at) or order.completed_at


EXCUSED: Mapping[tuple[Subject, Lateness], frozenset[str]] = {
    (Subject.COURIER, Lateness.BEFORE_PICKUP): frozenset({"late"}),
    (Subject.PRODUCT, Lateness.BEFORE_PICKUP): frozenset({"cold"}),
    (Subject.PRODUCT, Lateness.ON_ROAD): frozenset({"cold"}),
}
"""For each subject and lateness, the tags that are excused. The order as a whole is the store's, never excused."""


def counts(subject: Subject, rated: Rated, lateness: Lateness) -> bool:
    """Whether the stars count for the subject.

    Under an excuse, fewer than five stars count only with a tag that blames something else: without a tag,
    they are as likely about the delay as about anything.
    """
    excused = EXCUSED.get((subject, lateness))
    if excused is None or rated.stars == MAX_STARS:
        return True
    return bool(set(rated.tags) & set(BLAME[subject]) - excused)
