"""A manager sets the hours and the holidays of their store."""

from datetime import UTC, datetime, time

import pytest

from apps.stores.tests.builders import CARRYOUT, DELIVERY, build_daily_hours, build_offer, make_store
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_a_manager_changes_the_week_of_a_service_and_closes_a_day():
    store = make_store(build_offer(CARRYOUT), build_offer(DELIVERY, build_daily_hours(time(17), time(1))))
    url = f"/api/v1/stores/{store.profile.id}/calendar"
    manager = client(principal(Role.STORE_MANAGER, stores=(store.profile.id,)))
    with clock.stopped(NOON):
        monday = [{"weekday": 1, "opens": "10:00", "closes": "02:00"}]
        found = manager.patch(url, {"hours": {"DELIVERY": monday}}).json()
        assert [row["weekday"] for row in found["hours"] if row["service"] == "DELIVERY"] == [1]
        assert len([row for row in found["hours"] if row["service"] == "CARRYOUT"]) == 7
        holiday = {"date": "2026-12-24", "name": "Christmas Eve"}
        found = manager.patch(url, {"holidays": [holiday]}).json()
        assert [row["name"] for row in found["holidays"]] == ["Christmas Eve"]
        assert manager.patch(url, {"holidays": []}).json()["holidays"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"hours": {"CURBSIDE": []}}, "hours.CURBSIDE"),
        (
            {"hours": {"CARRYOUT": [{"weekday": 1, "opens": "10:00", "closes": "12:00"}] * 2}},
            "hours.CARRYOUT",
        ),
        ({"hours": {"CARRYOUT": [{"weekday": 1, "opens": "20:00", "closes": "08:00"}]}}, "day_starts_at"),
        ({"holidays": [{"date": "2026-11-01", "name": "gone"}]}, "holidays.0.date"),
        ({"holidays": [{"date": "2026-12-24", "name": "x"}] * 2}, "holidays.1"),
        ({"holidays": [{"date": "2026-12-24", "name": "x", "service": "CURBSIDE"}]}, "holidays.0.service"),
    ],
)
def test_what_cannot_be_is_refused_field_by_field(body, field):
    store = make_store(build_offer(CARRYOUT))
    manager = client(principal(Role.STORE_MANAGER, stores=(store.profile.id,)))
    with clock.stopped(NOON):
        refused = manager.patch(f"/api/v1/stores/{store.profile.id}/calendar", body)
    assert refused.status_code in (400, 422)
    assert field in [error["field"] for error in refused.json()["errors"]]


def test_other_stores_are_not_there():
    store = make_store(build_offer(CARRYOUT))
    url = f"/api/v1/stores/{store.profile.id}/calendar"
    other = client(principal(Role.STORE_MANAGER, stores=(new_id(),)))
    assert other.patch(url, {"holidays": []}).status_code == 404
    staff = client(principal(Role.STORE_STAFF, stores=(store.profile.id,)))
    assert staff.patch(url, {"holidays": []}).status_code == 403
