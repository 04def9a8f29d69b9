"""A pizza is ordered by `docs/getting-started.md`, call by call, as it stands there."""

import json
import re

import pytest

from dominos.apps_enabled import ROOT
from dominos.kernel.testing.api import client

pytestmark = pytest.mark.slow
BLOCK = re.compile(r"```http\n(.*?)```\n```json\n(.*?)```", re.S)
CALLS = BLOCK.findall((ROOT / "docs/getting-started.md").read_text())


def filled(text, known):
    """The text with what was kept from earlier answers."""
    for name, value in known.items():
        text = text.replace("{" + name + "}", value)
    return text


def called(text):
    """The answer to a call as it is written down."""
    head, _, body = text.partition("\n\n")
    (method, url), *headers = (
        line.split(": " if number else " ", 1) for number, line in enumerate(head.split("\n"))
    )
    given = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers}
    answer = getattr(client(), method.lower())(
        url.strip(), json.loads(body) if body.strip() else None, **given
    )
    assert answer.status_code in (200, 201), (text, answer.content)
    return answer.json()


def kept(shown, found):
    """What the answer has where the page shows a name in braces; the rest is as shown, or it is None."""
    if isinstance(shown, str) and (name := re.fullmatch(r"\{(\w+)\}", shown)):
        return {name[1]: found}
    if isinstance(shown, dict):
        parts = [kept(value, found.get(key)) for key, value in shown.items()]
    elif isinstance(shown, list):
        parts = [next((fit for each in found if (fit := kept(one, each)) is not None), None) for one in shown]
    else:
        return {} if shown == found else None
    return None if None in parts else {name: value for part in parts for name, value in part.items()}


def test_a_pizza_is_ordered_in_five_calls(city):
    known = {}
    assert len(CALLS) == 5
    for call, shown in CALLS:
        answer = called(filled(call.rstrip("\n"), known))
        fit = kept(json.loads(shown), answer)
        assert fit is not None, f"{call} does not answer {shown} but {answer}"
        known |= fit
    own = client()
    own.credentials(HTTP_AUTHORIZATION=f"Bearer {known['token']}")
    assert own.get(f"/api/v1/orders/{known['order']}").json()["status"] == "PLACED"


def test_what_is_shown_and_not_answered_is_found():
    assert kept({"a": [{"b": 1, "c": "{x}"}]}, {"a": [{"b": 2, "c": 3}, {"b": 1, "c": 4}]}) == {"x": 4}
    assert (
        kept({"a": 1}, {"a": 2})
        is kept({"a": [{"b": 1}]}, {"a": []})
        is kept({"a": {"b": 1}}, {"a": {}})
        is None
    )
