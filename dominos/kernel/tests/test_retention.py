"""What is due is forgotten and erased in small steps, and nothing else."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from dominos.kernel import clock, retention
from dominos.kernel.ids import first_id, new_id
from dominos.kernel.messaging import outbox
from dominos.kernel.retention import Erased, Forgotten, in_force, purge
from dominos.kernel.testing.probe.models import Effect

pytestmark = pytest.mark.django_db(transaction=True)
DAYS = 30


def receipts():
    return outbox.table("probe", "InboxReceipt").objects


def make_receipts(count):
    receipts().bulk_create(receipts().model(message_id=new_id(), handler="h") for _ in range(count))


@pytest.fixture(autouse=True)
def _steps_of_ten(monkeypatch):
    cache.clear()
    monkeypatch.setattr(retention, "BATCH", 10)


def test_an_identifier_tells_when_it_was_made():
    before, made = clock.now(), new_id()
    assert first_id(before) <= made < first_id(clock.now() + timedelta(milliseconds=1))


def test_what_is_due_goes_in_small_steps_and_what_is_not_stays():
    make_receipts(25)
    assert purge("probe") == {}
    with clock.stopped() as time:
        time.advance(days=61)
        with CaptureQueriesContext(connection) as queries:
            assert purge("probe") == {"probe.InboxReceipt": 25}
    deletes = [query["sql"] for query in queries if query["sql"].startswith("DELETE")]
    assert len(deletes) == 3
    assert not receipts().exists()


def test_no_step_begins_once_the_time_is_over():
    make_receipts(25)
    with clock.stopped() as time:
        time.advance(days=61)
        assert purge("probe", seconds=0) == {}
    assert receipts().count() == 25


def test_the_environment_sets_other_days(settings):
    settings.RETENTION = {"probe.inboxreceipt": 2.0}
    make_receipts(1)
    with clock.stopped() as time:
        time.advance(days=3)
        assert purge("probe") == {"probe.InboxReceipt": 1}


@pytest.mark.parametrize("place", ["kept", "lost"])
def test_what_is_told_of_a_person_is_erased_once(monkeypatch, place):
    declared = Erased(after=timedelta(days=DAYS), values={"name": ""}, only=Q(count=0), because="rows stay")
    monkeypatch.setattr(Effect, "retention", declared)
    Effect.objects.bulk_create(Effect(id=new_id(), name="Veera", count=n % 2) for n in range(30))
    with clock.stopped() as time:
        time.advance(days=DAYS + 1)
        assert purge("probe") == {"probe.Effect": 15}
        if place == "lost":
            cache.clear()
        assert purge("probe") == {}
    assert Effect.objects.filter(name="").count() == Effect.objects.filter(count=0).count() == 15


def test_rows_that_are_not_due_are_erased_the_next_time(monkeypatch):
    monkeypatch.setattr(
        Effect, "retention", Erased(after=timedelta(days=DAYS), values={"name": ""}, because="rows stay")
    )
    Effect.objects.create(id=first_id(clock.now() - timedelta(days=DAYS + 1)), name="old")
    Effect.objects.create(id=new_id(), name="new")
    assert purge("probe") == {"probe.Effect": 1}
    with clock.stopped() as time:
        time.advance(days=DAYS + 1)
        assert purge("probe") == {"probe.Effect": 1}


def test_a_row_that_was_passed_over_is_looked_at_again_within_a_month(monkeypatch):
    declared = Erased(after=timedelta(days=DAYS), values={"name": ""}, only=Q(count=0), because="rows stay")
    monkeypatch.setattr(Effect, "retention", declared)
    Effect.objects.create(id=new_id(), name="Veera", count=1)
    with clock.stopped() as time:
        time.advance(days=DAYS + 1)
        assert purge("probe") == {}
        Effect.objects.update(count=0)
        time.advance(days=31)
        assert purge("probe") == {"probe.Effect": 1}


def test_a_table_with_much_to_do_leaves_time_for_the_others(monkeypatch):
    make_receipts(100)
    records = outbox.table("probe", "IdempotencyRecord").objects
    records.create(caller="c", key="k", fingerprint="f")
    with clock.stopped() as time:
        time.advance(days=61)
        forget = retention._forget
        monkeypatch.setattr(retention, "_forget", lambda *given: (time.advance(seconds=1), forget(*given))[1])
        assert purge("probe", seconds=9)["probe.IdempotencyRecord"] == 1
    assert 0 < receipts().count() < 100


def test_only_what_has_days_can_be_given_others(settings):
    settings.RETENTION = {"probe.effect": 1.0}
    kept = Effect.retention
    assert in_force(Effect, kept) is kept
    forgotten = Forgotten(after=timedelta(days=DAYS), because="old")
    assert in_force(Effect, forgotten).after == timedelta(days=1)
