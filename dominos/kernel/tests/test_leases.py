from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from dominos.kernel.clock import now, stopped
from dominos.kernel.ids import new_id
from dominos.kernel.leases import claim, work_off

pytestmark = pytest.mark.django_db(transaction=True)
LEASE = timedelta(minutes=1)


@pytest.fixture
def rows():
    """The rows of some table that has what a lease needs."""
    return apps.get_model(settings.ENABLED_APPS[0], "OutboxDelivery").objects


def add(rows, count, **late):
    made = [
        rows.create(message_id=new_id(), receiver="x", due_at=now() - timedelta(**late)) for _ in range(count)
    ]
    return [row.pk for row in made]


def test_due_rows_are_taken_oldest_first_and_counted(rows):
    late, later = add(rows, 1, minutes=1), add(rows, 1, minutes=2)
    add(rows, 1, minutes=-1)
    claimed = claim(rows.all(), LEASE)
    assert [row.pk for row in claimed] == later + late
    assert {(row.attempts, rows.get(pk=row.pk).attempts) for row in claimed} == {(1, 1)}


def test_a_claimed_row_is_nobody_elses_until_its_lease_ends(rows):
    with stopped() as clock:
        (pk,) = add(rows, 1)
        assert [row.pk for row in claim(rows.all(), LEASE)] == [pk]
        assert claim(rows.all(), LEASE) == []
        clock.advance(seconds=60)
        (again,) = claim(rows.all(), lambda row: LEASE * row.attempts)
        assert (again.attempts, again.due_at) == (2, clock.at + 2 * LEASE)


def test_the_callers_order_filter_and_batch_hold(rows):
    pks = sorted(add(rows, 4))
    claimed = claim(rows.filter(pk__in=pks[1:]).order_by("-pk"), LEASE, batch=2, attempts=None)
    assert [row.pk for row in claimed] == [pks[3], pks[2]]
    assert {row.attempts for row in rows.all()} == {0}


def test_many_workers_share_the_work(rows):
    pks = add(rows, 40)
    done = []

    def worker(_):
        try:
            return work_off(
                lambda: claim(rows.filter(done_at=None), LEASE, batch=3), lambda row: done.append(row.pk)
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(worker, range(4))) == 40
    assert sorted(done) == sorted(pks)
