"""A cassette sent again: each call as it was recorded, with the ids and tokens that are there now."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dominos.kernel.testing.api import client

FOLDER = Path(__file__).parent
KINDS = ((bool, "boolean"), ((int, float), "number"), (str, "text"), (list, "list"), (dict, "object"))


def replay(cassette: Path) -> list[str]:
    """What a client of then would stumble over: another status, a member that is gone or is of another kind."""
    known: dict[str, str] = {}
    return [wrong for call in json.loads(cassette.read_text()) for wrong in _again(call, known)]


def _again(call: dict[str, Any], known: dict[str, str]) -> Iterator[str]:
    text = json.dumps(call["request"])
    for then, now in sorted(known.items(), key=lambda pair: -len(pair[0])):
        text = text.replace(then, now)
    sent = json.loads(text)
    where = f"{sent['method']} {call['request']['path']}"
    answer = client().generic(
        sent["method"], sent["path"], json.dumps(sent["body"]), "application/json", headers=sent["headers"]
    )
    if answer.status_code != call["status"]:
        yield f"{where}: {answer.status_code}, was {call['status']}: {answer.content[:300]!r}"
        return
    yield from compared(where, call["answer"], answer.json(), known)


def compared(where: str, then: Any, now: Any, known: dict[str, str]) -> Iterator[str]:
    """What is not as it was; texts that differ are kept, since later calls may name them."""
    if kind_of(then) != kind_of(now):
        if then is not None and now is not None:
            yield f"{where} is {kind_of(now)}, was {kind_of(then)}"
    elif isinstance(then, dict):
        for name, value in then.items():
            if name in now:
                yield from compared(f"{where}.{name}", value, now[name], known)
            else:
                yield f"{where}.{name} is gone"
    elif isinstance(then, list):
        for number, (old, new) in enumerate(zip(then, now, strict=False)):
            yield from compared(f"{where}[{number}]", old, new, known)
    elif isinstance(then, str) and then != now and len(then) > 12:
        known[then] = now


def kind_of(value: Any) -> str:
    """Which kind of JSON it is."""
    return next((name for kind, name in KINDS if isinstance(value, kind)), "null")
