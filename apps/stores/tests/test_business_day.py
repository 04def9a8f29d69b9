"""The business day of an instant, by a store's own start of day, also when the clocks change."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from apps.stores import profiles
from apps.stores.contract.business_day import business_date, business_day_start
from apps.stores.contract.types import ServiceMethod
from apps.stores.domain.openings import opening
from apps.stores.queries import states
from apps.stores.tests.builders import build_state, make_store

HELSINKI = "Europe/Helsinki"
ZONES = st.sampled_from(
    [
        HELSINKI,
        "America/Santiago",
        "Pacific/Apia",
        "Australia/Lord_Howe",
        "America/St_Johns",
        "Asia/Kathmandu",
    ]
)
INSTANTS = st.integers(1_136_073_600, 1_893_456_000).map(lambda second: datetime.fromtimestamp(second, UTC))


def local(text: str, timezone: str = HELSINKI, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(timezone), fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "starts", "day"),
    [
        ("2026-11-20 23:59", time(5), "2026-11-20"),
        ("2026-11-21 00:30", time(5), "2026-11-20"),
        ("2026-11-21 04:59", time(5), "2026-11-20"),
        ("2026-11-21 05:00", time(5), "2026-11-21"),
        ("2026-11-21 05:00", time(6), "2026-11-20"),
        ("2026-11-21 06:01", time(6), "2026-11-21"),
        ("2026-11-21 00:00", time(0), "2026-11-21"),
        ("2026-03-29 04:30", time(5), "2026-03-28"),
    ],
)
def test_an_instant_before_the_start_of_day_belongs_to_yesterday(at, starts, day):
    assert business_date(local(at), HELSINKI, starts) == date.fromisoformat(day)
    shop = build_state(day_starts_at=starts)
    assert opening(shop, ServiceMethod.DELIVERY, local(at)).business_date == date.fromisoformat(day)


def test_a_day_that_starts_within_a_repeated_hour_starts_once():
    starts, before, after = time(3, 30), date(2026, 10, 24), date(2026, 10, 25)
    assert business_date(local("2026-10-25 03:29"), HELSINKI, starts) == before
    assert business_date(local("2026-10-25 03:31"), HELSINKI, starts) == after
    assert business_date(local("2026-10-25 03:10", fold=1), HELSINKI, starts) == after


def test_a_day_that_starts_within_a_skipped_hour_starts_when_the_clocks_change():
    starts = time(3, 30)
    assert business_day_start(date(2026, 3, 29), HELSINKI, starts) == local("2026-03-29 04:00")
    assert business_date(local("2026-03-29 02:59"), HELSINKI, starts) == date(2026, 3, 28)
    assert business_date(local("2026-03-29 04:00"), HELSINKI, starts) == date(2026, 3, 29)


@given(ZONES, INSTANTS, st.times())
def test_an_instant_lies_between_the_start_of_its_day_and_the_next(timezone, at, starts):
    day = business_date(at, timezone, starts)
    assert business_day_start(day, timezone, starts) <= at
    assert at < business_day_start(day + timedelta(days=1), timezone, starts)


@pytest.mark.django_db(transaction=True)
def test_another_start_of_day_is_told_and_asks_for_new_openings():
    wanted = make_store(day_starts_at=time(4))
    later = replace(wanted, profile=replace(wanted.profile, day_starts_at=time(6)))
    assert profiles.save_store(later)
    assert states.get_state(wanted.profile.id).profile.day_starts_at == time(6)
    told = [(m.type, m.data) for m in apps.get_model("stores", "OutboxMessage").objects.order_by("id")]
    saved = [data["day_starts_at"] for kind, data in told if kind == "stores.store_saved"]
    assert saved == ["04:00:00", "06:00:00"]
    assert told[-1][1]["cause"] == "schedule"
