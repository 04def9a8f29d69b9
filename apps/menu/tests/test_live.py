"""Open baskets hear what of them cannot be ordered any more."""

import time

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator

from apps.menu.domain.availability import OutageKind
from apps.menu.queries import published_menus
from apps.menu.store_menus import outages
from apps.menu.store_menus.pushes import menu_group
from apps.menu.tests.builders.menus import make_store_with_menu
from apps.stores.contract.events import StoreAvailabilityChanged
from dominos.kernel.ids import new_id
from dominos.kernel.messaging.inbox import receive
from dominos.kernel.messaging.messages import envelope_of
from dominos.kernel.sockets.consumers import Close
from dominos.kernel.sockets.pushes import push
from dominos.kernel.testing.asgi import application

pytestmark = pytest.mark.django_db(transaction=True)
BASKET = {"lines": [{"variant": "14HT", "options": {"P": {"1/1": "1"}}}, {"variant": "COLA-033"}]}


async def opened(store_id):
    socket = WebsocketCommunicator(application, f"/ws/v1/stores/{store_id}/menu")
    assert (await socket.connect())[0]
    return socket


async def test_an_open_basket_is_told_within_two_seconds():
    store_id = await sync_to_async(make_store_with_menu)()
    socket = await opened(store_id)
    first = await socket.receive_json_from(5)
    assert (first["type"], first["unorderable"]["toppings"]) == ("menu", [])
    await socket.send_json_to(BASKET)
    told = await socket.receive_json_from(5)
    assert (told["type"], told["is_ok"]) == ("basket", True)
    started = time.monotonic()
    await sync_to_async(outages.mark_sold_out)(store_id, OutageKind.TOPPING, "P")
    menu, basket = await socket.receive_json_from(5), await socket.receive_json_from(5)
    assert time.monotonic() - started < 2
    assert (menu["unorderable"]["toppings"], menu["version"]) == (["P"], first["version"])
    assert [line["is_orderable"] for line in basket["lines"]] == [True, True]
    assert [[each["topping"] for each in line["corrections"]] for line in basket["lines"]] == [["P"], []]
    await sync_to_async(outages.mark_sold_out)(store_id, OutageKind.VARIANT, "COLA-033")
    await socket.receive_json_from(5)
    basket = await socket.receive_json_from(5)
    assert [line["is_orderable"] for line in basket["lines"]] == [True, False]
    await sync_to_async(outages.restock)(store_id, OutageKind.TOPPING, "P")
    await socket.receive_json_from(5)
    basket = await socket.receive_json_from(5)
    assert [bool(line["corrections"]) for line in basket["lines"]] == [False, True]
    await socket.disconnect()


async def test_a_push_of_another_process_is_not_answered_from_memory():
    store_id = await sync_to_async(make_store_with_menu)()
    socket = await opened(store_id)
    await socket.receive_json_from(5)
    remembered = published_menus.remembered.get(store_id)
    await sync_to_async(outages.mark_sold_out)(store_id, OutageKind.TOPPING, "P")
    await socket.receive_json_from(5)
    tag = (await sync_to_async(published_menus.get_menu)(store_id)).tag
    published_menus.remembered.set(store_id, remembered)
    await sync_to_async(push)(menu_group(store_id), {"type": "menu", "tag": tag + "x"})
    assert (await socket.receive_json_from(5))["unorderable"]["toppings"] == ["P"]
    await socket.disconnect()


async def test_a_changed_opening_and_a_basket_that_is_none():
    store_id = await sync_to_async(make_store_with_menu)()
    socket = await opened(store_id)
    await socket.receive_json_from(5)
    await socket.send_json_to({"lines": [{"quantity": -1}]})
    assert (await socket.receive_json_from(5))["type"] == "refused"
    event = StoreAvailabilityChanged(store_id=store_id, cause="pause")
    envelope = envelope_of(event, producer="stores", subject=store_id, sequence=2)
    await sync_to_async(receive)("menu", envelope)
    assert await socket.receive_json_from(5) == {"type": "opening", "cause": "pause"}
    await socket.disconnect()


async def test_there_is_no_such_store():
    socket = await opened(new_id())
    assert (await socket.receive_output(5))["code"] == Close.NOT_FOUND
