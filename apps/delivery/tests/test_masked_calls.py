"""Courier and customer call each other by a number of the platform, and neither learns the other's."""

import pytest
from django.conf import settings as configured
from django.test import Client

from apps.delivery.contract.errors import NoLineFree, NotToBeCalled, TooManyCalls
from apps.delivery.domain.calls import MAX_CALLS_IN_A_MINUTE, CallOutcome, free_number
from apps.delivery.domain.proofs import pin_of
from apps.delivery.models import CallSession, Delivery, Offer, PlacedCall
from apps.delivery.tests.builders import release
from apps.delivery.tests.exchange_doubles import POOL, EmbeddedDouble, Heard, TwilioDouble
from apps.delivery.use_cases import delivery_steps, on_behalf
from apps.delivery.use_cases.calls.configured import EVENTS, calls_can_be_put_through
from apps.delivery.use_cases.offers import accept_offer
from apps.orders.contract.fake import FakeOrdersService, an_order
from apps.orders.contract.service import OrdersService
from apps.users.contract.fake import FakeUsersService
from apps.users.contract.service import UsersService
from apps.users.contract.types import Person
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.threads import at_once

CUSTOMER, COURIER, OTHER_COURIER, STRANGER = (
    "+358401234567",
    "+358457654321",
    "+358509998877",
    "+358441112223",
)
URL = "/api/v1/track/its"


@pytest.fixture(params=[EmbeddedDouble, TwilioDouble])
def exchange(request, settings):
    settings.CALLS_URL, settings.CALL_NUMBERS = request.param.url, POOL
    return request.param()


@pytest.fixture
def people(stand_in):
    return stand_in(UsersService, FakeUsersService())


@pytest.fixture
def orders(stand_in):
    return stand_in(OrdersService, FakeOrdersService())


@pytest.fixture
def on_road(on_shift, order, people, orders):
    """A delivery whose courier is on the road, with its order's link `its`."""

    def begin(phone=CUSTOMER, link="its", courier=None, name="Aino"):
        courier = courier or on_shift(name=name)
        known = {"email": "a@b.fi", "name": name, "phone": COURIER, "locale": "fi", "is_verified": True}
        people.add(Person(id=courier.user_id, **known))
        order_id = order(ready_in=0)
        release(order_id)
        delivery = Delivery.objects.get(order_id=order_id)
        accept_offer(courier.user_id, Offer.objects.get(delivery=delivery, status="PENDING").run)
        place = {"order_id": order_id, "store_phone": "+35891234567"}
        orders.add(an_order(**place, contact_phone=phone, locale="fi", is_guest=True))
        orders.links[link] = order_id
        delivery_steps.pick_up(courier.user_id, delivery.id)
        return Delivery.objects.get(id=delivery.id)

    return begin


def calls(link="its"):
    return client().post(f"/api/v1/track/{link}/calls")


def of_courier(delivery, courier_id=None):
    who = principal(Role.COURIER, id=courier_id or delivery.courier_id)
    return client(who).post(f"/api/v1/deliveries/{delivery.id}/calls")


def talk():
    return client().get(f"{URL}/messages").json()


def test_each_reaches_the_other_by_one_number_until_half_an_hour_after_the_hand_over(exchange, on_road):
    with clock.stopped() as time:
        delivery = on_road()
        assert talk()["can_call"] is True
        number = calls().json()["number"]
        assert of_courier(delivery).json()["number"] == calls().json()["number"] == number
        assert exchange.dial(number, CUSTOMER) == Heard(COURIER, number)
        assert exchange.dial(number, COURIER, CallOutcome.NO_ANSWER, 0) == Heard(CUSTOMER, number)
        delivery_steps.arrive(delivery.courier_id, delivery.id)
        pin = pin_of(delivery.order_id, configured.SECRET_KEY)
        delivery_steps.hand_over(delivery.courier_id, delivery.id, pin)
        time.advance(minutes=29)
        assert exchange.dial(number, CUSTOMER).rings == COURIER, "they forgot the dip"
        time.advance(minutes=1)
        assert exchange.dial(number, CUSTOMER).told and calls().json()["code"] == "conversation-closed"
        assert talk()["can_call"] is False
    said = [(call["side"], call["outcome"], call["seconds"]) for call in talk()["calls"]]
    assert said == [("customer", "answered", 42), ("courier", "no_answer", 0), ("customer", "answered", 42)]


def test_who_is_neither_is_told_so_once_in_the_orders_language(exchange, on_road):
    on_road()
    number = calls().json()["number"]
    heard = exchange.dial(number, STRANGER)
    assert heard.told.startswith("This number connects") and heard.language == "en"
    assert exchange.dial(number, STRANGER) == Heard(), "busy: spoken minutes cost"
    assert exchange.dial(number, "").told, "a withheld number"
    assert not PlacedCall.objects.exists()
    Delivery.objects.update(courier=None, status="WAITING")
    heard = exchange.dial(number, CUSTOMER)
    assert heard.language == "fi" and not heard.told.startswith("This number"), "no courier has it any more"


def test_another_courier_has_another_session_at_once(settings, on_road, on_shift, people):
    settings.CALL_NUMBERS, exchange = POOL, EmbeddedDouble()
    delivery = on_road()
    number = of_courier(delivery).json()["number"]
    other = on_shift(name="Eetu")
    known = {"email": "e@b.fi", "name": "Eetu", "phone": OTHER_COURIER, "locale": "fi", "is_verified": True}
    people.add(Person(id=other.user_id, **known))
    on_behalf.pass_on(delivery.id, new_id(), other.user_id, "a puncture")
    heard = exchange.dial(number, COURIER).told
    assert heard.startswith("Tämä numero"), "they have nothing to do with it any more"
    assert exchange.dial(number, CUSTOMER).told, "nor reaches the customer them"
    assert of_courier(delivery).status_code == 404
    again = of_courier(delivery, other.user_id).json()["number"]
    assert exchange.dial(again, OTHER_COURIER).rings == CUSTOMER
    assert exchange.dial(again, CUSTOMER).rings == OTHER_COURIER


def test_two_orders_of_one_courier_have_a_number_each_and_a_third_none(settings, on_road):
    settings.CALL_NUMBERS = POOL
    exchange = EmbeddedDouble()
    first = on_road()
    Delivery.objects.filter(id=first.id).update(status="DELIVERED", finished_at=clock.now())
    courier = first.courier
    courier.refresh_from_db()
    type(courier).objects.update(status="AVAILABLE")
    on_road(STRANGER, "second", courier)
    both = at_once(2, lambda n: calls(("its", "second")[n]).json()["number"])
    assert sorted(both) == POOL, "asked for at the same moment"
    CallSession.objects.all().delete()
    one, two = calls().json()["number"], calls("second").json()["number"]
    assert [one, two] == POOL
    assert (exchange.dial(one, COURIER).rings, exchange.dial(two, COURIER).rings) == (CUSTOMER, STRANGER)
    assert exchange.dial(two, CUSTOMER).told, "whose courier is reached by the other number"
    settings.CALL_NUMBERS = POOL[:1]
    assert calls("second").json()["code"] == NoLineFree.code
    assert talk()["is_open"], "they write instead"
    settings.CALL_NUMBERS = POOL
    CallSession.objects.filter(delivery__attempt=1).update(number=POOL[0])  # as after somebody had it again
    again = {calls("second").json()["number"] for _ in range(3)}
    assert (again, CallSession.objects.count()) == ({POOL[1]}, 3), "one more, and no more"
    assert free_number(("1", "2"), frozenset({"1"})) == "2"


def test_there_is_no_button_without_two_telephones(settings, on_road, orders):
    settings.CALL_NUMBERS = POOL
    order_id = on_road().order_id
    premium, satellite = "+358700123456", "+881612345678"
    for phone in ("", "12345", COURIER, POOL[0], premium, satellite):
        orders.add(
            an_order(order_id=order_id, store_phone="+35891234567", contact_phone=phone, is_guest=True)
        )
        assert talk()["can_call"] is False and calls().json()["code"] == NotToBeCalled.code, phone
    settings.CALL_NUMBERS = []
    assert Client().post(f"{EVENTS}embedded").status_code == 404, "there are no calls here"


def test_only_the_exchange_is_believed_and_a_call_counts_once(settings, on_road):
    settings.CALLS_URL, settings.CALL_NUMBERS = TwilioDouble.url, POOL
    on_road()
    number = calls().json()["number"]
    fields = {"AccountSid": "AC1", "CallSid": "CA1", "CallStatus": "ringing", "From": CUSTOMER, "To": number}
    for header in ({}, {"X-Twilio-Signature": "guessed"}):
        assert Client().post(f"{EVENTS}twilio", fields, headers=header).status_code == 401
    assert Client().post(f"{EVENTS}embedded", fields).status_code == 404
    ended = {"AccountSid": "AC1", "CallSid": "CA2", "ParentCallSid": "CA1", "CallStatus": "completed"}
    post = TwilioDouble._post
    assert "<Dial" in post(fields) and "<Dial" in post(fields), "asked again before it ended"
    post({**ended, "CallDuration": "9"})
    post({**ended, "CallDuration": "99", "CallStatus": "busy"})
    assert "<Dial" not in post(fields), "heard by somebody and sent again"
    assert PlacedCall.objects.values_list("outcome", "seconds").get() == ("answered", 9)


def test_calls_are_bounded(settings, on_road):
    settings.CALL_NUMBERS = POOL
    on_road()
    exchange, number = EmbeddedDouble(), calls().json()["number"]
    with clock.stopped() as time:
        for _ in range(MAX_CALLS_IN_A_MINUTE):
            assert exchange.dial(number, CUSTOMER).rings
        assert exchange.dial(number, CUSTOMER).told and calls().json()["code"] == TooManyCalls.code
        assert exchange.dial(number, CUSTOMER) == Heard(), "busy: spoken minutes cost"
        assert exchange.dial(number, COURIER).rings, "the other side's are its own"
        time.advance(seconds=61)
        assert exchange.dial(number, CUSTOMER).rings


def test_a_call_at_the_door_is_an_attempt_if_it_rang(settings, on_road):
    settings.CALL_NUMBERS = POOL
    exchange = EmbeddedDouble()
    with clock.stopped() as time:
        delivery = on_road()
        number = of_courier(delivery).json()["number"]

        def attempts(caller, outcome):
            time.advance(seconds=21)
            exchange.dial(number, caller, outcome, 0)
            return Delivery.objects.get().contact_attempts

        assert attempts(COURIER, CallOutcome.NO_ANSWER) == 0, "on the road"
        delivery_steps.arrive(delivery.courier_id, delivery.id)
        assert attempts(COURIER, CallOutcome.CANCELLED) == 0, "hung up before it rang long enough"
        assert attempts(CUSTOMER, CallOutcome.ANSWERED) == 0, "it is the customer who called"
        assert attempts(COURIER, CallOutcome.NO_ANSWER) == 1
        assert attempts(COURIER, CallOutcome.ANSWERED) == 2


def test_no_answer_page_or_row_has_a_telephone_of_either(settings, on_road, caplog):
    settings.CALL_NUMBERS = POOL
    delivery = on_road()
    number = calls().json()["number"]
    EmbeddedDouble().dial(number, CUSTOMER)
    EmbeddedDouble().dial(number, STRANGER)
    courier = client(principal(Role.COURIER, id=delivery.courier_id))
    staff = client(principal(Role.STORE_STAFF, stores=(delivery.store_id,)))
    seen = [caplog.text]
    for who in (courier, staff):
        seen += [
            who.get(f"/api/v1/deliveries/{delivery.id}{path}").content.decode() for path in ("", "/messages")
        ]
    seen += [client().get(f"{URL}/messages").content.decode(), calls().content.decode()]
    seen += [repr(row.__dict__) for row in (*CallSession.objects.all(), *PlacedCall.objects.all())]
    text = "\n".join(seen)
    assert number in text
    for phone in (CUSTOMER, COURIER, STRANGER):
        assert phone[-7:] not in text.replace(" ", "")


@pytest.mark.parametrize(
    ("url", "numbers", "is_right"),
    [
        ("", [], True),
        ("embedded:", POOL, True),
        ("twilio://AC1:t@", POOL, True),
        ("twilio://AC1:t@", [], False),
        ("", POOL, False),
        ("twilio://AC1@", POOL, False),
        ("twilio://AC1:t@", ["0942450001"], False),
        ("twilio://AC1:t@", POOL[:1] * 2, False),
    ],
)
def test_the_start_refuses_what_would_connect_nobody(settings, url, numbers, is_right):
    settings.CALLS_URL, settings.CALL_NUMBERS = url, numbers
    assert (calls_can_be_put_through() == []) is is_right
    if url == "embedded:":
        settings.ENVIRONMENT = "production"
        assert calls_can_be_put_through() != []
