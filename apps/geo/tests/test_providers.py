"""Foreign providers over real HTTP, from a server in this process that speaks Nominatim's format."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache

from apps.geo.contract.errors import GeocodingUnavailable
from apps.geo.geocoding.chain import clear_providers, geocode
from apps.geo.geocoding.providers import build_provider
from apps.geo.models import City
from apps.geo.queries.cities import clear_live_city
from dominos.kernel.resilience.breakers import breaker

PLACE = {
    "lat": "48.8720",
    "lon": "2.3316",
    "display_name": "12, Rue Scribe, 75009 Paris, France",
    "address": {"house_number": "12", "road": "Rue Scribe", "postcode": "75009", "city": "Paris"},
}


class _Nominatim(ThreadingHTTPServer):
    """``asked`` are the queries received; ``status`` and ``hang`` make it fail."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.status = 200
        self.hang = threading.Event()
        self.hang.set()


class _Handler(BaseHTTPRequestHandler):
    server: _Nominatim

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)["q"][0]
        self.server.asked.append(query)
        self.server.hang.wait(10)
        places = [PLACE] if "scribe" in query.lower() else []
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.send_response(self.server.status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(places).encode())

    def log_message(self, *_args) -> None:
        pass


@pytest.fixture
def nominatim(settings, request) -> Iterator[_Nominatim]:
    server = _Nominatim()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    domain = f"127.0.0.1:{server.server_address[1]}"
    settings.GEO_PROVIDERS = ["local", "nominatim"]
    settings.GEO_PROVIDER_OPTIONS = {"nominatim": {"domain": domain, "scheme": "http", "user_agent": "tests"}}
    settings.GEO_PROVIDER_TIMEOUT_S = 5
    cache.clear()
    _start_afresh()
    yield server
    server.hang.set()
    server.shutdown()
    server.server_close()
    thread.join()
    _start_afresh()


def _start_afresh() -> None:
    clear_providers()
    breaker.cache_clear()


def test_a_sure_local_answer_asks_nobody_else(city, nominatim):
    assert geocode("Mannerheimintie 10, Helsinki").verdict == "accept"
    assert nominatim.asked == []


def test_what_the_map_lacks_comes_from_the_next_provider(city, nominatim):
    result = geocode("12 Rue Scribe, 75009 Paris")
    assert result.verdict == "accept"
    hit = result.hits[0]
    assert (hit.source, hit.precision, hit.house_number) == ("nominatim", "address", "12")
    assert hit.score >= 9


def test_a_provider_that_guesses_is_not_believed(city, nominatim):
    assert geocode("Rue Scribe 99, Marseille").verdict == "not_found"


def test_an_answer_is_remembered(city, nominatim):
    for typed in (
        "12 Rue Scribe, Paris",
        "12 rue scribe,  PARIS",
        "Nowhere 1, Atlantis",
        "nowhere 1 atlantis",
    ):
        geocode(typed)
    assert len(nominatim.asked) == 2


def test_an_outage_is_not_an_unknown_address(city, nominatim, settings):
    nominatim.status = 503
    assert geocode("Rue Scribe 12, Paris").verdict == "not_found"
    settings.GEO_PROVIDERS = ["nominatim"]
    with pytest.raises(GeocodingUnavailable):
        geocode("Rue Scribe 12, Paris")
    nominatim.status = 200
    assert geocode("Rue Scribe 12, Paris").hits != ()


def test_a_slow_provider_is_given_up_and_then_left_alone(city, nominatim, settings):
    settings.GEO_PROVIDERS = ["nominatim"]
    settings.GEO_BREAKER_FAILURES = 2
    settings.GEO_PROVIDER_TIMEOUT_S = 0.1
    nominatim.hang.clear()
    for number in range(5):
        with pytest.raises(GeocodingUnavailable):
            geocode(f"Rue Scribe {number}, Paris")
    patience = time.monotonic() + 5
    while len(nominatim.asked) < 2 and time.monotonic() < patience:
        time.sleep(0.01)  # the provider notes it in a thread of its own
    assert len(nominatim.asked) == 2


def test_the_local_provider_answers_again_as_soon_as_there_is_a_city(city, settings):
    settings.GEO_PROVIDERS = ["local"]
    City.objects.update(is_active=False)
    clear_live_city()
    for _ in range(10):
        with pytest.raises(GeocodingUnavailable):
            geocode("Mannerheimintie 10")
    City.objects.filter(id=city.id).update(is_active=True)
    assert geocode("Mannerheimintie 10").verdict == "accept"


def test_an_unknown_provider_is_a_mistake_in_the_settings():
    with pytest.raises(LookupError):
        build_provider("atlas")


@pytest.mark.parametrize(
    ("name", "given", "raw", "expected"),
    [
        (
            "google",
            {"api_key": "k"},
            {
                "address_components": [
                    {"long_name": "12", "types": ["street_number"]},
                    {"long_name": "Rue Scribe", "types": ["route"]},
                    {"long_name": "Paris", "types": ["locality", "political"]},
                    {"long_name": "75009", "types": ["postal_code"]},
                ],
                "geometry": {"location_type": "ROOFTOP"},
            },
            ("Rue Scribe", "12", "75009", "Paris", "address"),
        ),
        (
            "here",
            {"apikey": "k"},
            {
                "address": {
                    "street": "Rue Scribe",
                    "houseNumber": "12",
                    "postalCode": "75009",
                    "city": "Paris",
                },
                "houseNumberType": "interpolated",
            },
            ("Rue Scribe", "12", "75009", "Paris", "interpolated"),
        ),
        ("nominatim", {}, {"address": {"city": "Paris"}}, ("", "", "", "Paris", "locality")),
    ],
)
def test_each_provider_is_read_in_its_own_format(settings, name, given, raw, expected):
    settings.GEO_PROVIDER_OPTIONS = {name: given}
    parts = build_provider(name).parts(raw)
    assert (parts.street, parts.number, parts.postcode, parts.city, parts.precision) == expected
