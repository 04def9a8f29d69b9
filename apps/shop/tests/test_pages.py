"""The pages of the shop as they are served; a browser tries them in `tests/browser`."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.html import escapejs

from apps.shop.pages import PAGES, READABLE, SHELL
from dominos.kernel.edge.module_preloads import modules_of

MODULES = ["start", "menu", "basket", "checkout", "orders", "gift_cards"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_let_in_nothing_foreign_and_nothing_inline(client, path):
    page = client.get(path)
    assert page.status_code == 200
    assert "unsafe" not in page["Content-Security-Policy"]
    text = page.content.decode()
    assert "<style" not in text
    assert "http:" not in text.replace(settings.REALTIME_URL, "")
    assert client.post(path).status_code == 405


def test_the_manifest_makes_it_installable(client):
    manifest = json.loads(client.get("/manifest.webmanifest").content)
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/", "/", "standalone")
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix(settings.STATIC_URL)), icon


def test_the_worker_keeps_every_file_of_the_pages_and_of_the_api_only_store_and_menu(client):
    text = client.get("/service-worker.js").content.decode()
    for name in SHELL:
        assert finders.find(name), name
        assert escapejs(f"/static/{name}") in text
    assert {one for name in MODULES for one in modules_of(f"shop/{name}.js", is_later_too=True)} <= set(SHELL)
    kept = re.compile(READABLE.replace(r"\/", "/"))
    assert all(map(kept.search, ["/api/v1/stores/1/menu", "/api/v1/stores/1", "/api/v1/menu/pictures/1.svg"]))
    assert not any(map(kept.search, ["/api/v1/orders", "/api/v1/stores/1/slots", "/api/v1/users/me"]))
