"""Sharing due work between workers: each row is leased to one, and is due again should that one die."""

from collections.abc import Callable
from datetime import timedelta

from django.db.models import Model, QuerySet

from dominos.kernel import clock
from dominos.kernel.unit_of_work import unit_of_work


def claim[M: Model](
    rows: QuerySet[M],
    lease: timedelta | Callable[[M], timedelta],
    *,
    batch: int = 100,
    due: str = "due_at",
    attempts: str | None = "attempts",
) -> list[M]:
    """Takes up to `batch` rows that are due and that no other worker holds, in their order, else oldest first.

    `due` is the column that says when a row is due: it moves on by `lease`, so that until then nobody else takes
    the row, and afterwards anybody does. `attempts`, if there is such a column, counts the claim.
    The work is done after this returns, outside of its transaction; what is done must leave `rows`.
    """
    with unit_of_work(rows.model._meta.app_label):
        found = rows.filter(**{f"{due}__lte": clock.now()}).select_for_update(skip_locked=True, of=("self",))
        claimed = list((found if rows.ordered else found.order_by(due, "pk"))[:batch])
        for row in claimed:
            if attempts:
                setattr(row, attempts, getattr(row, attempts) + 1)
            setattr(row, due, clock.now() + (lease(row) if callable(lease) else lease))
        if claimed:
            rows.model._base_manager.bulk_update(claimed, [due, attempts] if attempts else [due])
    return claimed


def work_off[M: Model](
    claimed: Callable[[], list[M]], work: Callable[[M], None], *, seconds: float = float("inf")
) -> int:
    """Does the work for what is claimed, until nothing is due or the seconds are over. Returns for how many rows."""
    done, until = 0, clock.seconds() + seconds
    while clock.seconds() < until and (rows := claimed()):
        for row in rows:
            work(row)
        done += len(rows)
    return done
