"""The stores endpoints as their callers see them."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from django.apps import apps

from apps.stores import availability, markets, profiles
from apps.stores.contract.types import AutoAccept, SalesTerms, SmallOrder
from apps.stores.models import Store
from apps.stores.queries import states
from apps.stores.tests.builders import (
    CARRYOUT,
    DELIVERY,
    build_daily_hours,
    build_offer,
    build_state,
    make_store,
)
from apps.stores.tests.foreign import foreign_urls
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 11, 20, 10, tzinfo=UTC)


def ids(answer):
    assert answer.status_code == 200, answer.json()
    return [row["id"] for row in answer.json()["results"]]


def test_everyone_may_look_at_a_store():
    store = make_store(build_offer(CARRYOUT), build_offer(DELIVERY, build_daily_hours(time(17), time(1))))
    with clock.stopped(NOON):
        found = client().get(f"/api/v1/stores/{store.profile.id}").json()
    carryout, delivery = found["services"]
    assert found["state"] == "ONLINE"
    assert found["address"]["street"] == store.profile.street
    assert (carryout["is_open"], carryout["closes_at"]) == (True, None)
    assert (delivery["reason"], delivery["opens_at"]) == ("closed", "2026-11-20T15:00:00Z")
    assert len(found["hours"]) == 14
    assert found["tax_percent"] == "14"


def test_unknown_and_inactive_stores_are_not_found():
    assert client().get(f"/api/v1/stores/{new_id()}").status_code == 404
    assert client().get(f"/api/v1/stores/{make_store(is_active=False).profile.id}").status_code == 404


def test_the_list_filters_by_service_and_by_what_is_open():
    always = str(make_store(build_offer(CARRYOUT)).profile.id)
    evening = str(make_store(build_offer(DELIVERY, build_daily_hours(time(17), time(1)))).profile.id)
    make_store(is_active=False)
    with clock.stopped(NOON):
        assert set(ids(client().get("/api/v1/stores"))) == {always, evening}
        assert ids(client().get("/api/v1/stores?service=DELIVERY")) == [evening]
        assert ids(client().get("/api/v1/stores?open_now=true")) == [always]
        assert ids(client().get("/api/v1/stores?open_now=false")) == [evening]
        assert ids(client().get("/api/v1/stores?open_now=true&service=DELIVERY")) == []


def test_stores_are_found_by_words_of_their_name_and_place():
    first, second = (make_store().profile for _ in range(2))
    Store.objects.filter(id=first.id).update(name="Kallio Corner", city="Helsinki")
    Store.objects.filter(id=second.id).update(name="Kallio Hill", city="Espoo")
    for words, found in (("kallio", 2), ("KALLIO espoo", 1), ("kallio tampere", 0), ("100%", 0), ("", 2)):
        assert len(ids(client().get("/api/v1/stores", {"q": words}))) == found, words
    assert client().get("/api/v1/stores", {"q": "x" * 101}).status_code == 400


def test_the_list_comes_in_pages():
    wanted = [str(make_store().profile.id) for _ in range(3)]
    first = client().get("/api/v1/stores?page_size=2").json()
    second = client().get(first["next"]).json()
    assert [row["id"] for row in first["results"] + second["results"]] == wanted[::-1]
    assert second["next"] is None


@pytest.mark.parametrize("query", ["service=DRONE", "open_now=perhaps", "page_size=0", "near=here"])
def test_a_query_without_sense_is_refused(query):
    answer = client().get(f"/api/v1/stores?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == query.split("=")[0]


@pytest.mark.parametrize(("query", "statements"), [("", 1), ("?open_now=true", 2)])
def test_the_list_costs_the_same_for_any_number_of_stores(query, statements, django_assert_num_queries):
    for _ in range(4):
        make_store()
    with django_assert_num_queries(statements):
        assert len(ids(client().get(f"/api/v1/stores{query}"))) == 4


def manager(*stores, role=Role.STORE_MANAGER):
    return client(principal(role, stores=tuple(store.profile.id for store in stores)))


def test_a_manager_changes_the_availability_of_the_own_store():
    store = make_store()
    url, caller = f"/api/v1/stores/{store.profile.id}/availability", manager(store)
    with clock.stopped(NOON):
        answer = caller.patch(url, {"busy_minutes": 20})
        assert (answer.status_code, answer.json()["state"]) == (200, "BUSY")
        assert answer.json()["services"][1]["wait_minutes"] == [35, 45]
        answer = caller.patch(url, {"paused_until": {"DELIVERY": "2026-11-20T11:00:00Z"}})
        carryout, delivery = answer.json()["services"]
        assert carryout["is_open"]
        assert (delivery["reason"], delivery["paused_until"]) == ("paused", "2026-11-20T11:00:00Z")
        answer = caller.patch(url, {"paused_until": {"DELIVERY": None}, "force_closed": True})
        assert answer.json()["state"] == "CLOSED"


def test_an_admin_changes_any_store():
    url = f"/api/v1/stores/{make_store().profile.id}/availability"
    assert client(principal(Role.ADMIN)).patch(url, {"force_closed": True}).status_code == 200


def test_another_stores_manager_finds_nothing():
    own = make_store()
    for method, url in foreign_urls():
        answer = getattr(manager(own), method.lower())(url, {"force_closed": True})
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.COURIER, Role.STORE_STAFF, Role.SUPPORT])
def test_other_roles_may_not(role):
    store = make_store()
    answer = manager(store, role=role).patch(
        f"/api/v1/stores/{store.profile.id}/availability", {"busy_minutes": 5}
    )
    assert answer.status_code == 403


def test_nobody_may_not():
    url = f"/api/v1/stores/{make_store().profile.id}/availability"
    assert client().patch(url, {"busy_minutes": 5}).status_code == 401


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"busy_minutes": -5}, "busy_minutes"),
        ({"busy_minutes": 999}, "busy_minutes"),
        ({"busy_minutes": "soon"}, "busy_minutes"),
        ({"state": "BUSY"}, "state"),
        ({"paused_until": {"DRONE": None}}, "paused_until.DRONE"),
        ({"paused_until": {"CURBSIDE": None}}, "paused_until.CURBSIDE"),
        ({"paused_until": {"DELIVERY": "2001-01-01T00:00:00Z"}}, "paused_until.DELIVERY"),
        ({"force_closed": None}, "force_closed"),
    ],
)
def test_bad_input_is_named_and_leaves_no_trace(body, field):
    store = make_store()
    answer = manager(store).patch(f"/api/v1/stores/{store.profile.id}/availability", body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert states.get_state(store.profile.id) == store


def test_a_repeated_request_has_one_effect():
    store = make_store()
    url, caller = f"/api/v1/stores/{store.profile.id}/availability", manager(store)
    key = {"HTTP_IDEMPOTENCY_KEY": "pause-1"}
    first = caller.patch(url, {"busy_minutes": 20}, **key)
    availability.set_availability(store.profile.id, busy_minutes=0)
    again = caller.patch(url, {"busy_minutes": 20}, **key)
    assert again.json() == first.json()
    assert states.get_state(store.profile.id).busy_minutes == 0


class TestSettings:
    RULE = {
        "service": "DELIVERY",
        "weekday": 5,
        "starts": "18:00:00",
        "ends": "20:00:00",
        "orders": 4,
        "pizzas": None,
    }

    def test_a_manager_sets_what_the_own_store_takes_and_others_are_told(self):
        store = make_store()
        url, caller = f"/api/v1/stores/{store.profile.id}/settings", manager(store)
        wanted = {"minimum_order": 1500, "wait_minutes": {"DELIVERY": [20, 40]}, "capacities": [self.RULE]}
        answer = caller.patch(url, wanted)
        assert answer.status_code == 200, answer.json()
        waits = {"CARRYOUT": [8, 13], "DELIVERY": [20, 40]}
        assert answer.json() == {**wanted, "wait_minutes": waits, "auto_accept": None}
        assert caller.get(url).json() == answer.json()
        assert caller.patch(url, wanted).status_code == 200
        outbox = apps.get_model("stores", "OutboxMessage")
        causes = [m.data["cause"] for m in outbox.objects.order_by("id") if "cause" in m.data]
        assert causes == ["terms"], "once, however often it is asked"
        found = states.get_state(store.profile.id)
        assert (found.profile.minimum_order, found.offer(DELIVERY).wait_minutes) == (
            1500,
            (20, 40),
        )
        assert [rule.orders for rule in found.capacities] == [4]

    def test_a_manager_sets_which_orders_wait_for_nobody(self):
        store = make_store()
        url, caller = f"/api/v1/stores/{store.profile.id}/settings", manager(store)
        rule = {"starts": "11:00:00", "ends": "22:00:00", "up_to": 4500, "known_only": True}
        assert caller.patch(url, {"auto_accept": rule}).json()["auto_accept"] == rule
        assert caller.patch(url, {"minimum_order": 100}).json()["auto_accept"] == rule, "it stays"
        found = states.get_state(store.profile.id).profile.auto_accept
        assert found == AutoAccept(starts=time(11), ends=time(22), up_to=4500, known_only=True)
        assert caller.patch(url, {"auto_accept": None}).json()["auto_accept"] is None

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "body"),
            ({"auto_accept": {"up_to": -1}}, "auto_accept.up_to"),
            ({"auto_accept": {"starts": "25:00"}}, "auto_accept.starts"),
            ({"minimum_order": -1}, "minimum_order"),
            ({"wait_minutes": {"DELIVERY": [30, 20]}}, "wait_minutes.DELIVERY"),
            ({"wait_minutes": {"CURBSIDE": [10, 20]}}, "wait_minutes.CURBSIDE"),
            ({"capacities": [{"orders": -1}]}, "capacities.0.orders"),
            ({"capacities": [{"starts": "18:00"}]}, "capacities.0.ends"),
            ({"capacities": [{"weekday": 8}]}, "capacities.0.weekday"),
            ({"capacities": [{"orders": 1}, {"orders": 2}]}, "capacities.1"),
        ],
    )
    def test_settings_without_sense(self, body, field):
        store = make_store()
        answer = manager(store).patch(f"/api/v1/stores/{store.profile.id}/settings", body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
        assert states.get_state(store.profile.id) == store


def test_a_market_that_sells_otherwise_tells_of_each_of_its_stores():
    fi = SalesTerms(small_order=SmallOrder.CHARGE, small_order_fee=250, cash_coin=5)
    assert markets.save_market("FI", "Finland", SalesTerms())
    wanted = build_state()
    wanted = replace(wanted, profile=replace(wanted.profile, market="FI"))
    profiles.save_store(wanted)
    assert markets.save_market("FI", "Finland", fi)
    assert not markets.save_market("FI", "Finland", fi)
    assert states.get_state(wanted.profile.id).profile.terms == fi
    assert not profiles.save_store(wanted), "the market's terms are not the store's to change"
    outbox = apps.get_model("stores", "OutboxMessage")
    assert [m.data["cause"] for m in outbox.objects.order_by("id") if "cause" in m.data] == ["terms"]


def test_the_chain_opens_a_store_like_another_one():
    like = make_store()
    own = {
        "like": str(like.profile.id),
        "code": "NEW-1",
        "name": "Bulevardi",
        "phone": "+358 9 1234567",
        "street": "Bulevardi",
        "house_number": "7",
        "postcode": "00120",
        "city": "Helsinki",
        "lat": 60.1647,
        "lon": 24.9384,
    }

    def ask(who, **changes):
        key = {"HTTP_IDEMPOTENCY_KEY": str(new_id())}
        return client(principal(who)).post("/api/v1/stores", {**own, **changes}, format="json", **key)

    assert ask(Role.SUPPORT).status_code == 403
    assert ask(Role.ADMIN, like=str(new_id())).status_code == 404
    made = ask(Role.ADMIN)
    assert made.status_code == 201, made.json()
    store = made.json()
    assert (store["name"], store["state"]) == ("Bulevardi", "CLOSED")
    there = client().get(f"/api/v1/stores/{like.profile.id}").json()
    assert (store["hours"], store["holidays"]) == (there["hours"], there["holidays"])
    assert (store["tax_percent"], store["legal_entity"]) == (there["tax_percent"], there["legal_entity"])
    assert ask(Role.ADMIN).json()["errors"][0]["code"] == "taken"
    other = ask(Role.ADMIN, code="NEW-2", name="Pizza 24/7", legal_entity="Etelän Pizza Oy").json()
    assert (other["legal_entity"], other["tax_percent"]) == ("Etelän Pizza Oy", there["tax_percent"])
