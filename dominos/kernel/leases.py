"""Shares due work between workers: each row is leased to one worker, and due again if that worker dies."""

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
    """Leases up to `batch` due rows that no other worker holds, in their order, else oldest first.

    `due` is the column with the time when a row is due: it is moved by `lease`, so that until then nobody
    else takes the row. `attempts`, if there is such a column, counts the claims. The work is done after this
    returns, outside of its transaction; finished rows must leave `rows`.
    """
    with unit_of_work(rows.model._meta.app_label):
        found = rows.filter(**{f"{due}__lte": clock.now()}).select_for_update(skip_locked=True, of=("self",))
        claimed = list((found if rows.ordered else found.order_by(due, "pk"))[:batch])
        at = clock.now()
        for row in claimed:
            if attempts:
                setattr(row, attempts, getattr(row, attempts) + 1)
            setattr(row, due, at + (lease(row) if callable(lease) else lease))
        _save(claimed, [due, attempts] if attempts else [due], is_alike=not callable(lease))
    return claimed


def _save[M: Model](claimed: list[M], columns: list[str], *, is_alike: bool) -> None:
    """In one statement; a plain one where all rows get the same values."""
    if not claimed:
        return
    rows = claimed[0]._meta.model._base_manager
    values = {name: getattr(claimed[0], name) for name in columns}
    if is_alike and all(getattr(row, name) == value for row in claimed for name, value in values.items()):
        rows.filter(pk__in=[row.pk for row in claimed]).update(**values)
    else:
        rows.bulk_update(claimed, columns)


def work_off[M: Model](
    claimed: Callable[[], list[M]],
    work: Callable[[M], None],
    *,
    batch: int = 1,
    seconds: float = float("inf"),
) -> int:
    """Does the work for claimed rows, until nothing is due or the time is over. Returns the number of rows.

    `batch` is the maximum per claim: fewer rows mean that nothing else is due.
    """

    def each(rows: list[M]) -> None:
        for row in rows:
            work(row)

    return work_off_together(claimed, each, batch=batch, seconds=seconds)


def work_off_together[M: Model](
    claimed: Callable[[], list[M]],
    work: Callable[[list[M]], None],
    *,
    batch: int = 1,
    seconds: float = float("inf"),
) -> int:
    """As `work_off`, for work that handles all claimed rows at once."""
    done, until = 0, clock.seconds() + seconds
    while clock.seconds() < until and (rows := claimed()):
        work(rows)
        done += len(rows)
        if len(rows) < batch:
            break
    return done
