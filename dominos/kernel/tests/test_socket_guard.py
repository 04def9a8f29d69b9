"""What holds for every websocket: where from, how many, how large, how often; and no exception gets out."""

import asyncio
import threading

import pytest
from channels.testing import WebsocketCommunicator

from dominos.kernel.auth import Role
from dominos.kernel.edge.access import ANYONE
from dominos.kernel.errors import Unavailable
from dominos.kernel.sockets.consumers import Close, Socket, socket_path
from dominos.kernel.sockets.guard import BURST, websockets
from dominos.kernel.sockets.thread_pools import BlockingPool, Busy
from dominos.kernel.testing.api import bearer, principal


class EchoSocket(Socket):
    """Says what it hears, and fails as it is told to."""

    access = ANYONE

    async def receive_json(self, content, **kwargs):
        if "busy" in content:
            raise Unavailable
        await self.send_json({"said": 1 / content["number"]})


@pytest.fixture
def sockets():
    return websockets([socket_path("echo", EchoSocket)])


def call(sockets, *headers, client=("203.0.113.7", 1)):
    socket = WebsocketCommunicator(sockets, "echo", headers=list(headers))
    socket.scope["client"] = client
    return socket


async def opened(sockets, *headers, **more):
    socket = call(sockets, *headers, **more)
    assert (await socket.connect())[0]
    return socket


async def code_of(socket):
    said = await socket.receive_output(5)
    return said.get("code", said.get("text"))


@pytest.mark.parametrize(
    ("origin", "host", "is_let_in"),
    [
        ("https://pizza.example", "live.pizza.example", True),
        ("https://kiosk.example:8443", "live.pizza.example", True),
        ("https://live.pizza.example", "live.pizza.example", True),
        ("http://pizza.example", "live.pizza.example", False),
        ("https://pizza.example:444", "live.pizza.example", False),
        ("https://pizza.example.evil.example", "live.pizza.example", False),
        ("https://evil.example", "live.pizza.example", False),
        ("https://evil.example", "evil.example", False),
        ("http://localhost:8000", "live.pizza.example", False),
        ("null", "live.pizza.example", False),
        ("https://[", "live.pizza.example", False),
    ],
)
async def test_only_our_own_pages_open_sockets(sockets, settings, origin, host, is_let_in):
    settings.PUBLIC_URL, settings.SOCKET_ORIGINS = "https://pizza.example", ["https://kiosk.example:8443"]
    settings.ALLOWED_HOSTS = [".pizza.example"]
    socket = call(sockets, (b"origin", origin.encode()), (b"host", host.encode()))
    assert (await socket.connect())[0] == is_let_in


async def test_an_app_names_no_origin_and_ones_own_machine_has_many_names(sockets, settings):
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    await opened(sockets)
    await opened(sockets, (b"origin", b"http://localhost:8000"))


async def test_a_client_has_so_many_sockets(sockets, settings):
    settings.SOCKETS_PER_ADDRESS = 2
    first = await opened(sockets)
    await opened(sockets)
    assert await code_of(await opened(sockets)) == Close.TOO_MANY
    await opened(sockets, client=("203.0.113.8", 1))
    await first.disconnect()
    fourth = await opened(sockets)
    assert await fourth.receive_nothing(0.01)


async def test_a_new_guest_has_no_sockets_of_their_own(sockets, settings):
    settings.SOCKETS_PER_ADDRESS = 2
    as_guest = [bearer(principal(Role.GUEST))[0] for _ in range(3)]
    held = [await opened(sockets, header) for header in as_guest[:2]]
    assert await code_of(await opened(sockets, as_guest[2])) == Close.TOO_MANY
    assert await (await opened(sockets, *bearer(principal(Role.CUSTOMER)))).receive_nothing(0.01)
    await held.pop().disconnect()
    assert await (await opened(sockets, as_guest[2])).receive_nothing(0.01)


async def test_an_ipv6_client_has_its_network_and_a_proxy_does_not_hide_it(sockets, settings, monkeypatch):
    settings.SOCKETS_PER_ADDRESS = 1
    await opened(sockets, client=("2001:db8::1", 1))
    assert await code_of(await opened(sockets, client=("2001:db8::2", 1))) == Close.TOO_MANY
    monkeypatch.setattr("dominos.kernel.sockets.guard.api_settings.NUM_PROXIES", 1, raising=False)
    for address in (b"6.6.6.6, 198.51.100.1", b"198.51.100.2"):
        socket = await opened(sockets, (b"x-forwarded-for", address), client=("10.0.0.1", 1))
        assert await socket.receive_nothing(0.01)


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("x" * 65_537, Close.TOO_BIG),
        ("é" * 32_769, Close.TOO_BIG),
        ('{"number": 0}', Close.FAILED),
        ('{"busy": 1}', Close.TRY_LATER),
        ("[" * 1_500, Close.BAD_MESSAGE),
    ],
)
async def test_what_goes_wrong_closes_cleanly(sockets, frame, code):
    socket = await opened(sockets)
    await socket.send_to(text_data=frame)
    assert await code_of(socket) == code
    await socket.wait()  # which raises what the application raised


async def test_too_many_frames_close_it(sockets):
    socket = await opened(sockets)
    for _ in range(int(BURST) + 10):
        await socket.send_to(text_data='{"number": 1}')
    answers = [await code_of(socket) for _ in range(int(BURST))]
    while answers[-1] != Close.TOO_MANY:
        answers.append(await code_of(socket))
    assert BURST * 0.9 < len(answers) < BURST + 10


async def test_large_frames_count_more(sockets):
    socket = await opened(sockets)
    for _ in range(20):
        await socket.send_to(text_data='{"number": 1, "x": "' + "x" * 60_000 + '"}')
    answers = [await code_of(socket) for _ in range(8)]
    assert answers[-1] == Close.TOO_MANY


async def test_a_lane_takes_so_much_and_leaves_the_loop_free():
    pool = BlockingPool("tried", threads=1, max_pending=2)
    done = threading.Event()
    first, second = (asyncio.ensure_future(pool.run(done.wait, 20)) for _ in range(2))
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await pool.run(done.wait, 0)
    assert not first.done() and not second.done()
    done.set()
    assert await asyncio.gather(first, second) == [True, True]
    assert await pool.run(int, "7") == 7
