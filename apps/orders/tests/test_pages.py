"""The pages ask nothing of other sites and leak no link."""

import re
from pathlib import Path

import pytest

from apps.orders.queries.tracking_links import tracking_token
from dominos.kernel.testing.api import client

STATIC = Path(__file__).parent.parent / "static" / "orders"


@pytest.mark.django_db
def test_the_tracker_page(world):
    order = world.paid()
    token = tracking_token(order.id)
    response = client().get(f"/track/{token}")
    text = response.content.decode()
    assert response.status_code == 200
    assert order.number in text
    assert f'<meta name="token" content="{token}">' in text
    assert "/ws/v1/track/${token}" in (STATIC / "track.js").read_text()
    assert response["Referrer-Policy"] == "no-referrer"
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert order.contact_name not in text


@pytest.mark.django_db
def test_a_bad_link_has_a_page_too():
    response = client().get("/track/nonsense")
    assert response.status_code == 404
    assert "leads nowhere" in response.content.decode()


def test_the_make_line_page(world):
    response = client().get(f"/make-line/{world.store.id}")
    assert response.status_code == 200
    assert str(world.store.id) in response.content.decode()


@pytest.mark.parametrize("path", sorted(STATIC.iterdir()), ids=lambda path: path.name)
def test_nothing_is_fetched_from_elsewhere(path):
    found = re.findall(r"https?://[^\"' )]+", path.read_text())
    assert set(found) <= {"http://www.w3.org/2000/svg"}
