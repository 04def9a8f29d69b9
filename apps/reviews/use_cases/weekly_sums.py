"""Adds reviews to the weekly sums and removes them again."""

from collections import defaultdict
from collections.abc import Iterator

from django.db import connection

from apps.reviews.domain.aggregates import weeks_between, weight
from apps.reviews.domain.lateness_cause import counts
from apps.reviews.domain.moderation import ReviewState
from apps.reviews.domain.subjects import Subject
from apps.reviews.models import RatingWeek, Review
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id

type Sums = dict[tuple[str, str], list[int]]
_ADD = """
INSERT INTO {table} AS known (id, store_id, subject, key, week, stars, count)
SELECT id, %s, subject, key, %s, stars, count
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::bigint[], %s::integer[]) AS new (id, subject, key, stars, count)
ON CONFLICT (store_id, subject, key, week)
DO UPDATE SET stars = known.stars + EXCLUDED.stars, count = known.count + EXCLUDED.count
"""


def contributions(review: Review) -> Iterator[tuple[Subject, str, int]]:
    """What a review contributes: subject, key and stars. Nothing if it is hidden."""
    if review.state == ReviewState.HIDDEN:
        return
    for subject, key, rated in review.rated():
        if counts(subject, rated, review.is_late):
            yield subject, key, rated.stars


def add_up(review: Review, *, less: Review | None = None) -> None:
    """Adds the review's contributions to its week's sums and subtracts those of `less`, its previous version.

    Reviews so old that they have weight 0 are not in the sums.
    """
    if not weight(weeks_between(review.week, now().date())):
        return
    changes: Sums = defaultdict(lambda: [0, 0])
    for sign, one in ((1, review), (-1, less)):
        for subject, key, stars in contributions(one) if one else ():
            changes[subject.value, key][0] += sign * stars
            changes[subject.value, key][1] += sign
    _write(review, {name: change for name, change in sorted(changes.items()) if any(change)})


def _write(review: Review, changes: Sums) -> None:
    """Adds the changes, sorted by name: whoever changes several of the same rows does so in this order."""
    if not changes:
        return
    subjects, keys = zip(*changes, strict=True)
    stars, counted = zip(*changes.values(), strict=True)
    new = [new_id() for _ in changes]
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD.format(table=connection.ops.quote_name(RatingWeek._meta.db_table)),
            [review.store_id, review.week, new, list(subjects), list(keys), list(stars), list(counted)],
        )
