import random

import pytest

from apps.geo.contract.errors import NoAddressThere, NoStoreNearby, OutOfZone
from apps.geo.contract.estimates import distance_m
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import FeeTier, Point
from apps.geo.domain.zones import BadZone
from apps.geo.geocoding.chain import geocode
from apps.geo.models import DeliveryZone, StorePoint
from apps.geo.use_cases.zones import ZoneSeed, save_store_point, seed_zones
from apps.stores.contract.events import StoreSaved
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.ids import new_id
from dominos.kernel.services import service

CENTER = Point(lat=60.1710, lon=24.9440)
ALL = (ServiceMethod.DELIVERY, ServiceMethod.CARRYOUT)
FEES = [{"from_subtotal": 0, "fee": 490}, {"from_subtotal": 3000, "fee": 0}]


def _event(point: Point, *, store_id=None, services=ALL, is_active=True, name="Centre") -> StoreSaved:
    return StoreSaved(
        store_id=store_id or new_id(),
        code="S1",
        name=name,
        lat=point.lat,
        lon=point.lon,
        currency="EUR",
        services=services,
        is_active=is_active,
    )


def _store(point: Point = CENTER, **rest):
    event = _event(point, **rest)
    save_store_point(event)
    return event.store_id


def _zone(store_id, radius_m: float = 800, name: str = "Zone", **rest) -> None:
    seed = ZoneSeed.circle(
        center=CENTER,
        radius_m=radius_m,
        store_id=store_id,
        name=name,
        currency="EUR",
        minimum_subtotal=1500,
        fee_rules=FEES,
        **rest,
    )
    seed_zones([seed])


@pytest.mark.django_db
@pytest.mark.slow
def test_nearest_stores_equal_brute_force_over_5000():
    rng = random.Random(1)
    stores = [
        StorePoint(
            store_id=new_id(), name=str(at), lat=rng.uniform(-60, 75), lon=rng.uniform(-180, 180),
            services=["DELIVERY"], currency="EUR",
        )
        for at in range(5_000)
    ]  # fmt: skip
    StorePoint.objects.bulk_create(stores)
    for _ in range(150):
        here = Point(lat=rng.uniform(-80, 80), lon=rng.uniform(-180, 180))
        brute = sorted((distance_m(here, Point(lat=s.lat, lon=s.lon)), s.store_id) for s in stores)[:5]
        found = service(GeoService).nearest_stores(point=here, limit=5)
        assert [store.store_id for store in found] == [store_id for _, store_id in brute]
        assert [store.meters for store in found] == pytest.approx([meters for meters, _ in brute])


@pytest.mark.django_db
def test_a_store_event_moves_and_closes_the_store():
    store_id = _store()
    assert service(GeoService).nearest_stores(point=CENTER)[0].meters < 1
    moved = Point(lat=60.2, lon=25.0)
    save_store_point(_event(moved, store_id=store_id))
    assert service(GeoService).nearest_stores(point=moved)[0].meters < 1
    save_store_point(_event(moved, store_id=store_id, is_active=False))
    assert service(GeoService).nearest_stores(point=moved) == ()


@pytest.mark.django_db
def test_a_point_in_the_zone_gets_its_one_store_and_terms(city):
    store_id = _store()
    _zone(store_id)
    match = service(GeoService).locate(point=CENTER)
    assert match.store_id == store_id
    assert (match.currency, match.minimum_subtotal) == ("EUR", 1500)
    assert match.fee_tiers == (FeeTier(from_subtotal=0, fee=490), FeeTier(from_subtotal=3000, fee=0))


@pytest.mark.django_db
def test_outside_every_zone_names_the_nearest_carryout(city):
    store_id = _store()
    _store(Point(lat=60.1712, lon=24.9441), services=(ServiceMethod.DELIVERY,), name="No carryout")
    _zone(store_id, radius_m=100)
    with pytest.raises(OutOfZone) as refused:
        service(GeoService).locate(point=Point(lat=60.1760, lon=24.9440))
    assert [store["store_id"] for store in refused.value.members["carryout"]] == [str(store_id)]
    with pytest.raises(OutOfZone) as far:
        service(GeoService).locate(point=Point(lat=0, lon=0))
    assert far.value.members["carryout"] == []


@pytest.mark.django_db
def test_zones_follow_every_change_at_once(city):
    store_id = _store()
    _zone(store_id)
    assert service(GeoService).locate(point=CENTER).store_id == store_id
    DeliveryZone.objects.update(is_active=False)
    with pytest.raises(OutOfZone):
        service(GeoService).locate(point=CENTER)
    DeliveryZone.objects.update(is_active=True)
    assert service(GeoService).locate(point=CENTER).store_id == store_id
    save_store_point(_event(CENTER, store_id=store_id, services=(ServiceMethod.CARRYOUT,)))
    with pytest.raises(OutOfZone):
        service(GeoService).locate(point=CENTER)


@pytest.mark.django_db
def test_a_postcode_zone_serves_the_addresses_of_its_postcode(city):
    store_id = _store()
    hit = geocode("Mannerheimintie 10, 00100 Helsinki").hits[0]
    seed_zones(
        [
            ZoneSeed(
                store_id=store_id,
                name="Post",
                kind="postcodes",
                shape={"postcodes": [hit.postcode]},
                currency="EUR",
            )
        ]
    )
    assert service(GeoService).locate(point=hit.point).store_id == store_id
    with pytest.raises(OutOfZone):
        service(GeoService).locate(point=Point(lat=60.30, lon=24.9440))


@pytest.mark.django_db
def test_carryout_needs_no_zone_but_a_store_in_reach(city):
    store_id = _store()
    match = service(GeoService).locate(point=CENTER, service=ServiceMethod.CARRYOUT)
    assert (match.store_id, match.zone_id) == (store_id, None)
    with pytest.raises(NoStoreNearby):
        service(GeoService).locate(point=Point(lat=0, lon=0), service=ServiceMethod.CARRYOUT)
    with pytest.raises(NoStoreNearby):
        service(GeoService).locate(point=CENTER, service=ServiceMethod.CURBSIDE)


@pytest.mark.django_db
def test_seeding_twice_changes_nothing_and_a_bad_zone_writes_none(city):
    store_id = _store()
    _zone(store_id)
    _zone(store_id)
    assert DeliveryZone.objects.count() == 1
    bad = ZoneSeed(store_id=store_id, name="Bad", kind="circle", shape={}, currency="EUR")
    good = ZoneSeed.circle(center=CENTER, radius_m=500, store_id=store_id, name="Good", currency="EUR")
    with pytest.raises(BadZone):
        seed_zones([good, bad])
    assert DeliveryZone.objects.count() == 1


@pytest.mark.django_db
def test_nowhere_near_an_address(city):
    with pytest.raises(NoAddressThere):
        service(GeoService).reverse(point=Point(lat=0, lon=0))


@pytest.mark.django_db
def test_locating_costs_two_queries_at_most(city, django_assert_max_num_queries):
    _zone(_store())
    service(GeoService).locate(point=CENTER)
    with django_assert_max_num_queries(1):
        service(GeoService).locate(point=CENTER)
    with django_assert_max_num_queries(2), pytest.raises(OutOfZone):
        service(GeoService).locate(point=Point(lat=60.2, lon=24.9))
