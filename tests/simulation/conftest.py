"""A small town with straight roads."""

from collections.abc import Iterator

import pytest

from apps.delivery.dispatch.types import Place
from apps.geo.contract.fake import FakeGeoService
from apps.geo.contract.service import GeoService
from dominos.kernel.services import provide
from dominos.kernel.services.registry import preserved
from dominos.simulation.roads import Roads
from dominos.simulation.scenario import Door
from dominos.simulation.town import Town, served_doors


@pytest.fixture(scope="module")
def geo() -> Iterator[None]:
    with preserved():
        provide(GeoService, FakeGeoService())
        yield


@pytest.fixture(scope="module")
def town(geo: None) -> Town:
    sites = [("S1", "West", Place(24.93, 60.17)), ("S2", "East", Place(24.96, 60.175))]
    doors = [
        Door(f"Street {x} {y}", Place(24.92 + x * 0.006, 60.162 + y * 0.0024))
        for x in range(9)
        for y in range(8)
    ]
    roads = Roads([site[2] for site in sites], [door.place for door in doors])
    return Town("Town", sites, served_doors(roads, sites, doors), roads)
