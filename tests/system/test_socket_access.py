"""Who may open which websocket; like `test_access`, over whatever routes there are."""

import pytest
from channels.testing import WebsocketCommunicator

from dominos.asgi import application, routes
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
