"""Profiles, addresses, and what other apps may ask."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find

from apps.stores.contract.fake import FakeStoresService, a_store
from apps.stores.contract.service import StoresService
from apps.users.contract.service import UsersService
from apps.users.domain import ALLERGENS, MAX_ADDRESSES, MAX_PHONES, Diet, courier_note
from apps.users.models import Address, User
from apps.users.tests.builders import make_person
from apps.users.tests.sessions import sign_in
from apps.users.use_cases import people, profile
from dominos.kernel.audit.sealing import entries
from dominos.kernel.auth import Role
from dominos.kernel.errors import NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.services import service
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)
HOME = {
    "label": "Home",
    "street": "Bergstraße",
    "house_number": "12a",
    "postcode": "10115",
    "city": "Berlin",
    "lat": 52.53,
    "lon": 13.39,
    "note": "second floor",
}
ADDRESSES = "/api/v1/users/me/addresses"


def api_of(person):
    return client(principal(Role.CUSTOMER, id=person.id))


def test_a_person_reads_and_changes_their_profile():
    person = make_person()
    api = api_of(person)
    assert api.patch("/api/v1/users/me", {"name": "Ada L.", "phone": "+44 20 7946 0000"}).status_code == 200
    profile = api.get("/api/v1/users/me").data
    assert profile == {
        "id": str(person.id),
        "email": person.email,
        "name": "Ada L.",
        "phone": "+442079460000",
        "locale": "en",
        "store_id": None,
        "diet": [],
        "allergens": [],
        "phone_is_proved": False,
        "is_verified": True,
        "roles": ["customer"],
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"nickname": "A"}, "nickname"),
        ({"name": ""}, "name"),
        ({"phone": "x"}, "phone"),
        ({"locale": 1}, "locale"),
        ({"allergens": ["love"]}, "allergens.0"),
        ({"diet": ["vegan"] * 5}, "diet"),
        ({"store_id": "here"}, "store_id"),
    ],
)
def test_a_bad_profile_change_is_refused(change, field):
    person = make_person()
    answer = api_of(person).patch("/api/v1/users/me", change)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.data["errors"]] == [field]
    assert User.objects.get(id=person.id).name == "Ada"


@pytest.mark.parametrize("change", [{"email": "x@example.com"}, {"roles": ["admin"]}, {"is_verified": False}])
def test_what_is_not_theirs_to_change_stays(change):
    person = make_person()
    api_of(person).patch("/api/v1/users/me", change)
    after = User.objects.get(id=person.id)
    assert (after.email, after.roles, after.is_verified) == (person.email, {"customer"}, True)


def test_addresses_are_added_read_changed_and_deleted():
    api = api_of(make_person())
    made = api.post(ADDRESSES, HOME)
    assert made.status_code == 201
    url = f"{ADDRESSES}/{made.data['id']}"
    door = {"unit": "", "floor": "", "door_code": "", "building": "", "is_default": True}
    assert api.get(url).data == {**HOME, **door, "id": made.data["id"]}
    assert api.patch(url, {"note": "ring twice"}).data["note"] == "ring twice"
    assert [a["id"] for a in api.get(ADDRESSES).data["results"]] == [made.data["id"]]
    assert api.delete(url).status_code == 204
    assert api.get(url).status_code == 404


def test_addresses_come_in_pages_newest_first():
    api = api_of(make_person())
    made = [api.post(ADDRESSES, HOME | {"label": str(n)}).data["id"] for n in range(3)]
    page = api.get(ADDRESSES, {"page_size": 2}).data
    assert [a["id"] for a in page["results"]] == [made[2], made[1]]
    assert [a["id"] for a in api.get(page["next"]).data["results"]] == [made[0]]


def test_the_address_book_has_an_end():
    api = api_of(make_person())
    codes = [api.post(ADDRESSES, HOME).status_code for _ in range(MAX_ADDRESSES + 1)]
    assert codes == [201] * MAX_ADDRESSES + [422]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lat": 91}, "lat"),
        ({"lon": "east"}, "lon"),
        ({"lon": None}, "lon"),
        ({"lat": "NaN"}, "lat"),
        ({"lat": "Infinity"}, "lat"),
        ({"street": ""}, "street"),
        ({"postcode": "1" * 21}, "postcode"),
        ({"user": "me"}, "user"),
    ],
)
def test_a_bad_address_is_refused_field_by_field(change, field):
    answer = api_of(make_person()).post(ADDRESSES, HOME | change)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.data["errors"]] == [field]
    assert not Address.objects.exists()


def test_somebody_elses_address_is_not_there():
    owner, other = make_person(), make_person()
    address = profile.add_address(owner.id, **HOME)
    api, url = api_of(other), f"{ADDRESSES}/{address.id}"
    answers = [api.get(url), api.patch(url, {"note": "mine"}), api.delete(url)]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert api.get(ADDRESSES).data["results"] == []
    assert Address.objects.get().note == HOME["note"]


def test_other_apps_ask_for_people_and_addresses():
    person = make_person()
    address = profile.add_address(person.id, **HOME)
    users = service(UsersService)
    assert users.get_person(user_id=person.id).email == person.email
    assert users.get_address(user_id=person.id, address_id=address.id).street == "Bergstraße"
    for unknown in (
        lambda: users.get_person(user_id=new_id()),
        lambda: users.get_address(user_id=new_id(), address_id=address.id),
    ):
        with pytest.raises(NotFound):
            unknown()


def test_making_a_person_twice_keeps_their_password_and_adds_roles():
    person = make_person(email="ada@example.com")
    again = people.create_user(
        email="ADA@example.com", password="something else", name="Eve", roles=[Role.COURIER]
    )
    after = User.objects.get(id=person.id)
    assert (again.id, after.name, after.password) == (person.id, "Ada", person.password)
    assert after.roles == {"customer", "courier"}


def test_a_door_the_map_knows_no_postcode_of_is_saved_on_one_line():
    person = make_person()
    without = {key: value for key, value in HOME.items() if key != "postcode"}
    saved = api_of(person).post(
        ADDRESSES, {**without, "house_number": "12\u00a0a", "street": "  Berg\nstra\u00dfe "}
    )
    assert saved.status_code == 201
    assert (saved.data["postcode"], saved.data["house_number"]) == ("", "12 a")
    assert saved.data["street"] == "Berg stra\u00dfe"


def test_one_address_is_the_usual_one_and_couriers_are_told_the_way_to_the_door():
    person = make_person()
    api = api_of(person)
    first = api.post(ADDRESSES, HOME).data
    second = api.post(
        ADDRESSES, HOME | {"unit": "B 12", "floor": "3", "door_code": "4711", "building": "office"}
    ).data
    assert (first["is_default"], second["is_default"]) == (True, False)
    assert api.patch(f"{ADDRESSES}/{second['id']}", {"is_default": True}).data["is_default"]
    third = api.post(ADDRESSES, HOME | {"is_default": True}).data
    usual = [row["id"] for row in api.get(ADDRESSES).data["results"] if row["is_default"]]
    assert usual == [third["id"]]
    saved = service(UsersService).get_address(user_id=person.id, address_id=second["id"])
    assert saved.note == "office, flat B 12, floor 3, door code 4711, second floor"
    assert len(courier_note("1", "2", "3", "x" * 200)) == 200 and courier_note("", "", "", "") == ""


def test_what_one_eats_where_one_orders_and_in_which_language_one_is_spoken_to():
    person, store = make_person(), new_id()
    wanted = {"diet": ["vegetarian"], "allergens": ["nuts", "milk", "nuts"], "store_id": str(store)}
    changed = api_of(person).patch("/api/v1/users/me", {**wanted, "locale": "sv"}).data
    assert (changed["diet"], changed["allergens"]) == (["vegetarian"], ["milk", "nuts"])
    assert (changed["store_id"], changed["locale"]) == (str(store), "sv")
    assert sign_in(person.email).data["locale"] == "sv"
    assert service(UsersService).get_person(user_id=person.id).locale == "sv"


@pytest.mark.parametrize(("page", "rule"), [("allergens", ALLERGENS), ("dietary", Diet)])
def test_pages_have_a_word_for_each_thing_that_one_may_not_eat(page, rule):
    (table,) = re.findall(r"table\(\{(.*?)\}\)", Path(find(f"users/{page}.js")).read_text(), re.DOTALL)
    assert re.findall(r"(\w+): ", table) == list(rule)


def test_several_telephones_of_which_one_is_usual(stand_in):
    stand_in(StoresService, FakeStoresService([a_store()]))
    person, path = make_person(), "/api/v1/users/me/phones"
    api = api_of(person)
    for n in range(MAX_PHONES + 1):
        assert api.post(path, {"number": f"040 123456{n}"}).status_code == 201
    assert api.post(path, {"number": "040 1234560"}).status_code == 201, "which one has already"
    assert api.post(path, {"number": "040 7654321"}).status_code == 422
    assert api.post(path, {"number": "not any"}).status_code == 400
    others = api.get(path).data
    assert [row["number"] for row in others] == [f"+35840123456{n + 1}" for n in range(MAX_PHONES)]
    usual = api.post(f"{path}/{others[1]['id']}/usual").data
    assert usual["phone"] == service(UsersService).get_person(user_id=person.id).phone == "+358401234562"
    assert {row["number"] for row in api.get(path).data} >= {"+358401234560", "+358401234561"}
    assert api.delete(f"{path}/{others[0]['id']}").status_code == 204
    assert api.delete(f"{path}/{others[0]['id']}").status_code == 404


def test_who_is_written_to_agreed_to_the_words_of_the_day_and_may_withdraw():
    person, path = make_person(), "/api/v1/users/me/marketing-consent"
    api = api_of(person)
    asked = api.get(path).data
    assert asked["given_at"] is None and asked["agreed_to"] == ""
    assert api.put(path, {"wording": "Anything"}).status_code == 409
    for _ in range(2):
        assert api.put(path, {"wording": asked["wording"]}).data["agreed_to"] == asked["wording"]
    assert person.consents.count() == 1 and api.delete(path).status_code == 204
    assert api.get(path).data["given_at"] is None and person.consents.get().withdrawn_at
    kinds = [entry.kind for entry in entries("users").filter(kind__contains="marketing").order_by("id")]
    assert kinds == ["users.marketing_agreed", "users.marketing_withdrawn"]
