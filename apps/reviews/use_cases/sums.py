"""Adding reviews to the sums by week, and taking them out again."""

from collections import defaultdict
from collections.abc import Iterator

from django.db import connection

from apps.reviews.domain.aggregates import weeks_between, weight
from apps.reviews.domain.blame import counts
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
    """What of a review counts: the subject, its key, its stars. Nothing of a hidden one."""
    if review.state == ReviewState.HIDDEN:
        return
    for subject, key, rated in review.rated():
        if counts(subject, rated, review.is_late):
            yield subject, key, rated.stars


def add_up(review: Review, *, less: Review | None = None) -> None:
    """Puts what the review counts into the sums of its week, and takes what `less`, the same one before, counted out.

    What is so old that it weighs nothing is in no sum.
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
