"""The demo city, loaded once for the session; its rows are put back after a test that emptied the database."""

from collections.abc import Iterator

import pytest

from apps.geo.queries.cities import LiveCity, clear_live_city, live_city
from apps.geo.tests.builders import SECOND_CITY, STORE
from apps.geo.use_cases.city_loader import demo_extract, load_city
from apps.geo.use_cases.zones import ZoneSeed, save_store_point, seed_zones
from apps.stores.contract.events import StoreSaved
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.ids import new_id
from dominos.kernel.testing.database_cleanup import Rows, all_rows, put_back


@pytest.fixture(autouse=True)
def _no_cached_city() -> Iterator[None]:
    """A city seen inside a test's transaction is gone after it."""
    clear_live_city()
    yield
    clear_live_city()


@pytest.fixture(scope="session")
def _loaded_once(django_db_setup, django_db_blocker) -> Rows:
    with django_db_blocker.unblock():
        load_city(demo_extract())
        return {table: rows for table, rows in all_rows().items() if "geo_" in table}


@pytest.fixture
def city(_loaded_once, db) -> LiveCity:
    if live_city() is None:
        put_back(_loaded_once)
    load_city(demo_extract())
    found = live_city()
    assert found is not None
    return found


@pytest.fixture
def second_city(_loaded_once, db) -> LiveCity:
    load_city(SECOND_CITY)
    found = live_city()
    assert found is not None
    return found


@pytest.fixture
def store_id(city):
    key = new_id()
    services = (ServiceMethod.DELIVERY, ServiceMethod.CARRYOUT)
    save_store_point(
        StoreSaved(
            store_id=key, code="S1", name="Centre", lat=STORE.lat, lon=STORE.lon, currency="EUR",
            services=services, is_active=True,
        )
    )  # fmt: skip
    fees = [{"from_subtotal": 0, "fee": 290}]
    seed_zones(
        [
            ZoneSeed.circle(
                center=STORE, radius_m=700, store_id=key, name="Centre", currency="EUR", fee_rules=fees
            )
        ]
    )
    return key
