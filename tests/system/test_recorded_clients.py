"""Traffic of released clients, sent again: whoever built on a release goes on without a change."""

import json

import pytest

from tests.cassettes.replaying import FOLDER, compared, replay

CASSETTES = sorted(FOLDER.glob("*.json"))


@pytest.mark.slow
@pytest.mark.parametrize("cassette", CASSETTES, ids=lambda path: path.stem)
def test_a_released_client_orders_as_it_did(cassette, city):
    calls = json.loads(cassette.read_text())
    assert {"/api/v1/orders", "/api/v2/orders"} <= {call["request"]["path"] for call in calls}
    assert replay(cassette) == []


def test_what_a_client_would_stumble_over_is_found():
    then = {
        "id": "0192f0c4-5a3e-7c11",
        "total": 1250,
        "lines": [{"name": "Pepperoni", "tip": 1}],
        "paid": None,
    }
    known = {}
    assert list(compared("o", then, {**then, "id": "another-id-than-that", "new": 1}, known)) == []
    assert known == {"0192f0c4-5a3e-7c11": "another-id-than-that"}
    gone = {"id": 7, "lines": [{"name": "Pepperoni"}], "paid": True}
    assert list(compared("o", then, gone, {})) == [
        "o.id is number, was text",
        "o.total is gone",
        "o.lines[0].tip is gone",
    ]
