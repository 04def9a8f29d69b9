"""The socket itself: who gets in, what is understood, and that nothing happens twice."""

import json
from datetime import timedelta

import pytest
from channels.testing.websocket import WebsocketCommunicator

from apps.delivery.domain.states import CourierStatus
from apps.delivery.models import Courier, CourierPosition, Shift
from apps.delivery.tests.builders import STORE
from apps.delivery.tests.phone_double import Phone, fix, in_thread
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import principal, token
from dominos.kernel.testing.asgi import application

pytestmark = pytest.mark.django_db(transaction=True)


async def close_code(path="/ws/v1/courier", headers=(), subprotocols=None):
    socket = WebsocketCommunicator(application, path, headers=list(headers), subprotocols=subprotocols)
    await socket.connect(timeout=5)
    closed = await socket.receive_output(timeout=5)
    await socket.disconnect()
    assert closed["type"] == "websocket.close"
    return closed["code"]


def bearer(*roles):
    return [(b"authorization", f"Bearer {token(principal(*roles))}".encode())]


async def test_without_a_token(phones):
    assert await close_code() == 4401


async def test_with_a_bad_token(phones):
    assert await close_code(headers=[(b"authorization", b"Bearer nonsense")]) == 4401
    assert await close_code(subprotocols=["access-token", "nonsense"]) == 4401


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COURIER])
async def test_with_another_role(phones, role):
    assert await close_code(headers=bearer(role)) == 4403


async def test_a_courier_nobody_hired(phones):
    assert await close_code(headers=bearer(Role.COURIER)) == 4403


async def test_a_token_as_subprotocol(phones, hire):
    courier = await in_thread(hire)()
    signed = token(principal(Role.COURIER, id=courier.user_id))
    socket = WebsocketCommunicator(application, "/ws/v1/courier", subprotocols=["access-token", signed])
    assert await socket.connect(timeout=5) == (True, "access-token")
    assert (await socket.receive_json_from(timeout=5))["type"] == "welcome"
    await socket.disconnect()


@pytest.mark.parametrize(
    ("text", "re", "field"),
    [
        ("{not json", None, "body"),
        ("[]", None, "body"),
        ('"hello"', None, "body"),
        ("[" * 5_000, None, "body"),
        ('{"id": "7"}', "7", "type"),
        ('{"id": "7", "type": "teleport"}', "7", "type"),
        ('{"type": "shift.start"}', None, "id"),
        ('{"id": "", "type": "shift.start"}', "", "id"),
        ('{"id": 7, "type": "shift.start"}', None, "id"),
        ('{"id": "\\u0000", "type": "shift.start"}', None, "id"),
        ('{"id": "7", "type": "shift.start", "bonus": 5}', "7", "bonus"),
        ('{"id": "7", "type": "offer.accept", "offer": "mine"}', "7", "offer"),
        ('{"id": "7", "type": "position", "positions": []}', "7", "positions"),
        ('{"id": "7", "type": "position", "positions": [{"sequence": 0}]}', "7", "positions.0.sequence"),
    ],
)
async def test_what_is_not_understood_is_answered_and_the_socket_stays(phones, hire, text, re, field):
    phone = phones(await in_thread(hire)())
    await phone.call()
    answer = await phone.send_text(text)
    assert (answer["type"], answer["re"], answer["problem"]["status"]) == ("error", re, 400)
    assert field in [error["field"] for error in answer["problem"]["errors"]]
    assert (await phone.done("ping"))["type"] == "pong"


async def test_a_position_from_nowhere_is_refused(phones, hire):
    phone = phones(await in_thread(hire)())
    await phone.call()
    await phone.done("shift.start")
    for place in ((91.0, 0.0), (0.0, 181.0), ("here", 0.0)):
        answer = await phone.say("position", positions=[fix(1, place)])
        assert answer["problem"]["code"] == "invalid"
    assert not await CourierPosition.objects.aexists()


async def test_a_message_sent_again_has_no_second_effect(phones, hire):
    courier = await in_thread(hire)()
    phone = phones(courier)
    await phone.call()
    first = await phone.say("shift.start", id="start-1")
    await phone.done("shift.end")
    assert await phone.say("shift.start", id="start-1") == first
    assert await Shift.objects.acount() == 1
    assert (await Courier.objects.aget()).status == CourierStatus.OFFLINE


async def test_a_refused_message_may_succeed_later(phones, hire):
    phone = phones(await in_thread(hire)())
    await phone.call()
    refused = await phone.say("break.start", id="b")
    assert refused["problem"]["code"] == "illegal-delivery-action"
    assert refused["problem"]["allowed"] == ["shift.start"]
    await phone.done("shift.start")
    assert (await phone.say("break.start", id="b"))["courier"] == "BREAK"


async def test_a_reconnect_gets_everything_that_is_open(phones, hire, order):
    courier = await in_thread(hire)()
    phone = phones(courier)
    await phone.call()
    await phone.done("shift.start")
    await phone.stands_at(STORE)
    await in_thread(order)()
    offer = (await phone.hears("offer"))["offer"]
    await phone.hang_up()
    welcome = await phone.call()
    assert welcome["offer"]["offer"] == offer["offer"]
    assert welcome["shift"]["acked_sequence"] == 1
    await phone.done("offer.accept", offer=offer["offer"])
    again = Phone(courier.user_id)
    welcome = await again.call()
    assert welcome["offer"] is None
    assert [stop["delivery"] for stop in welcome["run"]] == [offer["stops"][0]["delivery"]]
    assert "pin" not in json.dumps(welcome["run"])
    await again.hang_up()


async def test_what_belongs_to_another_courier_is_not_there(phones, hire, order):
    mine, other = await in_thread(hire)("Aino A"), await in_thread(hire)("Eero E")
    phone, foreign = phones(mine), phones(other)
    await phone.call()
    await foreign.call()
    await phone.done("shift.start")
    await phone.stands_at(STORE)
    await in_thread(order)()
    offer = (await phone.hears("offer"))["offer"]
    delivery = offer["stops"][0]["delivery"]
    assert (await foreign.say("offer.accept", offer=offer["offer"]))["problem"]["status"] == 404
    await phone.done("offer.accept", offer=offer["offer"])
    for type, fields in (
        ("delivery.pick_up", {}),
        ("delivery.arrive", {}),
        ("delivery.contact", {}),
        ("delivery.hand_over", {"pin": "1234"}),
        ("delivery.fail", {"reason": "lost"}),
    ):
        answer = await foreign.say(type, delivery=delivery, **fields)
        assert answer["problem"]["status"] == 404, type
    assert (await foreign.say("delivery.arrive", delivery=str(new_id())))["problem"]["status"] == 404


async def short_call(courier, lasts):
    """A socket opened with a token that ends soon."""
    caller = principal(Role.COURIER, id=courier.user_id)
    headers = [(b"authorization", f"Bearer {token(caller, lasts)}".encode())]
    socket = WebsocketCommunicator(application, "/ws/v1/courier", headers=headers)
    await socket.connect(timeout=5)
    assert (await socket.receive_json_from(timeout=5))["type"] == "welcome"
    return socket, caller


async def test_the_socket_closes_when_its_token_ends(phones, hire):
    socket, _ = await short_call(await in_thread(hire)(), timedelta(seconds=3))
    assert await socket.receive_output(timeout=6) == {"type": "websocket.close", "code": 4401}
    await socket.disconnect()


async def test_a_new_token_keeps_the_socket_open(phones, hire):
    socket, caller = await short_call(await in_thread(hire)(), timedelta(seconds=3))
    for given, answer in (
        ("nonsense", "error"),
        (token(principal(Role.COURIER)), "error"),
        (token(principal(Role.CUSTOMER, id=caller.id)), "error"),
        (token(caller), "ack"),
    ):
        await socket.send_json_to({"id": "t", "type": "token.renew", "token": given})
        assert (await socket.receive_json_from(timeout=5))["type"] == answer
    assert await socket.receive_nothing(timeout=3.1)
    await socket.disconnect()


async def test_another_device_of_the_courier_hears_what_was_done(phones, hire, order):
    courier = await in_thread(hire)()
    phone, tablet = phones(courier), phones(courier)
    await phone.call()
    await tablet.call()
    await phone.done("shift.start")
    assert (await tablet.hears("sync"))["shift"] is not None
    await phone.stands_at(STORE)
    await in_thread(order)()
    offer = (await phone.hears("offer"))["offer"]
    await phone.done("offer.accept", offer=offer["offer"])
    heard = await tablet.hears("sync")
    assert (heard["courier"]["status"], heard["offer"], len(heard["run"])) == ("ON_RUN", None, 1)
    assert heard["run"][0]["attempts_missing"] == 2
    assert not await phone.has_heard("sync")
