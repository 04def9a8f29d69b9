"""Who may open which websocket; like `test_access`, over whatever routes there are."""

import asyncio
import time

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator

from apps.users.tests.builders import PASSWORD, make_person
from apps.users.use_cases.sessions import sign_in, sign_out
from dominos.asgi import application, routes
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import Access
from dominos.kernel.ids import new_id
from dominos.kernel.sockets.consumers import Close, Socket
from dominos.kernel.testing.api import principal, token
from tests.system.builders import url_of

SOCKETS = [(str(route.pattern), route.callback.consumer_class) for route in routes]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize(("route", "socket"), SOCKETS, ids=[route for route, _ in SOCKETS]),
]


async def close_code(route: str, said: str = "") -> int | None:
    """The code the server closes with at once; None while the socket stays open."""
    protocols = ["access-token", said] if said else []
    communicator = WebsocketCommunicator(application, url_of(route), subprotocols=protocols)
    accepted, _ = await communicator.connect(5)
    assert accepted
    code = None
    if not await communicator.receive_nothing(0.1):
        said = await communicator.receive_output()
        code = said["code"] if said["type"] == "websocket.close" else None
    await communicator.disconnect()
    return code


async def test_it_declares_who_may_open_it(route, socket):
    assert issubclass(socket, Socket)
    assert isinstance(socket.access, Access)


async def test_a_bad_token_closes_it(route, socket):
    assert await close_code(route, "rubbish") == Close.NOT_AUTHENTICATED


async def test_nobody_gets_in_but_where_anyone_may(route, socket):
    code = await close_code(route)
    assert (code == Close.NOT_AUTHENTICATED) == (socket.access.roles is not None)


async def test_each_role_gets_in_where_it_is_named_and_nowhere_else(route, socket):
    for role in Role:
        who = principal(role, stores=(new_id(),))
        code = await close_code(route, token(who))
        if socket.access.allows(who):
            # What the socket is about may still be unknown, or not the caller's.
            assert code in (None, Close.NOT_FOUND, Close.FORBIDDEN), role
        else:
            assert code == Close.FORBIDDEN, role


@sync_to_async
def signed_in():
    return sign_in(email=make_person().email, password=PASSWORD)


async def closed_with(communicator) -> int | None:
    """The code the server has closed with; None while the socket is open. What else was sent is passed over."""
    while not await communicator.receive_nothing(0.02):
        if (said := await communicator.receive_output())["type"] == "websocket.close":
            return said["code"]
    return None


async def test_who_signs_out_is_cut_off_within_a_minute(route, socket, monkeypatch):
    monkeypatch.setattr("random.uniform", lambda _, most: most)  # as late as it may look
    session = await signed_in()
    protocols = ["access-token", session.access]
    communicator = WebsocketCommunicator(application, url_of(route), subprotocols=protocols)
    with clock.stopped() as at:
        await communicator.connect(5)
        code = await closed_with(communicator)
        await sync_to_async(sign_out)(refresh=session.refresh)
        passed = 0
        monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: time.monotonic() + passed)
        while code is None and passed < 60:
            passed += 2
            at.advance(seconds=2)
            code = await closed_with(communicator)
    await communicator.disconnect()
    # What the socket is about is unknown, or not the caller's; the news are every customer's.
    at_once = () if route == "ws/v1/notifications" else (Close.NOT_FOUND, Close.FORBIDDEN)
    assert code in (Close.NOT_AUTHENTICATED, *at_once)
