"""The courier's page as it is served; a browser tries it in `tests/browser`."""

import json

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.html import escapejs

from apps.delivery.pages import SHELL
from dominos.kernel.edge.module_preloads import modules_of


def test_the_page_lets_in_nothing_foreign_and_nothing_inline(client):
    page = client.get("/courier/")
    policy = page["Content-Security-Policy"]
    assert page.status_code == 200
    assert "unsafe" not in policy
    assert {"default-src 'self'", "img-src 'self' data: blob:"} <= set(policy.split("; "))
    text = page.content.decode()
    assert "<style" not in text
    assert "http:" not in text.replace(settings.REALTIME_URL, "")


def test_the_manifest_makes_it_installable(client):
    manifest = json.loads(client.get("/courier/manifest.webmanifest").content)
    assert (manifest["start_url"], manifest["display"]) == ("/courier/", "standalone")
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix(settings.STATIC_URL)), icon


def test_the_worker_keeps_every_file_of_the_page(client):
    worker = client.get("/courier/service-worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    text = worker.content.decode()
    for name in SHELL:
        assert finders.find(name), name
        assert escapejs(f"/static/{name}") in text
    assert set(modules_of("delivery/courier.js", is_later_too=True)) <= set(SHELL)


@pytest.mark.parametrize("path", ["/courier/", "/courier/service-worker.js"])
def test_they_are_only_read(client, path):
    assert client.post(path).status_code == 405
