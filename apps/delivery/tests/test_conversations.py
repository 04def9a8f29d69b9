"""Courier and customer write to each other; what is written at the door is an attempt to reach the customer."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings

from apps.delivery.contract.errors import ConversationClosed, TooManyMessages
from apps.delivery.domain.conversations import MAX_IN_A_MINUTE, is_open
from apps.delivery.domain.proofs import pin_of
from apps.delivery.models import Courier, Delivery, Offer, WrittenMessage
from apps.delivery.storage.last_positions import note_hidden
from apps.delivery.tests.builders import release
from apps.delivery.tests.phone_double import in_thread
from apps.delivery.use_cases import delivery_steps
from apps.delivery.use_cases.conversations import read_by_courier, warn_courier_unread, write_to_customer
from apps.delivery.use_cases.offers import accept_offer
from apps.orders.contract.fake import FakeOrdersService, an_order
from apps.orders.contract.service import OrdersService
from dominos.kernel import clock
from dominos.kernel.audit.sealing import entries
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

URL = "/api/v1/track/its/messages"


@pytest.fixture
def talking(on_shift, order, stand_in):
    """A delivery whose courier is on the road, and its order's link."""

    def begin(step="arrive"):
        courier = on_shift()
        order_id = order(ready_in=0)
        release(order_id)
        accept_offer(courier.user_id, Offer.objects.get().run)
        orders = stand_in(OrdersService, FakeOrdersService())
        orders.add(an_order(order_id=order_id))
        orders.links["its"] = order_id
        delivery = Delivery.objects.get()
        if step == "arrive":
            delivery_steps.pick_up(courier.user_id, delivery.id)
            delivery_steps.arrive(courier.user_id, delivery.id)
        return Delivery.objects.get()

    return begin


def write(key, **said):
    return client().post(URL, said, format="json", HTTP_IDEMPOTENCY_KEY=key)


def told():
    rows = apps.get_model("delivery", "OutboxMessage").objects.filter(type="delivery.message_written")
    return list(rows.order_by("id").values_list("data__is_to_courier", flat=True))


@pytest.mark.parametrize(
    ("status", "minutes", "reached"),
    [("OFFERED", None, False), ("ASSIGNED", None, True), ("DELIVERED", 29, True), ("FAILED", 30, False)],
)
def test_they_reach_each_other_from_the_assignment_until_half_an_hour_after_the_end(status, minutes, reached):
    at = clock.now()
    finished = None if minutes is None else at - timedelta(minutes=minutes)
    assert is_open(status, finished, at) is reached


@pytest.mark.django_db(transaction=True)
async def test_each_reads_at_once_what_the_other_wrote(phones, talking):
    delivery = await in_thread(talking)("assign")
    phone = phones(await Courier.objects.aget())
    await phone.call()
    answers = [await in_thread(write)("k1", text="The bell is broken") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201], "sent again, it is one message"
    heard = await phone.hears("delivery.message")
    assert (heard["delivery"], heard["by_customer"]) == (str(delivery.id), True)
    for _ in range(2):
        await phone.done("delivery.write", id="w1", delivery=str(delivery.id), phrase="minutes_late")
    await phone.done("delivery.read", delivery=str(delivery.id), number=1)
    talk = (await in_thread(client().get)(URL)).json()
    said = [(m["number"], m["side"], m["text"], m["phrase"], m["is_read"]) for m in talk["messages"]]
    assert said == [
        (1, "customer", "The bell is broken", "", True),
        (2, "courier", "", "minutes_late", False),
    ]
    assert (talk["is_open"], talk["courier_name"]) == (True, "Aino")
    marked = await in_thread(client().put)(f"{URL}/read", {"number": 2}, format="json")
    assert marked.json()["messages"][1]["is_read"]
    assert await in_thread(told)() == [False], "the courier looks"
    await in_thread(lambda: note_hidden(delivery.courier_id, hidden=True))()
    await in_thread(write)("k2", phrase="coming")
    assert (await in_thread(told)())[-1] is True


@pytest.mark.django_db(transaction=True)
def test_what_a_stranger_sends_is_bounded(talking):
    delivery = talking()
    for said in ({}, {"text": "hi", "phrase": "coming"}, {"text": "x" * 301}, {"phrase": "nobody_opens"}):
        assert write("a", **said).status_code == 400, said
    assert write("b", text="see https://evil.example").json()["errors"][0]["field"] == "text"
    assert client().post(URL, {"phrase": "coming"}, format="json").status_code == 400
    assert client().get("/api/v1/track/forged/messages").status_code == 404
    with clock.stopped() as time:
        for number in range(MAX_IN_A_MINUTE):
            assert write(f"n{number}", phrase="coming").status_code == 201
        assert write("more", phrase="coming").json()["code"] == TooManyMessages.code
        time.advance(seconds=61)
        assert write("later", phrase="coming").status_code == 201
    assert delivery.messages.count() == MAX_IN_A_MINUTE + 1


@pytest.mark.django_db(transaction=True)
def test_only_what_was_written_at_the_door_counts_as_an_attempt(talking):
    with clock.stopped() as time:
        delivery = talking("assign")
        courier = delivery.courier_id
        write_to_customer(courier, delivery.id, "I am on my way", None)
        delivery_steps.pick_up(courier, delivery.id)
        delivery_steps.arrive(courier, delivery.id)
        assert Delivery.objects.get().contact_attempts == 0
        for tell in (
            lambda: warn_courier_unread(courier, delivery.id),
            lambda: write_to_customer(courier, delivery.id, "Which door?", None),
        ):
            tell()
            tell()  # at once: the same attempt
            time.advance(seconds=20)
    assert Delivery.objects.get().contact_attempts == 2
    assert list(delivery.messages.order_by("number").values_list("phrase", flat=True)) == [
        "",
        "nobody_opens",
        "",
        "",
    ]
    assert told() == [False] * 4


@pytest.mark.django_db(transaction=True)
def test_the_courier_reads_until_it_is_over_and_staff_as_long_as_it_is_kept(talking):
    with clock.stopped() as time:
        delivery = talking()
        courier, here = delivery.courier_id, (delivery.store_id,)
        url = f"/api/v1/deliveries/{delivery.id}/messages"
        write("k", text="Third floor")
        delivery_steps.hand_over(courier, delivery.id, pin_of(delivery.order_id, settings.SECRET_KEY))
        assert write("after", text="You forgot the dip").status_code == 201
        time.advance(minutes=30)
        assert write("late", phrase="coming").json()["code"] == ConversationClosed.code
        with pytest.raises(ConversationClosed):
            read_by_courier(courier, delivery.id, 1)
        seen_by = {
            principal(Role.COURIER, id=courier): 404,
            principal(Role.COURIER): 404,
            principal(Role.COURIER, Role.STORE_STAFF, id=courier, stores=(new_id(),)): 404,
            principal(Role.STORE_STAFF, stores=here): 200,
            principal(Role.STORE_STAFF, stores=(new_id(),)): 404,
            principal(Role.SUPPORT): 200,
        }
        for who, status in seen_by.items():
            answer = client(who).get(url)
            assert answer.status_code == status, who
            if status == 200:
                assert (len(answer.json()["messages"]), answer.json()["is_open"]) == (2, False)
                looks = entries("delivery").filter(kind="delivery.conversation_viewed", actor_id=who.id)
                assert looks.get().about.endswith(str(delivery.id))
    assert WrittenMessage.objects.count() == 2
