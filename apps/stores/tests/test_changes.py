"""What is changed about a store is written once and told to the others."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError

from apps.stores import availability, profiles, seed
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import ServiceMethod
from apps.stores.domain.schedule import Holiday
from apps.stores.models import ServiceHours, Store
from apps.stores.queries import states
from apps.stores.tests.builders import (
    CARRYOUT,
    DELIVERY,
    build_daily_hours,
    build_offer,
    build_state,
    make_store,
)
from dominos.kernel import clock
from dominos.kernel.errors import Invalid, NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.services import service

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 11, 20, 10, tzinfo=UTC)


def told():
    outbox = apps.get_model("stores", "OutboxMessage")
    return [(m.type.split(".")[1], m.sequence, m.data) for m in outbox.objects.order_by("id")]


def test_a_saved_store_reads_as_it_was_described():
    wanted = build_state(
        build_offer(CARRYOUT, build_daily_hours(time(10), time(2))),
        build_offer(DELIVERY, build_daily_hours(time(11), time(1)), wait=(20, 30)),
        holidays=(Holiday(date=date(2026, 12, 24), name="Eve", opens=time(10), closes=time(13)),),
        day_starts_at=time(4),
    )
    assert profiles.save_store(wanted)
    assert states.get_state(wanted.profile.id) == wanted
    [(kind, sequence, data)] = told()
    assert (kind, sequence) == ("store_saved", 1)
    assert (data["code"], data["services"]) == (wanted.profile.code, ["CARRYOUT", "DELIVERY"])


def test_saving_it_again_as_it_is_changes_and_tells_nothing():
    wanted = make_store()
    rows = set(ServiceHours.objects.values_list("id", flat=True))
    assert profiles.save_store(replace(wanted, offers=wanted.offers[::-1])) is False
    assert set(ServiceHours.objects.values_list("id", flat=True)) == rows
    assert len(told()) == 1


def test_new_hours_are_told_as_a_change_of_availability():
    wanted = make_store()
    shorter = tuple(replace(each, hours=build_daily_hours(time(12), time(20))) for each in wanted.offers)
    assert profiles.save_store(replace(wanted, offers=shorter))
    assert [(kind, sequence) for kind, sequence, _ in told()] == [
        ("store_saved", 1),
        ("store_saved", 2),
        ("store_availability_changed", 2),
    ]


def test_a_new_profile_keeps_what_the_manager_set_today():
    wanted = make_store()
    availability.set_availability(wanted.profile.id, busy_minutes=15)
    profiles.save_store(replace(wanted, profile=replace(wanted.profile, name="New name")))
    after = states.get_state(wanted.profile.id)
    assert (after.profile.name, after.busy_minutes) == ("New name", 15)


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"force_closed": True}, "force_closed"),
        ({"busy_minutes": 20}, "busy"),
        ({"paused_until": {DELIVERY: NOON + timedelta(minutes=30)}}, "paused"),
    ],
)
def test_a_change_of_availability_is_told_once_with_its_cause(change, cause):
    store_id = make_store().profile.id
    with clock.stopped(NOON):
        assert availability.set_availability(store_id, **change) is True
        assert availability.set_availability(store_id, **change) is False
    assert told()[1:] == [("store_availability_changed", 2, {"store_id": str(store_id), "cause": cause})]


def test_a_store_recovers_and_says_so():
    store_id = make_store().profile.id
    with clock.stopped(NOON):
        availability.set_availability(store_id, force_closed=True, busy_minutes=5)
        availability.set_availability(store_id, force_closed=False)
        availability.set_availability(store_id, paused_until={DELIVERY: NOON + timedelta(hours=1)})
        availability.set_availability(store_id, paused_until={DELIVERY: None})
        availability.set_availability(store_id, busy_minutes=0)
    causes = [data["cause"] for kind, _, data in told() if kind != "store_saved"]
    assert causes == ["force_closed", "reopened", "paused", "resumed", "not_busy"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"busy_minutes": -1}, "busy_minutes"),
        ({"busy_minutes": 241}, "busy_minutes"),
        ({"paused_until": {ServiceMethod.CURBSIDE: None}}, "paused_until.CURBSIDE"),
        ({"paused_until": {DELIVERY: datetime(2020, 1, 1, tzinfo=UTC)}}, "paused_until.DELIVERY"),
        ({"paused_until": {DELIVERY: datetime(9999, 12, 31, tzinfo=UTC)}}, "paused_until.DELIVERY"),
    ],
)
def test_a_change_without_sense_leaves_no_trace(change, field):
    wanted = make_store()
    with pytest.raises(Invalid) as refusal:
        availability.set_availability(wanted.profile.id, **change)
    assert [error.field for error in refusal.value.errors] == [field]
    assert states.get_state(wanted.profile.id) == wanted
    assert len(told()) == 1


def test_an_unknown_store():
    with pytest.raises(NotFound):
        availability.set_availability(new_id(), busy_minutes=5)


def test_the_database_refuses_a_kitchen_without_an_oven():
    store_id = make_store().profile.id
    with pytest.raises(IntegrityError):
        Store.objects.filter(id=store_id).update(oven_slots=0)


def test_a_question_costs_one_statement_and_the_next_ones_none(django_assert_num_queries):
    ids = [make_store().profile.id for _ in range(3)]
    ask = service(StoresService)
    with django_assert_num_queries(1):
        ask.get_store(store_id=ids[0])
    with django_assert_num_queries(0):
        assert ask.get_opening(store_id=ids[0], service=DELIVERY, at=NOON).is_open
    with django_assert_num_queries(1):
        assert [store.id for store in ask.get_stores(store_ids=[ids[2], new_id(), *ids])] == [ids[2], *ids]


def test_a_change_is_seen_at_once_in_this_process_and_soon_in_the_others(monkeypatch):
    store_id = make_store().profile.id
    ask = service(StoresService)
    assert ask.get_opening(store_id=store_id, service=DELIVERY, at=NOON).is_open
    availability.set_availability(store_id, force_closed=True)
    assert not ask.get_opening(store_id=store_id, service=DELIVERY, at=NOON).is_open
    Store.objects.filter(id=store_id).update(force_closed=False)  # what another process would have done
    later = clock.seconds() + states.remembered.seconds
    monkeypatch.setattr(clock, "seconds", lambda: later)
    assert ask.get_opening(store_id=store_id, service=DELIVERY, at=NOON).is_open


def test_an_unknown_store_is_not_found_by_the_service():
    with pytest.raises(NotFound):
        service(StoresService).get_opening(store_id=new_id(), service=DELIVERY, at=NOON)


def test_the_demo_stores_are_always_open_and_seeding_twice_changes_nothing():
    first = seed.seed()
    count = len(told())
    assert seed.seed() == first
    assert len(told()) == count == len(first) == 5
    for store in first:  # on the demo city's road network
        assert 60.1642 <= store.lat <= 60.1790
        assert 24.9352 <= store.lon <= 24.9534
        for method in store.services:
            found = service(StoresService).get_opening(store_id=store.id, service=method, at=NOON)
            assert (found.is_open, found.closes_at) == (True, None)


def test_a_day_that_would_start_within_a_night_is_refused():
    late = build_offer(hours=build_daily_hours(time(20), time(6)))
    with pytest.raises(Invalid) as refusal:
        make_store(late)
    assert [(error.field, error.code) for error in refusal.value.errors] == [("day_starts_at", "cuts_night")]
    make_store(late, day_starts_at=time(6))
