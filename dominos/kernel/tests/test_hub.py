"""The one connection through which sockets hear what is pushed."""

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from redis import Redis

from dominos.kernel import publishing
from dominos.kernel.publishing import published_together
from dominos.kernel.resilience.breakers import breaker
from dominos.kernel.sockets import hub as hub_module
from dominos.kernel.sockets import pushes as live
from dominos.kernel.sockets.consumers import MISSED_SPREAD
from dominos.kernel.sockets.hub import Hub
from dominos.kernel.sockets.pushes import MISSED


class Ears:
    """Hears pushes and lets a test wait for them."""

    def __init__(self):
        self.queue = asyncio.Queue()

    def __call__(self, event):
        self.queue.put_nowait(event)

    async def event(self):
        return await asyncio.wait_for(self.queue.get(), 5)

    async def next(self):
        return (await self.event())["content"]


@pytest.fixture
async def hub():
    made = Hub(settings.REDIS_URL)
    yield made
    made._listeners.clear()
    made._hang_up()
    await asyncio.sleep(0)


push = sync_to_async(live.push)


async def test_everybody_who_joined_hears_it_in_order(hub):
    first, second, other = Ears(), Ears(), Ears()
    await hub.join("a", first)
    await hub.join("a", second)
    await hub.join("b", other)
    for number in range(3):
        await push("a", {"number": number})
    await push("b", {"number": 9})
    for ears in (first, second):
        assert [(await ears.next())["number"] for _ in range(3)] == [0, 1, 2]
    assert (await other.next())["number"] == 9
    assert first.queue.empty()


async def test_what_is_pushed_together_is_heard_in_order_even_where_the_work_failed(hub):
    @sync_to_async
    def work():
        with suppress(ZeroDivisionError), published_together():
            live.push("a", {"number": 0})
            live.push("a", {"number": 1})
            assert ears.queue.empty()
            raise ZeroDivisionError

    ears = Ears()
    await hub.join("a", ears)
    await work()
    assert [(await ears.next())["number"] for _ in range(2)] == [0, 1]


async def test_who_left_and_comes_back_at_once_hears_again(hub):
    ears, other = Ears(), Ears()
    await hub.join("kept", other)
    for _ in range(5):
        await hub.join("a", ears)
        hub.leave("a", ears)
    await hub.join("a", ears)
    await push("a", {"number": 1})
    assert (await ears.next()) == {"number": 1}
    hub.leave("a", ears)
    await push("a", {"number": 2})
    await push("kept", {"number": 3})
    await other.next()
    assert ears.queue.empty()


async def test_many_join_at_once_over_one_connection(hub):
    ears = [Ears() for _ in range(50)]
    await asyncio.gather(*(hub.join(f"g{number % 10}", one) for number, one in enumerate(ears)))
    for number in range(10):
        await push(f"g{number}", {"number": number})
    heard = [(await one.next())["number"] for one in ears]
    assert heard == [number % 10 for number in range(50)]


async def test_a_broken_connection_is_opened_again(hub):
    ears = Ears()
    await hub.join("a", ears)
    line = hub._line
    with Redis.from_url(settings.REDIS_URL) as admin:
        host, port, *_ = line._transport.get_extra_info("sockname")
        await sync_to_async(admin.client_kill)(f"{host}:{port}")
    assert (await ears.event()) is MISSED
    await push("a", {"number": 4})
    assert (await ears.next()) == {"number": 4}


async def test_who_joins_while_redis_is_away_hears_it_later(hub):
    ears, address = Ears(), hub._url
    hub._url = "redis://127.0.0.1:1/0"
    await hub.join("a", ears)
    hub._url = address
    assert (await ears.event()) is MISSED
    await push("a", {"number": 5})
    assert (await ears.next()) == {"number": 5}


async def test_who_listens_learns_what_redis_did_not_take_once_it_does_again(hub, settings, monkeypatch):
    ears, address = Ears(), settings.REDIS_URL
    monkeypatch.setattr(publishing, "REST_SECONDS", 0.02)
    await hub.join("a", ears)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    await push("a", {"number": 6})
    await asyncio.sleep(0.1)
    assert ears.queue.empty()
    settings.REDIS_URL = address
    breaker.cache_clear()
    assert (await ears.event()) == MISSED
    await push("a", {"number": 7})
    assert (await ears.next()) == {"number": 7}, "and once only"


class Proxy:
    """Stands between the hub and Redis, and can let nothing more through, in no direction, without closing."""

    def __init__(self, url):
        self.address, self.is_silent, self.deaf = urlsplit(url), False, set()
        self.tasks = set()

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.accept, "127.0.0.1", 0)
        host, port = self.server.sockets[0].getsockname()
        user = self.address.netloc.rpartition("@")[0]
        self.url = self.address._replace(netloc=f"{user + '@' if user else ''}{host}:{port}").geturl()
        return self

    async def __aexit__(self, *_):
        self.server.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def accept(self, reader, writer):
        far = await asyncio.open_connection(self.address.hostname, self.address.port)
        line = [not self.is_silent]
        self.lines = [*getattr(self, "lines", ()), line]
        pairs = ((reader, far[1]), (far[0], writer))
        self.tasks.update(asyncio.ensure_future(self.pass_on(*pair, line)) for pair in pairs)

    async def pass_on(self, reader, writer, line):
        try:
            while data := await reader.read(65536):
                if line[0] and not self.is_silent:
                    writer.write(data)
        finally:
            writer.close()

    def silence(self, *, also_new):
        self.is_silent = also_new
        for line in self.lines:
            line[0] = False


@pytest.fixture
def impatient(monkeypatch):
    for name, seconds in {"PING_AFTER": 0.1, "PATIENCE": 0.2, "ANSWER_WITHIN": 0.2, "DEAF_FOR": 0.3}.items():
        monkeypatch.setattr(hub_module, name, seconds)


def test_a_silent_peer_is_noticed_and_told_within_half_a_minute():
    looks = min(hub_module.PING_AFTER, hub_module.PATIENCE) / 2
    noticed = hub_module.PING_AFTER + hub_module.PATIENCE + 2 * looks
    told = hub_module.DEAF_FOR + hub_module.ANSWER_WITHIN + hub_module.MAX_PAUSE
    assert noticed + told + MISSED_SPREAD <= 30


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("also_new", [False, True])
async def test_a_peer_that_vanished_is_noticed_and_who_listens_is_told(hub, also_new):
    ears, late = Ears(), Ears()
    async with Proxy(hub._url) as proxy:
        hub._url = proxy.url
        await hub.join("a", ears)
        await asyncio.sleep(0.5)
        assert ears.queue.empty(), "a peer that answers is no missing one"
        proxy.silence(also_new=also_new)
        assert (await ears.event()) is MISSED
        await hub.join("a", late)
        if also_new:
            assert (await late.event()) is MISSED, "nor does anybody who comes meanwhile wait for ever"
            proxy.is_silent = False
            while len(hub._line._wanted if hub._line else ()) < 1 or hub._reopening.done() is False:
                await asyncio.sleep(0.05)
        while not ears.queue.empty():
            assert ears.queue.get_nowait() is MISSED
        await push("a", {"number": 6})
        assert (await ears.next()) == {"number": 6}
        hub.leave("a", ears)
        hub.leave("a", late)


async def test_the_connection_goes_with_the_last_who_listens(hub):
    ears = Ears()
    await hub.join("a", ears)
    assert hub._line is not None
    hub.leave("a", ears)
    assert hub._line is None
