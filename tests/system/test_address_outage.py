"""With every address provider down, who has saved an address or points at the map still orders."""

import pytest
from django.core.cache import cache

from apps.geo.geocoding.chain import clear_providers
from dominos.demo.city import accounts
from dominos.demo.scene import BASKET, HOME
from dominos.development.ports import free_port
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.resilience.breakers import breaker
from dominos.kernel.testing.api import client, principal


@pytest.fixture
def no_provider(settings):
    """Nominatim on a port where nobody listens."""
    settings.GEO_PROVIDERS = ["nominatim"]
    settings.GEO_PROVIDER_OPTIONS = {"nominatim": {"domain": f"127.0.0.1:{free_port()}", "scheme": "http"}}
    cache.clear()
    _start_afresh()
    yield
    _start_afresh()


def _start_afresh():
    clear_providers()
    breaker.cache_clear()


def test_saved_addresses_and_pins_still_order(city, no_provider):
    api = client(principal(Role.CUSTOMER, id=accounts(Role.CUSTOMER)[0].id))
    lost = api.get("/api/v1/geo/geocode", {"q": "Bulevardi 7, Helsinki"})
    assert (lost.status_code, lost.json()["code"]) == (503, "geocoding-unavailable")
    saved = api.post("/api/v1/users/me/addresses", {"label": "home", **HOME}).json()
    for address in ({"address_id": saved["id"]}, HOME):
        request = {"service": "DELIVERY", "lines": BASKET, "address": address}
        quote = api.post("/api/v1/orders/price", request, HTTP_IDEMPOTENCY_KEY=str(new_id()))
        assert quote.status_code == 201, quote.content
        body = {"quote_id": quote.json()["id"], "contact": {"name": "Eino", "phone": "+358 40 1234567"}}
        order = api.post("/api/v1/orders", body, HTTP_IDEMPOTENCY_KEY=str(new_id()))
        assert order.status_code == 201, order.content
