"""What strangers send to websockets: no frame ends in an exception, whichever the socket."""

import json
from uuid import UUID

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator

from apps.delivery.live import CourierSocket
from apps.delivery.tests.builders import make_courier_on_shift, make_store
from apps.menu.live import MenuSocket
from apps.menu.tests.builders.menus import make_store_with_menu
from dominos.asgi import application, routes
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.sockets.consumers import Close
from dominos.kernel.sockets.frames import MAX_FRAME
from dominos.kernel.testing.api import bearer, principal
from tests.system.builders import url_of

SOCKETS = [(str(route.pattern), route.callback.consumer_class) for route in routes]
COURIER = {"id": "1", "type": "position"}
FIX = {"sequence": 1, "lat": 60.0, "lon": 24.0, "accuracy": 5.0, "at": "2026-01-01T00:00:00Z"}
LINES = {"lines": [{"variant": "COLA-033"}]}


def _written(value: object) -> str:
    return json.dumps(value)


CORPUS: dict[str, str | bytes] = {
    "nothing": "",
    "no object": "[]",
    "a text": '"x"',
    "null": "null",
    "cut off": '{"lines": [',
    "nested in objects": '{"a":' * 1_500 + "1" + "}" * 1_500,
    "nested in lists": '{"lines": ' + "[" * 1_500 + "]" * 1_500 + "}",
    "nested without end": "[" * 60_000,
    "nested in a known field": '{"id":"1","type":"position","positions":' + "[" * 1_500 + "]" * 1_500 + "}",
    "a number of 5,000 digits": '{"id": "1", "type": "ping", "lines": ' + "9" * 5_000 + "}",
    "a quantity of 5,000 digits": '{"lines": [{"variant": "COLA-033", "quantity": ' + "9" * 5_000 + "}]}",
    "a sequence of 5,000 digits": _written({**COURIER, "positions": [FIX]}).replace(
        '"sequence": 1', f'"sequence": {"9" * 5_000}'
    ),
    "an exponent without end": '{"id": "1", "type": "ping", "lines": 1e999999}',
    "not a number": '{"lines": NaN, "lat": Infinity}',
    "NUL": _written({"id": "\x00", "type": "ping"}),
    "NUL in a basket": _written({"lines": [{"variant": "\x00"}]}),
    "NUL in a name": _written({"\x00": 1}),
    "half a character": '{"id": "\\ud800", "type": "ping", "lines": [{"variant": "\\udfff"}]}',
    "a name twice": '{"id": "1", "id": "2", "type": "ping"}',
    "year 1": _written({**LINES, "at": "0001-01-01T00:00:00+14:00"}),
    "year 9999": _written({**LINES, "at": "9999-12-31T23:59:59-12:00"}),
    "a fix of year 1": _written({**COURIER, "positions": [{**FIX, "at": "0001-01-01T00:00:00+14:00"}]}),
    "a fix of year 9999": _written({**COURIER, "positions": [{**FIX, "at": "9999-12-31T23:59:59-12:00"}]}),
    "an endless fraction": _written(
        {**COURIER, "positions": [{**FIX, "at": f"2026-01-01T00:00:00.{'1' * 4_000}Z"}]}
    ),
    "many fields": _written({str(number): number for number in range(4_000)}),
    "many lines": _written({"lines": [{"variant": "X"}] * 3_000}),
    "bytes": b"\x00\xff\xfe",
    "JSON as bytes": b'{"id": "1", "type": "ping"}',
    "too large": "x" * (MAX_FRAME + 1),
    "too large in bytes": "é" * (MAX_FRAME // 2 + 1),
}
POLITE = {Close.BAD_MESSAGE, Close.TOO_BIG}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("route", "socket"), SOCKETS, ids=[route for route, _ in SOCKETS])
@pytest.mark.slow
async def test_every_frame_ends_in_an_answer_or_a_clean_close(route, socket, monkeypatch, caplog):
    path, headers = await _opened_by(route, socket, monkeypatch)
    for name, frame in CORPUS.items():
        communicator = WebsocketCommunicator(application, path, headers)
        assert (await communicator.connect(5))[0]
        kind = "bytes" if isinstance(frame, bytes) else "text"
        await communicator.send_input({"type": "websocket.receive", kind: frame})
        # Whatever the socket listens to: after this it answers, or closes.
        await communicator.send_to('{"id": "last", "type": "ping"}' if socket is CourierSocket else "no JSON")
        assert await _end_of(communicator) in (None, *POLITE), name
        await communicator.disconnect()
    assert "websocket failed" not in caplog.text


async def _end_of(communicator: WebsocketCommunicator) -> int | None:
    """The code it closes with; None once it has answered the last frame."""
    while True:
        said = await communicator.receive_output(5)
        if said["type"] == "websocket.close":
            return said["code"]
        answer = json.loads(said["text"])
        if answer.get("re") == "last":
            return None
        assert answer.get("problem", {}).get("status", 400) < 500, answer


async def _opened_by(route, socket, monkeypatch) -> tuple[str, list[tuple[bytes, bytes]]]:
    """Where, and with which headers, a caller is let in; it stays open although what it is about may not exist."""
    if socket is MenuSocket:
        return f"/ws/v1/stores/{await sync_to_async(make_store_with_menu)()}/menu", []
    path = url_of(route)
    if socket is CourierSocket:
        courier = await sync_to_async(lambda: make_courier_on_shift(make_store()))()
        return path, bearer(principal(Role.COURIER, id=courier.user_id))
    monkeypatch.setattr(socket, "opened", _stay_open)
    roles = socket.access.roles
    who = principal(*(roles or [Role.CUSTOMER]), id=new_id(), stores=(UUID(int=1),))
    return path, bearer(who)


async def _stay_open(_: object) -> None:
    pass
