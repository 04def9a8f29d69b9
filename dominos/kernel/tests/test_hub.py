"""The one connection through which sockets hear what is pushed."""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from redis import Redis

from dominos.kernel import live
from dominos.kernel.hub import MISSED, Hub


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


async def test_the_connection_goes_with_the_last_who_listens(hub):
    ears = Ears()
    await hub.join("a", ears)
    assert hub._line is not None
    hub.leave("a", ears)
    assert hub._line is None
