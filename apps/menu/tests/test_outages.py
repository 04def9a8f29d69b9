"""What runs out at a store: what follows for the menu, baskets, callers and other apps."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from apps.menu.contract.errors import BasketRefused
from apps.menu.contract.fake import FakeMenuService
from apps.menu.contract.service import MenuService
from apps.menu.domain import price_lines
from apps.menu.domain.availability import NOTHING, OutageKind, OutageNow, SoldOut
from apps.menu.domain.orderability import unorderable
from apps.menu.models import Outage
from apps.menu.queries import published_menus, versions
from apps.menu.queries.published_menus import Seller, _Current, _sold_out
from apps.menu.store_menus import outages
from apps.menu.tests.builders.menus import GOLDEN, LEFT, WHOLE, build_line, make_store_with_menu
from apps.stores.contract.business_day import BusinessClock
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.errors import Invalid, NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.services import service
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)


def ask(store_id, *lines):
    return service(MenuService).price_basket(store_id=store_id, lines=list(lines))


def refused(store_id, *lines):
    with pytest.raises(BasketRefused) as refusal:
        ask(store_id, *lines)
    return {(error.field, error.code) for error in refusal.value.errors}


def told():
    rows = apps.get_model("menu", "OutboxMessage").objects.filter(type="menu.availability_changed")
    return [(row.data["codes"], row.data["unorderable"], row.sequence) for row in rows.order_by("id")]


def document(store_id):
    return client().get(f"/api/v1/stores/{store_id}/menu")


def crew(store_id, role=Role.STORE_STAFF):
    return client(principal(role, stores=(store_id,)))


def test_baskets_that_hold_it_are_refused_with_the_path():
    store_id = make_store_with_menu()
    outages.mark_sold_out(store_id, OutageKind.TOPPING, "P")
    outages.mark_sold_out(store_id, OutageKind.VARIANT, "COLA-033")
    assert refused(
        store_id, build_line("14HT"), build_line("14HT", P={LEFT: "1"}), build_line("COLA-033")
    ) == {
        ("lines.1.options.P", "sold_out"),
        ("lines.2.variant", "sold_out"),
    }
    assert ask(store_id, build_line("14HT", M={WHOLE: "1"})).food == 1399 + 189


def test_products_and_doughs_take_their_variants_along():
    store_id = make_store_with_menu()
    outages.mark_sold_out(store_id, OutageKind.PRODUCT, "S_DELUXE")
    outages.mark_sold_out(store_id, OutageKind.CRUST, "GF")
    assert refused(store_id, build_line("14HT", second_half="DELUXE-14HT"), build_line("10GF")) == {
        ("lines.0.second_half", "sold_out"),
        ("lines.1.variant", "sold_out"),
    }
    marked = set(document(store_id).json()["unorderable"]["variants"])
    rows = document(store_id).json()["variants"]
    assert marked == {row["code"] for row in rows if row.get("crust") == "GF" or row["product"] == "S_DELUXE"}


def test_a_default_that_ran_out_can_be_asked_away():
    store_id = make_store_with_menu()
    outages.mark_sold_out(store_id, OutageKind.TOPPING, "C")
    assert refused(store_id, build_line("14HT")) == {("lines.0.options.C", "sold_out")}
    assert ask(store_id, build_line("14HT", C={WHOLE: "0"})).food == 1399
    assert "14HT" in document(store_id).json()["unorderable"]["variants"]


def test_the_document_and_its_tag_change_and_change_back():
    store_id = make_store_with_menu()
    before = document(store_id)
    assert before.json()["unorderable"] == {
        "toppings": [],
        "variants": [],
        "preconfigured": [],
        "deals": [],
    }
    outages.mark_sold_out(store_id, OutageKind.TOPPING, "P")
    during = client().get(f"/api/v1/stores/{store_id}/menu", headers={"If-None-Match": before["ETag"]})
    assert (during.status_code, during["ETag"] != before["ETag"]) == (200, True)
    assert during.json()["unorderable"]["toppings"] == ["P"]
    assert during.json()["version"] == before.json()["version"]
    outages.restock(store_id, OutageKind.TOPPING, "P")
    after = document(store_id)
    assert (after["ETag"], after.content) == (before["ETag"], before.content)


def test_an_end_passes_by_itself_and_is_told():
    store_id = make_store_with_menu()
    with clock.stopped() as stopped:
        outages.mark_sold_out(
            store_id, OutageKind.VARIANT, "COLA-033", until=clock.now() + timedelta(hours=1)
        )
        assert refused(store_id, build_line("COLA-033")) == {("lines.0.variant", "sold_out")}
        tag = document(store_id)["ETag"]
        assert outages.restock_due() == 0
        stopped.advance(hours=1)
        assert ask(store_id, build_line("COLA-033")).food == 290
        assert document(store_id)["ETag"] != tag
        assert outages.restock_due() == 1
        assert outages.restock_due() == 0
    assert told() == [(["COLA-033"], ["COLA-033"], 1), (["COLA-033"], [], 2)]


def test_the_event_names_all_that_changed():
    store_id = make_store_with_menu()
    menu = published_menus.get_menu(store_id)
    outages.mark_sold_out(store_id, OutageKind.TOPPING, "P")
    expected = {"P"} | {
        code
        for code in menu.rules.variants
        if "P" in menu.rules.product_of(menu.rules.variants[code]).defaults
    }
    (codes, unorderable_now, _) = told()[0]
    assert expected <= set(codes)
    assert codes == unorderable_now == sorted(published_menus.get_menu(store_id).unorderable_codes)


def test_saying_it_again_changes_nothing_and_another_end_moves_it():
    store_id = make_store_with_menu()
    first = outages.mark_sold_out(store_id, OutageKind.TOPPING, "P")
    end = clock.now() + timedelta(hours=2)
    again = outages.mark_sold_out(store_id, OutageKind.TOPPING, "P")
    moved = outages.mark_sold_out(store_id, OutageKind.TOPPING, "P", until=end)
    assert (again.pk, moved.pk, moved.until) == (first.pk, first.pk, end)
    assert len(told()) == 1
    outages.restock(store_id, OutageKind.TOPPING, "P")
    outages.restock(store_id, OutageKind.TOPPING, "P")
    assert (len(told()), Outage.objects.count()) == (2, 1)


def test_what_cannot_run_out():
    store_id = make_store_with_menu()
    with pytest.raises(NotFound):
        outages.mark_sold_out(store_id, OutageKind.TOPPING, "COLA-033")
    with pytest.raises(NotFound):
        outages.mark_sold_out(new_id(), OutageKind.TOPPING, "P")
    with pytest.raises(Invalid):
        outages.mark_sold_out(store_id, OutageKind.TOPPING, "P", until=clock.now() - timedelta(seconds=1))
    assert told() == []


def test_stores_run_out_for_themselves():
    one, other = make_store_with_menu(), make_store_with_menu()
    outages.mark_sold_out(one, OutageKind.VARIANT, "COLA-033")
    assert ask(other, build_line("COLA-033")).food == 290
    assert document(one)["ETag"] != document(other)["ETag"]


def test_another_process_sees_it_within_two_seconds(django_assert_num_queries):
    store_id = make_store_with_menu()
    with clock.stopped() as at:
        ask(store_id, build_line("COLA-033"))
        seen = dict(published_menus.remembered._kept)
        outages.mark_sold_out(store_id, OutageKind.VARIANT, "COLA-033")
        published_menus.remembered._kept.update(seen)  # as in a process that does not know
        assert ask(store_id, build_line("COLA-033")).food == 290
        at.advance(seconds=published_menus.remembered.seconds)
        with django_assert_num_queries(1):
            assert refused(store_id, build_line("COLA-033")) == {("lines.0.variant", "sold_out")}
    assert published_menus.remembered.seconds < 2


def test_reading_costs_no_more_while_things_are_sold_out(monkeypatch, django_assert_num_queries):
    at = clock.seconds()
    monkeypatch.setattr(clock, "seconds", lambda: at)
    store_id = make_store_with_menu()
    for code in ("P", "M", "O"):
        outages.mark_sold_out(store_id, OutageKind.TOPPING, code)
    published_menus.clear_caches()
    with django_assert_num_queries(1):
        document(store_id)
    with django_assert_num_queries(0):
        document(store_id)


def test_the_memory_of_what_was_sold_out_is_bounded():
    menu = published_menus.get_menu(make_store_with_menu())
    for number in range(versions.KEPT_AVAILABILITIES + 5):
        menu.without(SoldOut(topping=frozenset({str(number)})))
    assert len(menu._reduced) == versions.KEPT_AVAILABILITIES


CODES = {
    "topping": st.sampled_from(sorted(GOLDEN.toppings)),
    "crust": st.sampled_from(["HT", "SF"]),
    "variant": st.sampled_from(sorted(GOLDEN.variants)),
    "product": st.sampled_from(sorted(GOLDEN.products)),
}
SOLD_OUT = st.builds(SoldOut, **{kind: st.frozensets(codes, max_size=2) for kind, codes in CODES.items()})
USUAL = [
    {"code": "HOT", "product": "PLAIN", "options": {"P": {"1/1": "2"}, "C": {"1/1": "0"}}},
    {"code": "BIG", "product": "PLAIN", "variant": "16", "options": {"M": {"1/2": "1"}}},
]


@given(SOLD_OUT)
def test_what_is_marked_is_exactly_what_is_refused(sold_out):
    marked = unorderable(GOLDEN, USUAL, sold_out)
    for code in GOLDEN.variants:
        priced, _ = price_lines(GOLDEN, [build_line(code)], sold_out)
        assert (code in marked["variants"]) is not bool(priced)
    hot = [
        bool(price_lines(GOLDEN, [build_line(code, P={WHOLE: "2"}, C={WHOLE: "0"})], sold_out)[0])
        for code, variant in GOLDEN.variants.items()
        if variant.product == "PLAIN"
    ]
    big = price_lines(GOLDEN, [build_line("16", M={LEFT: "1"})], sold_out)[0]
    assert set(marked["preconfigured"]) == {
        *([] if any(hot) else ["HOT"]),
        *([] if big else ["BIG"]),
    }
    assert set(marked["toppings"]) == sold_out.topping
    assert bool(sold_out) is (sold_out != NOTHING)


def test_staff_say_what_ran_out():
    store_id = make_store_with_menu()
    caller, url = crew(store_id), f"/api/v1/stores/{store_id}/menu/outages"
    until = (clock.now() + timedelta(hours=1)).isoformat()
    answer = caller.put(f"{url}/topping/P", {"until": until})
    assert (answer.status_code, answer.json()["code"]) == (200, "P")
    assert caller.put(f"{url}/crust/GF", {}).json()["until"] is None
    listed = caller.get(url).json()
    assert [(row["kind"], row["code"]) for row in listed["outages"]] == [("crust", "GF"), ("topping", "P")]
    assert listed["unorderable"]["toppings"] == ["P"]
    assert caller.delete(f"{url}/topping/P").status_code == 204
    assert [row["code"] for row in caller.get(url).json()["outages"]] == ["GF"]


def test_calls_that_make_no_sense():
    store_id = make_store_with_menu()
    caller, url = crew(store_id, Role.STORE_MANAGER), f"/api/v1/stores/{store_id}/menu/outages"
    assert caller.put(f"{url}/weather/P", {}).status_code == 404
    assert caller.put(f"{url}/topping/NOPE", {}).status_code == 404
    past = caller.put(f"{url}/topping/P", {"until": "2020-01-01T00:00:00Z"})
    assert (past.status_code, past.json()["errors"][0]["field"]) == (400, "until")


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.COURIER, Role.SUPPORT])
def test_other_roles_may_not_say_so(role):
    store_id = make_store_with_menu()
    url = f"/api/v1/stores/{store_id}/menu/outages"
    assert crew(store_id, role).put(f"{url}/topping/P", {}).status_code == 403
    assert client().put(f"{url}/topping/P", {}).status_code == 401
    assert crew(new_id()).get(url).status_code == 404


@pytest.mark.skipif(not settings.HAS_USERS, reason="people sign in to the admin where the users are")
def test_the_admin_goes_through_the_actions():
    from django.contrib.auth import get_user_model
    from django.test import Client

    store_id, browser = make_store_with_menu(), Client()
    person = get_user_model().objects.create_superuser(f"{new_id()}@example.com", name="Ada")
    browser.force_login(person, "django.contrib.auth.backends.ModelBackend")
    add = "/admin/menu/outage/add/"
    form = {"store": str(store_id), "kind": "topping", "code": "P", "until_0": "", "until_1": ""}
    assert browser.post(add, form).status_code == 302
    assert browser.post(add, {**form, "code": "NOPE"}).status_code == 200
    assert browser.get("/admin/menu/outage/?q=P").status_code == 200
    row = Outage.objects.get()
    assert (row.code, row.reported_by, len(told())) == ("P", person.pk, 1)
    browser.post("/admin/menu/outage/", {"action": "put_back", "_selected_action": [str(row.pk)]})
    assert (Outage.objects.get().ended_at is None, len(told())) == (False, 2)


def test_the_fake_runs_out_too():
    fake = FakeMenuService(sold_out={"14HT"})
    with pytest.raises(BasketRefused) as refusal:
        fake.price_basket(store_id=new_id(), lines=[build_line("14HT"), build_line("COLA-033")])
    assert [(error.field, error.code) for error in refusal.value.errors] == [("lines.0.variant", "sold_out")]


NOW = datetime(2026, 3, 6, 18, 0, tzinfo=UTC)
EVENING, NIGHT, TOMORROW = (NOW + timedelta(hours=hours) for hours in (1, 10, 20))


@pytest.mark.parametrize(
    ("until", "wanted", "is_out"),
    [
        (None, None, True),
        (None, EVENING, True),
        (None, NIGHT, True),  # 04:00 in London, still this evening's business day
        (None, TOMORROW, False),
        (NOW + timedelta(minutes=30), None, True),
        (NOW + timedelta(minutes=30), EVENING, False),
        (NOW + timedelta(days=2), TOMORROW, True),
    ],
)
def test_an_order_ahead_asks_what_there_will_be(until, wanted, is_out):
    seller = Seller("S-1", BusinessClock("Europe/London"))
    seen = _Current("v", seller, (OutageNow(OutageKind.PRODUCT, "S_PIZZA", until),))
    with clock.stopped(NOW):
        assert bool(_sold_out(seen, wanted)) == is_out
