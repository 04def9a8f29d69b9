"""A rush at one store, and one store's trouble: the others are served all the same."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from apps.delivery.contract.commands import RequestDelivery
from apps.delivery.dispatch import engine
from apps.delivery.domain.geofence import LatLon
from apps.delivery.estimates import roads as by_road
from apps.delivery.models import Delivery, Offer
from apps.delivery.tests.builders import STORE, make_courier_on_shift, make_store
from apps.delivery.use_cases import arrival_windows
from apps.delivery.use_cases.arrival_windows import refresh_stale
from apps.delivery.use_cases.dispatcher import dispatch_couriers
from apps.delivery.use_cases.requests import prepare, request_delivery
from apps.geo.contract.errors import TooManyPairs
from apps.geo.contract.fake import FakeGeoService
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import Matrix
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.messaging import outbox

OPEN, STORES = 300, 20


@dataclass(slots=True)
class StrictGeo(FakeGeoService):
    """Refuses what geo refuses, and fails at one place."""

    limit: int = 10_000
    largest: int = 0
    asked: int = 0
    fails_at: set[float] = field(default_factory=set)

    def matrix(self, *, origins, destinations, profile="bicycle"):
        if self.fails_at.intersection(point.lat for point in (*origins, *destinations)):
            raise ZeroDivisionError
        if (pairs := len(origins) * len(destinations)) > self.limit:
            raise TooManyPairs(limit=self.limit)
        self.largest, self.asked = max(self.largest, pairs), self.asked + 1
        return _table(origins, destinations)


def _table(origins, destinations):
    """Straight lines, quickly made."""
    rows = [[abs(a.lat - b.lat) * 3e4 + abs(a.lon - b.lon) * 15e3 for b in destinations] for a in origins]
    return Matrix(seconds=tuple(map(tuple, rows)), meters=())


@pytest.fixture
def strict(stand_in):
    return stand_in(GeoService, StrictGeo())


def line(count, lat=60.0):
    return [LatLon(lat + number / 1_000, 24.9) for number in range(count)]


class TestTables:
    @pytest.mark.parametrize("origins", [0, 1, 99, 100, 101, 250])
    @pytest.mark.parametrize("destinations", [0, 1, 100, 101, 301])
    def test_any_size_is_asked_in_parts_and_put_together(self, strict, origins, destinations):
        found = by_road.drives(line(origins), line(destinations, 60.5), "car")
        assert found.seconds == _table(line(origins), line(destinations, 60.5)).seconds
        assert strict.largest <= strict.limit

    @pytest.mark.parametrize("limit", [0, 1, 7, 2_500])
    def test_a_geo_that_answers_less_at_once_is_asked_for_less(self, strict, limit):
        strict.limit = limit
        found = by_road.drives(line(23), line(31), "bicycle")
        assert [len(row) for row in found.seconds] == [31] * 23
        assert found.is_estimated == (limit == 0)

    def test_whatever_geo_fails_at_is_guessed_and_only_there(self, strict):
        strict.fails_at = {line(150)[149].lat}
        found = by_road.drives(line(150), line(3, 61.0), "car")
        assert found.is_estimated and len(found.seconds) == 150

    def test_what_was_answered_is_not_asked_again(self, strict):
        travel = by_road.RoadTravel("car")
        places = [by_road.Place(24.9 + n / 1_000, 60.0) for n in range(20)]
        first = travel(places, places)
        assert (travel(places[3:], places[:2]), strict.asked) == ([row[:2] for row in first[3:]], 1)


@pytest.fixture(params=[4])
def chain(request, strict, transactional_db, monkeypatch):
    """Stores with a courier each; the first with so many open orders, the others with one each."""
    monkeypatch.setattr(outbox, "send_out", lambda delivery: None)  # the broker takes what nobody handles yet
    places = [(STORE[0], STORE[1] + number / 20) for number in range(STORES)]
    stores = [
        make_store(code=f"s{n}", name=f"Store {n}", lat=lat, lon=lon) for n, (lat, lon) in enumerate(places)
    ]
    for store, place in zip(stores, places, strict=True):
        make_courier_on_shift(store, at=place)
    ready = now() - timedelta(minutes=1)
    later = now() + timedelta(minutes=30)
    Delivery.objects.bulk_create(
        Delivery(
            order_id=new_id(), number=f"{store.code}#{number}", store_id=store.store_id, recipient="Eino",
            address="Unioninkatu 3", lat=store.lat + 0.004, lon=store.lon + number / 20_000, currency="EUR",
            ready_at=ready, is_released=True, promised_to=later, expected_at=later, first_expected_at=later,
            eta_from=later, eta_to=later, eta_at=now() - timedelta(minutes=5),
        )
        for store in stores
        for number in range(request.param if store is stores[0] else 1)
    )  # fmt: skip
    return stores


def served():
    return set(Offer.objects.values_list("delivery__store_id", flat=True))


def swept():
    return set(
        Delivery.objects.filter(eta_at__gt=now() - timedelta(minutes=1)).values_list("store_id", flat=True)
    )


@pytest.mark.parametrize("chain", [OPEN], indirect=True)
def test_a_rush_at_one_store_and_twenty_stores(chain):
    dispatch_couriers()
    assert served() == {store.store_id for store in chain}
    refresh_stale()
    assert swept() == {store.store_id for store in chain}
    assert _requested(chain[0]).status == "WAITING"


@pytest.fixture
def broken(chain, monkeypatch):
    """The plan of one store, and the windows of one store's deliveries, cannot be made; gives the store's id."""
    store, planned, shown = chain[3], engine._bundles, arrival_windows.show

    def bundles(snapshot, board, column, orders, value):
        if board.stores[column].id == str(store.store_id):
            raise ZeroDivisionError
        return planned(snapshot, board, column, orders, value)

    def show(delivery, expected):
        if delivery.store_id == store.store_id:
            raise ZeroDivisionError
        shown(delivery, expected)

    monkeypatch.setattr(engine, "_bundles", bundles)
    monkeypatch.setattr(arrival_windows, "show", show)
    return store


def test_the_trouble_of_one_store_stops_no_other(chain, broken):
    others = {store.store_id for store in chain} - {broken.store_id}
    dispatch_couriers()
    assert served() == others
    Delivery.objects.update(eta_at=now() - timedelta(minutes=5))
    refresh_stale()
    late = Delivery.objects.exclude(store_id=broken.store_id).filter(eta_at__lt=now() - timedelta(minutes=1))
    assert not late.exists()
    for store in (chain[0], broken):
        assert _requested(store).store_id == store.store_id


def _requested(store):
    """Another order of the store, as delivery handles the request for it."""
    now_ready = {"ready_at": now(), "promised_to": now() + timedelta(minutes=40)}
    command = RequestDelivery(
        order_id=new_id(), number="another", store_id=store.store_id, address="Unioninkatu 3", note="", lat=STORE[0],
        lon=STORE[1] + 0.003, recipient="Eino", bags=1, contactless=False, cash_due=0, currency="EUR", **now_ready,
    )  # fmt: skip
    request_delivery(command, prepare(command))
    return Delivery.objects.get(order_id=command.order_id)
