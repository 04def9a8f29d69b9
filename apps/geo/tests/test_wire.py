"""The contract over its wire format: every answer and refusal arrives as it left."""

from uuid import UUID

import pytest

from apps.geo.contract.errors import OutOfZone
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import Point
from dominos.kernel.errors import DomainError
from dominos.kernel.services import registry, service
from dominos.kernel.services.wire import methods_of

CENTER, MARKET = Point(lat=60.1713, lon=24.9414), Point(lat=60.1675, lon=24.9525)


class _Loopback:
    """Carries calls as bytes to the implementation in this process."""

    def __call__(self, path: str, body: bytes, *, repeatable: bool) -> bytes:
        assert repeatable
        method = methods_of(GeoService)[path.rsplit("/", 1)[1]]
        implementation = registry.provided()["geo"][1]
        try:
            return method.dump_answer(getattr(implementation, method.name)(**method.load_arguments(body)))
        except DomainError as error:
            raise DomainError.from_wire(error.to_wire()) from None


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("geocode", {"query": "Mannerheimintie 10, Helsinki", "near": CENTER}),
        ("suggest", {"prefix": "manner"}),
        ("reverse", {"point": CENTER}),
        ("route", {"origin": CENTER, "destination": MARKET, "profile": "car"}),
        ("matrix", {"origins": (CENTER, MARKET), "destinations": (MARKET,)}),
        ("nearest_stores", {"point": CENTER}),
    ],
)
def test_answers_are_the_same_over_the_wire(city, method, arguments):
    local = getattr(service(GeoService), method)(**arguments)
    with registry.forced_transport(_Loopback()):
        assert getattr(service(GeoService), method)(**arguments) == local


def test_a_refusal_keeps_its_way_out(city, store_id):
    far = Point(lat=60.1790, lon=24.9360)
    with registry.forced_transport(_Loopback()), pytest.raises(OutOfZone) as refused:
        service(GeoService).locate(point=far)
    assert UUID(refused.value.members["carryout"][0]["store_id"]) == store_id
