"""The menu endpoints as their callers see them."""

import gzip
import json

import brotli
import pytest

from apps.menu.queries import published_menus
from apps.menu.queries.document_answers import MenuAnswer
from apps.menu.rest.views import _encoding
from apps.menu.store_menus import publications, stores
from apps.menu.tests.builders.menus import make_changed_draft, make_store_with_menu
from apps.menu.tests.builders.readers import holds, read_menu
from apps.menu.tests.foreign import foreign_urls
from dominos.kernel.auth import Role
from dominos.kernel.edge.answers import json_values
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)
VARIES = "Accept-Encoding, Accept-Language, Cookie"


def url(store_id, tail=""):
    return f"/api/v1/stores/{store_id}/menu{tail}"


def manager(*stores, role=Role.STORE_MANAGER):
    return client(principal(role, stores=stores))


def test_the_menu_is_one_document():
    store_id = make_store_with_menu()
    answer = client().get(url(store_id))
    menu = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer["ETag"] == f'W/"{menu["version"]}"'
    variant = next(row for row in menu["variants"] if row["code"] == "14SF")
    assert variant == {"code": "14SF", "product": "S_PIZZA", "size": "14", "crust": "SF", "price": 1399}
    large = next(row for row in menu["sizes"] if row["code"] == "14")
    filled = next(row for row in menu["crusts"] if row["code"] == "SF")
    assert large == {"code": "14", "name": "14″", "topping_price": 189}
    assert (filled["name"], filled["surcharges"]["14"]) == ("cheese-filled edge", 300)
    pizza = next(row for row in menu["products"] if row["code"] == "S_PIZZA")
    assert "C" in menu["topping_sets"][pizza["topping_set"]]
    assert (pizza["defaults"], "amounts" in pizza) == ({"C": "1", "X": "1"}, False)
    unknown = next(row for row in menu["products"] if row["code"] == "D_KOMBUCHA")
    assert (unknown["allergens"], pizza["allergens"]) == (None, [])
    assert [row["code"] for row in menu["categories"]][:2] == ["PIZZA", "OWN"]


def test_the_document_is_what_its_schema_says_and_loses_nothing():
    store_id = make_store_with_menu()
    answer, facts = client().get(url(store_id)), client().get(url(store_id, "/nutrition"))
    assert json_values(MenuAnswer.model_validate_json(answer.content)) == answer.json()
    assert (facts["ETag"], facts.json()["version"]) == (answer["ETag"], answer.json()["version"])
    published = published_menus.get_menu(store_id).document
    assert facts.json()["toppings"]["X"]["grams"]["14"] == 90
    listed = [row for row in published["deals"] if row.get("is_listed", True)]
    assert holds(read_menu(answer.content, facts.json()), {**published, "deals": listed})


def test_who_has_the_version_gets_304():
    store_id = make_store_with_menu()
    tag = client().get(url(store_id))["ETag"]
    for sent in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        answer = client().get(url(store_id), headers={"If-None-Match": sent})
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
        assert client().get(url(store_id, "/nutrition"), headers={"If-None-Match": sent}).status_code == 304
    assert client().get(url(store_id), headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        *(("gzip", "gzip"), ("br", "br"), ("gzip, deflate, br", "br"), ("br;q=0.5, gzip", "gzip")),
        *(("br, gzip;q=0.5", "br"), ("*", "br"), ("*;q=0.2, br;q=0", "gzip"), ("deflate", "")),
        *(("gzip;q=0", ""), ("br;q=0.0, gzip;q=0.000", ""), ("identity", ""), ("", "")),
    ],
)
def test_which_encoding_a_caller_gets(accepted, encoding):
    assert _encoding(accepted) == encoding


@pytest.mark.parametrize(
    ("accepted", "unpack"), [("gzip", gzip.decompress), ("br, gzip", brotli.decompress), ("", bytes)]
)
def test_it_travels_compressed_to_whoever_takes_it(accepted, unpack):
    store_id = make_store_with_menu()
    answer = client().get(url(store_id), headers={"Accept-Encoding": accepted})
    assert answer.get("Content-Encoding", "") == accepted.partition(",")[0]
    assert json.loads(unpack(answer.content))["currency"] == "EUR"
    assert (answer["Vary"], answer["ETag"]) == (VARIES, published_menus.get_menu(store_id).etag)


def test_reading_costs_one_statement_cold_and_none_warm(django_assert_num_queries):
    store_id = make_store_with_menu()
    published_menus.clear_caches()
    with django_assert_num_queries(1):
        client().get(url(store_id))
    with django_assert_num_queries(0):
        client().get(url(store_id))


def test_a_new_version_is_served_at_once_by_who_published_it():
    store_id = make_store_with_menu()
    tag = client().get(url(store_id))["ETag"]
    make_changed_draft(P="Hot pepperoni")
    publications.publish_menu(store_id)
    answer = client().get(url(store_id), headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "Hot pepperoni" in answer.content.decode()


def test_no_menu_and_no_store():
    assert client().get(url(new_id())).status_code == 404
    store_id = new_id()
    stores.save_store(store_id, code="T-1", name="Test", currency="EUR")
    answer = client().get(url(store_id))
    assert (answer.status_code, answer.json()["code"]) == (409, "no-menu")


def test_a_manager_publishes_and_rolls_back():
    store_id = make_store_with_menu()
    caller, publications = manager(store_id), url(store_id, "/publications")
    first = published_menus.get_menu(store_id).version
    assert caller.post(publications, {}).json()["revision"] == 1
    make_changed_draft(P="Hot pepperoni")
    second = caller.post(publications, {}).json()
    assert (second["revision"], second["is_current"], second["version"] != first) == (2, True, True)
    assert caller.post(publications, {"version": first}).json()["version"] == first
    history = caller.get(publications).json()["results"]
    assert [(row["revision"], row["is_current"]) for row in history] == [(3, True), (2, False), (1, False)]
    assert published_menus.get_menu(store_id).version == first


@pytest.mark.parametrize("body", [{"version": "latest"}, {"version": 5}, {"draft": True}])
def test_a_publication_without_sense_is_refused(body):
    store_id = make_store_with_menu()
    answer = manager(store_id).post(url(store_id, "/publications"), body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, next(iter(body)))


def test_an_unknown_version_is_not_found():
    store_id = make_store_with_menu()
    assert manager(store_id).post(url(store_id, "/publications"), {"version": "0" * 64}).status_code == 404


def test_another_stores_manager_finds_nothing():
    caller = manager(new_id())
    for method, foreign in foreign_urls():
        key = {"Idempotency-Key": str(new_id())}
        assert getattr(caller, method.lower())(foreign, headers=key).status_code == 404


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.COURIER, Role.STORE_STAFF, Role.SUPPORT])
def test_other_roles_may_not_publish(role):
    store_id = make_store_with_menu()
    assert manager(store_id, role=role).post(url(store_id, "/publications"), {}).status_code == 403
    assert client().post(url(store_id, "/publications"), {}).status_code == 401
