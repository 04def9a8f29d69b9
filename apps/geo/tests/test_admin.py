"""Zones in the admin: checked before they are saved, with a warning when two claim one place."""

import json

import pytest
from django.apps import apps
from django.test import Client

from apps.geo.models import DeliveryZone, StorePoint
from apps.geo.tests.builders import STORE
from apps.geo.use_cases.zones import ZoneSeed
from dominos.kernel.ids import new_id

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not apps.is_installed("django.contrib.admin"), reason="the admin lives where the users are"
    ),
]


@pytest.fixture
def admin() -> Client:
    from django.contrib.auth import get_user_model

    person = get_user_model().objects.create_superuser("chief@example.com", "a long enough passphrase")
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def _form(store_id, **changes):
    circle = '{"center": [24.944, 60.171], "radius_m": 400}'
    form = {
        "store_id": str(store_id), "name": "North", "priority": "0", "kind": "circle", "shape": circle,
        "currency": "EUR", "minimum_subtotal": "0", "is_active": "on",
        "fee_rules": "0: 2.90\n25,50: 0",
    }  # fmt: skip
    return form | changes


def _add(admin: Client, form: dict[str, str]):
    return admin.post("/admin/geo/deliveryzone/add/", form, follow=True)


def test_a_zone_on_claimed_ground_is_saved_with_a_warning(admin, store_id):
    page = _add(admin, _form(store_id, minimum_subtotal="12,90"))
    zone = DeliveryZone.objects.get(name="North")
    fees = [{"from_subtotal": 0, "fee": 290}, {"from_subtotal": 2550, "fee": 0}]
    assert (zone.minimum_subtotal, zone.fee_rules) == (1290, fees)
    assert f"overlaps Centre ({StorePoint.objects.get(store_id=store_id)}) at" in page.content.decode()


def test_a_zone_of_another_priority_needs_no_warning(admin, store_id):
    page = _add(admin, _form(store_id, priority="3"))
    assert DeliveryZone.objects.filter(name="North").exists()
    assert "overlaps" not in page.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("shape", "{}"),
        ("shape", "[1]"),
        ("shape", "not json"),
        ("shape", "[" * 200_000),
        ("hours", "[" * 200_000),
        ("fee_rules", "5: 1"),
        ("fee_rules", "0: 1.505"),
        ("fee_rules", '[{"from_subtotal": 0, "fee": 1}]'),
        ("minimum_subtotal", "-1"),
    ],
)
def test_a_zone_that_is_none_is_not_saved(admin, store_id, field, value):
    page = _add(admin, _form(store_id, **{field: value}))
    assert page.context["adminform"].form.errors[field]
    assert not DeliveryZone.objects.filter(name="North").exists()


def test_a_link_begins_a_zone_with_its_shape(admin):
    circle = {"center": [24.9, 60.1], "radius_m": 2500}
    page = admin.get("/admin/geo/deliveryzone/add/", {"kind": "circle", "shape": json.dumps(circle)})
    assert json.loads(page.context["adminform"].form["shape"].value()) == circle
    assert admin.get("/admin/geo/deliveryzone/add/", {"shape": "[" * 9}).status_code == 200


@pytest.mark.parametrize("page", ["deliveryzone", "storepoint", "city"])
def test_the_lists_are_shown(admin, store_id, page):
    assert admin.get(f"/admin/geo/{page}/").status_code == 200


def test_a_seeded_zone_can_be_edited(admin, store_id):
    zone = DeliveryZone.objects.get()
    assert (
        ZoneSeed.circle(center=STORE, radius_m=700, store_id=store_id, name="x", currency="EUR").shape
        == zone.shape
    )
    assert admin.get(f"/admin/geo/deliveryzone/{zone.pk}/change/").status_code == 200


def test_the_map_has_every_zone_and_what_two_claim(admin, store_id):
    _add(admin, _form(store_id))
    body = admin.get("/admin/geo/deliveryzone/map.json").json()
    assert {zone["name"] for zone in body["zones"]} == {"Centre", "North"}
    assert [store["id"] for store in body["stores"]] == [str(store_id)]
    (overlap,) = body["overlaps"]
    assert set(overlap["zones"]) == {"Centre of S1 Centre", "North of S1 Centre"}
    assert overlap["geometry"]["type"] == "MultiPolygon"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, ["Centre of S1 Centre"]),
        ({"priority": "4"}, []),
        ({"shape": {"center": [25.3, 60.171], "radius_m": 400}}, []),
        ({"kind": "postcodes", "shape": {"postcodes": ["00100"]}}, []),
    ],
)
def test_overlaps_are_told_while_drawing(admin, store_id, change, found):
    draft = {"id": "", "kind": "circle", "priority": "0"}
    draft |= {"shape": {"center": [24.944, 60.171], "radius_m": 400}} | change
    answer = admin.post("/admin/geo/deliveryzone/overlaps.json", draft, content_type="application/json")
    assert [overlap["zones"][1] for overlap in answer.json()["overlaps"]] == found


def test_what_is_no_zone_yet_is_said(admin, store_id):
    draft = {"kind": "polygon", "shape": {"type": "Polygon", "coordinates": [[]]}}
    url = "/admin/geo/deliveryzone/overlaps.json"
    assert admin.post(url, draft, content_type="application/json").json()["refusal"]
    endless = '{"kind": "circle", "priority": 1e999, "shape": {"center": [24.9, 60.1], "radius_m": 500}}'
    for text in ("[1", "[" * 200_000, endless):
        assert admin.post(url, text, content_type="application/json").status_code == 400
    assert Client().post(url, draft, content_type="application/json").status_code == 302


def test_circles_that_only_touch_by_their_boxes_do_not_overlap(admin, store_id):
    corner = {"center": [STORE.lon + 0.0205, STORE.lat + 0.0102], "radius_m": 700}
    draft = {"id": "", "kind": "circle", "priority": "0", "shape": corner}
    answer = admin.post("/admin/geo/deliveryzone/overlaps.json", draft, content_type="application/json")
    assert answer.json()["overlaps"] == []


def test_the_list_names_stores_and_filters_by_them(admin, store_id):
    page = admin.get("/admin/geo/deliveryzone/").content.decode()
    assert "S1 Centre" in page
    assert (
        "0 delivery zones"
        in admin.get(f"/admin/geo/deliveryzone/?store_id={new_id()}&kind__exact=polygon").content.decode()
    )
    assert "1 delivery zone" in admin.get(f"/admin/geo/deliveryzone/?store_id={store_id}").content.decode()
