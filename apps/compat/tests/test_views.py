"""The old interface over fakes of the other apps."""

import logging
from dataclasses import replace
from uuid import UUID

import pytest

from apps.compat import queries
from apps.compat.models import Attempt
from apps.geo.contract.fake import FakeGeoService
from apps.geo.contract.service import GeoService
from apps.menu.contract.fake import FakeMenuService
from apps.menu.contract.service import MenuService
from apps.orders.contract.errors import QuoteExpired
from apps.orders.contract.fake import FakeOrdersService
from apps.orders.contract.quotes import RequestProblem
from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import OrderStatus
from apps.payments.contract.errors import CardDeclined
from apps.payments.contract.fake import FakePaymentsService
from apps.payments.contract.service import PaymentsService
from apps.stores.contract.fake import FakeStoresService, a_store
from apps.stores.contract.service import StoresService
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client
from dominos.kernel.testing.reports import reported

pytestmark = pytest.mark.django_db
CARD = "4242424242424242"
SECRETS = (CARD, "Virtanen", "Bulevardi")
TRACKER = "/tracker-presentation-service/v2/orders"


class World:
    """The other apps."""

    def __init__(self, stand_in):
        self.store = a_store()
        self.stores = stand_in(StoresService, FakeStoresService([self.store]))
        self.menu = stand_in(MenuService, FakeMenuService())
        self.geo = stand_in(GeoService, FakeGeoService())
        self.orders = stand_in(OrdersService, FakeOrdersService())
        self.payments = stand_in(PaymentsService, FakePaymentsService())


@pytest.fixture
def world(stand_in):
    return World(stand_in)


def an_old_order(world, **changes):
    return {
        "StoreID": str(world.store.id),
        "ServiceMethod": "Carryout",
        "FirstName": "Veera",
        "LastName": "Virtanen",
        "Phone": "0405550123",
        "Email": "veera@old.example",
        "Products": [{"ID": 17, "Code": "14HT", "Qty": 2, "Options": {}, "Price": "0.01", "isNew": True}],
        "Amounts": {"Customer": 0.01},
        "AmountsBreakdown": {"customer": 0.01},
        "Payments": [{"Type": "CreditCard", "Number": CARD, "Amount": 0.01, "SecurityCode": "123"}],
        **changes,
    }


def send(step, order):
    answer = client().post(f"/power/{step}-order", {"Order": order})
    assert answer.status_code == 200, answer.content
    return answer.json()


def codes(answer):
    assert answer["Status"] == answer["Order"]["Status"] == -1 and answer["StatusItems"]
    return [item["Code"] for item in answer["Order"]["StatusItems"]]


def test_client_money_is_ignored_and_products_come_back_in_their_order(world):
    order = send("price", an_old_order(world))["Order"]
    assert order["Amounts"]["Customer"] == 37.66
    assert [(each["ID"], each["Price"]) for each in order["Products"]] == [(17, 15.88)]
    assert UUID(order["OrderID"]) and order["StoreID"] == str(world.store.id)
    assert Attempt.objects.count() == 0


def test_an_order_is_placed_once_however_often_it_is_sent(world):
    order = an_old_order(world, OrderID=str(new_id()))
    first, again = send("place", order), send("place", order)
    assert first["Status"] == 0, first
    assert first["Status"] == again["Status"] == 0
    assert first["Order"]["OrderKey"] == again["Order"]["OrderKey"]
    assert len(world.orders.quotes) == 1 and len(world.orders.contacts) == 1
    (paid,) = {(order_id, choice.token, key) for order_id, choice, key in world.payments.choices}
    assert paid[1] == "pm_card_visa"
    assert codes(send("place", {**order, "Phone": "0405550124"})) == ["OtherOrder"]


def test_another_card_pays_the_order_that_the_first_one_did_not(world):
    order = an_old_order(world, OrderID=str(new_id()))
    world.payments.outcome = CardDeclined(decline_code="card_declined")
    assert codes(send("place", order)) == ["CardDeclined"]
    world.payments.outcome = FakePaymentsService().outcome
    order["Payments"] = [{"Type": "Cash"}]
    assert send("place", order)["Status"] == 0
    assert len(world.orders.contacts) == 1
    assert len({key for _, _, key in world.payments.choices}) == 2


def test_what_was_priced_too_long_ago_is_priced_again(world, monkeypatch):
    order = an_old_order(world, OrderID=str(new_id()))
    with monkeypatch.context() as patch:
        patch.setattr(
            world.orders.__class__, "place_for_guest", lambda *_, **__: (_ for _ in ()).throw(QuoteExpired())
        )
        assert codes(send("place", order)) == ["QuoteExpired"]
    assert send("place", order)["Status"] == 0
    assert len(world.orders.quotes) == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Payments": [{"Type": "CreditCard", "Number": "4539578763621486"}]}, "PaymentNotUnderstood"),
        ({"Payments": []}, "PaymentNotUnderstood"),
        ({"StoreID": "8278"}, "NotFound"),
        ({"Products": []}, "InvalidRequest"),
        ({"Products": [{"Code": "14HT", "Options": {"P": {"3/2": "1"}}}]}, "InvalidRequest"),
        ({"ServiceMethod": "Drone"}, "InvalidRequest"),
        ({"FutureOrderTime": "tomorrow"}, "InvalidRequest"),
        ({"Email": ""}, "InvalidRequest"),
        ({"Address": {"DeliveryInstructions": f"card {CARD}"}}, "InvalidRequest"),
        ({"Address": {"UnitNumber": f"{CARD} 12/29"}}, "InvalidRequest"),
        *(({name: CARD}, "InvalidRequest") for name in ("FirstName", "LastName", "Phone")),
        ({"Email": f"{CARD}@example.com"}, "InvalidRequest"),
        ({"FirstName": CARD[:8], "LastName": CARD[8:]}, "InvalidRequest"),
        ({"FirstName": "a" * 60, "LastName": "b" * 60}, "InvalidRequest"),
    ],
)
def test_refusals_are_told_in_the_status(world, changes, code):
    answer = send("place", an_old_order(world, **changes))
    assert codes(answer) == [code]
    assert CARD not in str(answer)
    assert Attempt.objects.filter(order_id__isnull=False).count() == 0


def test_cards_are_not_taken_where_money_moves(world):
    world.payments.gateway = "stripe"
    assert codes(send("place", an_old_order(world))) == ["PaymentNotUnderstood"]
    assert world.payments.choices == []


def test_what_is_wrong_is_told_by_validating(world):
    assert send("validate", an_old_order(world))["Order"]["Promotions"] == {"Redeemable": [], "Valid": []}
    world.orders.problems = [RequestProblem(code="unknown_variant", detail="no such pizza", line=1)]
    assert codes(send("validate", an_old_order(world))) == ["InvalidProduct"]


@pytest.mark.parametrize(
    ("code", "language", "said"), [("fi-FI", "fi", "Maksa käteisellä"), ("ja", "", "Pay in cash")]
)
def test_a_client_is_answered_in_the_language_it_names(world, code, language, said):
    order = an_old_order(world, LanguageCode=code)
    send("place", order)
    (quote,) = world.orders.requests
    (contact,) = world.orders.contacts
    assert (quote.language, contact.locale) == (language, language)
    world.payments.gateway = "stripe"
    assert said in send("place", order)["Order"]["StatusItems"][0]["Message"]
    answer = client().post("/power/price-order", {"Order": {**order, "LanguageCode": {"a": 1}}}).json()
    assert codes(answer) == ["InvalidRequest"]


def test_a_body_that_is_no_order_is_refused(world):
    assert codes(client().post("/power/price-order", {"order": 1}).json()) == ["InvalidRequest"]


def test_tracking_by_number_shows_nothing_personal_and_can_be_switched_off(world, monkeypatch):
    placed = send("place", an_old_order(world))["Order"]
    assert client().get(TRACKER, {"phonenumber": "0405550123"}).json() == [], "not paid yet"
    key, order_id = placed["OrderKey"], UUID(placed["PulseOrderGuid"])
    world.orders.add(replace(world.orders.orders[order_id], status=OrderStatus.PLACED))
    (listed,) = client().get(TRACKER, {"phonenumber": "+358405550123"}).json()
    record = client().get(f"/tracker-presentation-service/{listed['Actions']['Track']}").json()
    assert record["OrderKey"] == key and record["DriverName"] == ""
    assert client().get(TRACKER, {"phonenumber": "0405550199"}).json() == []
    soap = client().get("/orderstorage/GetTrackerData", {"Phone": "0405550123"}).content.decode()
    assert "<OrderStatus>Being Taken</OrderStatus>" in soap
    assert not {"Veera", "Virtanen", "0405550123"} & set((soap + str(listed) + str(record)).split())
    monkeypatch.setenv("COMPAT_TRACKING_BY_PHONE", "no")
    assert client().get(TRACKER, {"phonenumber": "0405550123"}).status_code == 404
    by_key = {"StoreID": record["StoreID"], "OrderKey": key}
    assert client().get("/orderstorage/GetTrackerData", by_key).json()["OrderStatuses"][0]["OrderKey"] == key
    assert client().get("/orderstorage/GetTrackerData", {**by_key, "OrderKey": "x"}).status_code == 404


def test_attempts_that_were_not_paid_hide_none_that_were(world):
    def place():
        return UUID(send("place", an_old_order(world))["Order"]["PulseOrderGuid"])

    paid = [place() for _ in range(queries.MAX_LISTED + 1)]
    for order_id in paid:
        world.orders.add(replace(world.orders.orders[order_id], status=OrderStatus.BAKING))
    for _ in range(queries.MAX_LISTED):
        place()
    listed = [order.order_id for order, _ in queries.orders_of_phone("0405550123")]
    assert listed == paid[:0:-1]


@pytest.mark.parametrize(
    ("address", "phone"),
    [("10.0.0.1", "040555012{}"), ("10.0.0.{}", "0405550120")],
    ids=["address", "number"],
)
def test_trackers_are_asked_so_often_by_one_address_or_about_one_number(world, monkeypatch, address, phone):
    monkeypatch.setenv("THROTTLE_COMPAT_TRACKING", "3/min")
    asked = [
        client().get(TRACKER, {"phonenumber": phone.format(n)}, REMOTE_ADDR=address.format(n))
        for n in range(4)
    ]
    assert [answer.status_code for answer in asked] == [200, 200, 200, 429]


@pytest.mark.parametrize("path", ["power/store-locator", f"power/store/{UUID(int=1)}/menu", TRACKER[1:]])
def test_nothing_is_there_where_it_is_switched_off(world, monkeypatch, path):
    monkeypatch.setenv("COMPAT_CLIENTS", "no")
    assert client().get(f"/{path}").status_code == 404


def test_it_is_off_in_production_unless_somebody_says_so(settings, monkeypatch):
    from apps.compat import conf

    monkeypatch.delenv("COMPAT_CLIENTS", raising=False)
    assert conf.is_on()
    settings.ENVIRONMENT = "production"
    assert not conf.is_on()


def test_no_card_number_is_in_logs_or_error_reports(world, monkeypatch, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    with reported() as reports:
        monkeypatch.setattr(world.orders.__class__, "quote_for_guest", lambda *_, **__: 1 / 0)
        api = client()
        api.raise_request_exception = False
        told_twice = {"Order": an_old_order(world)}
        assert api.post(f"/power/place-order?c={SECRETS[2]}", told_twice).status_code == 500
    told = reports.told
    assert "ZeroDivisionError" in told
    for text in (told, caplog.text, "".join(capfd.readouterr())):
        assert not [word for word in SECRETS if word in text]
