"""Deals, dayparts and a store's own prices, from the draft to the priced basket."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from apps.menu.catalogues.demo_menu import demo_menu, seed
from apps.menu.catalogues.source import load_menu
from apps.menu.contract.errors import BasketRefused
from apps.menu.contract.service import MenuService
from apps.menu.contract.types import Action
from apps.menu.domain.availability import OutageKind
from apps.menu.models import Deal, StoreChange, StoreMenu
from apps.menu.queries import drafts, published_menus
from apps.menu.store_menus import outages, publications, stores
from apps.menu.tests.builders.menus import LEFT, WHOLE, build_line
from apps.stores.contract.business_day import BusinessClock
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.services import service
from dominos.kernel.services.wire import methods_of
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)
HELSINKI = BusinessClock("Europe/Helsinki")
NOON = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)  # a Wednesday, 12:00 in Helsinki
EVENING = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)


@pytest.fixture
def store_id():
    store_id = new_id()
    stores.save_store(store_id, code="HEL-9", name="Nine", currency="EUR", clock=HELSINKI)
    seed([store_id])
    return store_id


def ask(store_id, *lines, **occasion):
    return service(MenuService).price_basket(
        store_id=store_id, lines=list(lines), **{"at": EVENING, **occasion}
    )


def test_a_deal_is_shared_among_its_lines(store_id):
    basket = ask(
        store_id,
        build_line("14HT", P={LEFT: "1"}),
        build_line("14TN", M={WHOLE: "1"}),
        build_line("COLA-05"),
        deals=("TWOLARGE", "NONE"),
    )
    (deal,) = basket.deals
    assert (deal.code, deal.discount, deal.limit_total) == ("TWOLARGE", 1588 + 1588 - 2990, None)
    assert [each.discount for each in basket.lines] == [93, 93, 0]
    assert (basket.discount, basket.unused_deals) == (186, {"NONE": "unknown_deal"})
    assert (basket.deposit, basket.lines[2].tax_class, basket.lines[0].tax_class) == (20, "beverage", "food")


def test_deals_go_by_the_stores_clock_and_the_service(store_id):
    pasta = build_line("ALFREDO")
    assert ask(store_id, pasta, deals=("LUNCH20",), at=NOON).discount == 238
    late = ask(store_id, pasta, deals=("LUNCH20",))
    assert (late.discount, late.unused_deals) == (0, {"LUNCH20": "wrong_daypart"})
    two = build_line("12HT", quantity=2)
    fetched = ask(store_id, two, deals=("MEDIUMS",), service=ServiceMethod.CARRYOUT)
    assert fetched.discount == 2 * (1149 - 990)
    assert ask(store_id, two, deals=("MEDIUMS",)).unused_deals == {"MEDIUMS": "wrong_service"}


def test_automatic_deals_need_no_code_and_the_fee_goes_by_the_food(store_id):
    tiers = ((0, 590), (3000, 390), (9000, 0))
    small, large = build_line("14HT"), build_line("14HT", quantity=5)
    assert ask(store_id, small, delivery_fees=tiers).delivery_fee == 590
    basket = ask(store_id, large, delivery_fees=tiers)
    assert (basket.delivery_fee, basket.delivery_discount) == (390, 390)
    assert [deal.code for deal in basket.deals] == ["FREERIDE"]
    fetched = ask(store_id, large, delivery_fees=tiers, service=ServiceMethod.CARRYOUT)
    assert (fetched.delivery_fee, fetched.deals) == (0, ())


def test_a_deal_used_up_is_left_out_and_said_so(store_id):
    basket = ask(store_id, build_line("14HT", quantity=2), deals=("WELCOME5",))
    (deal,) = basket.deals
    assert (deal.discount, deal.limit_total, deal.limit_per_customer) == (500, 500, 1)
    without = ask(store_id, build_line("14HT", quantity=2), deals=("WELCOME5",), exhausted=("WELCOME5",))
    assert (without.deals, without.unused_deals) == ((), {"WELCOME5": "exhausted"})


def test_a_deal_whose_only_variants_ran_out_is_off(store_id):
    for code in ("COLA-15", "COLAZERO-15"):
        outages.mark_sold_out(store_id, OutageKind.VARIANT, code)
    menu = published_menus.get_menu(store_id)
    assert menu.unorderable["deals"] == ["COLAFREE"]
    basket = ask(store_id, build_line("DELUXE-14HT"), deals=("COLAFREE",))
    assert basket.unused_deals == {"COLAFREE": "sold_out"}


def test_sides_beyond_those_included_cost_their_own_price(store_id):
    def wings(**sides):
        return ask(store_id, replace(build_line("WINGS-16"), sides=sides)).lines[0]

    assert (wings().unit_price, wings().sides) == (1790, {"YG": 2})
    assert wings(YE=2).unit_price == 1790
    assert wings(YE=1, YG=3).unit_price == 1790 + 2 * 120
    again = wings(YE=2)
    assert ask(store_id, replace(build_line("WINGS-16"), sides=again.sides)).lines[0] == again


def test_cooking_instructions_exclude_each_other_within_their_group(store_id):
    pizza = replace(build_line("14HT"), cooking=("BW", "CS", "GG"))
    found = ask(store_id, pizza).lines[0]
    assert (found.cooking, found.unit_price) == (("BW", "CS", "GG"), 1399)
    assert found.description == "well done, square cut, garlic and parsley on the crust"
    with pytest.raises(BasketRefused) as refusal:
        ask(store_id, replace(build_line("14HT"), cooking=("BW", "BL")))
    assert [(each.field, each.code) for each in refusal.value.errors] == [
        ("lines.0.cooking.BL", "exclusive_group")
    ]


def test_what_has_its_time_is_sold_then_only(store_id):
    assert ask(store_id, build_line("SLICE"), at=NOON).food == 690
    with pytest.raises(BasketRefused) as refusal:
        ask(store_id, build_line("SLICE"))
    assert refusal.value.errors[0].code == "not_now"


def test_a_store_sells_otherwise_after_its_next_publication(store_id):
    other = new_id()
    stores.save_store(other, code="HEL-8", name="Eight", currency="EUR")
    seed([other])
    store = StoreMenu.objects.get(store_id=store_id)
    StoreChange.objects.create(store=store, kind="variant", code="14HT", price=1499)
    StoreChange.objects.create(store=store, kind="product", code="S_LAPLAND", is_sold=False)
    found = {(each.kind, each.code): each.what for each in drafts.get_draft(store_id).differences}
    assert found[("variant", "14HT")] == "changed"
    assert found[("product", "S_LAPLAND")] == "removed"
    assert ask(store_id, build_line("14HT")).food == 1399
    publications.publish_menu(store_id)
    assert (ask(store_id, build_line("14HT")).food, ask(other, build_line("14HT")).food) == (1499, 1399)
    with pytest.raises(BasketRefused):
        ask(store_id, build_line("LAPLAND-14HT"))
    assert drafts.get_draft(store_id).differences == []


def test_checking_says_what_is_left_of_a_basket(store_id):
    outages.mark_sold_out(store_id, OutageKind.TOPPING, "P")
    check = service(MenuService).check_basket(
        store_id=store_id,
        lines=[build_line("14HT", P={WHOLE: "1"}), build_line("NOPE"), build_line("PEPPER-14HT")],
        deals=("PARTY",),
        at=EVENING,
    )
    actions_ = [[(each.action, each.topping) for each in told.corrections] for told in check.lines]
    dropped = [(Action.DROP_OPTION, "P")]
    assert actions_ == [dropped, [(Action.REMOVE_LINE, "")], dropped]
    assert [told.corrected for told in check.lines] == [0, None, 1]
    assert ask(store_id, *check.corrected).food == check.basket.food == 1399 + 1749
    method = methods_of(MenuService)["check_basket"]
    assert method.load_answer(method.dump_answer(check)) == check


def test_unlisted_deals_are_not_in_the_public_menu(store_id):
    menu = client().get(f"/api/v1/stores/{store_id}/menu").json()
    listed = {row["code"] for row in menu["deals"]}
    assert "TWOLARGE" in listed
    assert "WELCOME5" not in listed
    assert b"WELCOME5" not in published_menus.get_menu(store_id).body.plain


def test_a_basket_to_look_at(store_id):
    lines = [{"variant": "14HT", "options": {"SH": {"1/2": "1"}, "TR": {"1/1": "1"}}}, {"variant": "NOPE"}]
    answer = client().post(f"/api/v1/stores/{store_id}/menu/basket", {"lines": lines}, format="json")
    assert answer.status_code == 200, answer.data
    first, second = answer.json()["lines"]
    assert [each["part"] for each in first["line"]["contents"]] == ["1/2", "2/2"]
    left, right = first["line"]["contents"]
    assert "crustaceans" in left["allergens"]
    assert "crustaceans" not in right["allergens"]
    assert right["nutrition"] is None  # nobody has weighed the truffle oil
    assert second["corrections"][0]["action"] == "remove_line"
    assert (
        client().post(f"/api/v1/stores/{store_id}/menu/basket", {"lines": []}, format="json").status_code
        == 400
    )


def test_a_manager_sees_what_publishing_would_change(store_id):
    manager = client(principal(Role.STORE_MANAGER, stores=[store_id]))
    url = f"/api/v1/stores/{store_id}/menu/draft"
    assert manager.get(url).json()["is_changed"] is False
    Deal.objects.filter(code="PARTY").update(name="Party")
    answer = manager.get(url).json()
    assert [(each["kind"], each["code"], each["what"]) for each in answer["differences"]] == [
        ("deal", "PARTY", "changed")
    ]
    assert answer["differences"][0]["changes"]["name"][1] == "Party"
    before = published_menus.get_menu(store_id).version
    publications = f"/api/v1/stores/{store_id}/menu/publications"
    assert manager.post(publications, {}, format="json").json()["version"] == answer["version"]
    assert manager.post(publications, {"version": before}, format="json").status_code == 200
    assert published_menus.get_menu(store_id).version == before


def test_a_manager_sells_otherwise_than_the_catalogue(store_id):
    manager = client(principal(Role.STORE_MANAGER, stores=[store_id]))
    url = f"/api/v1/stores/{store_id}/menu"
    put = manager.put(f"{url}/changes/variant/14HT", {"price": 1499}, format="json")
    assert (put.status_code, put.json()["price"]) == (200, 1499)
    assert manager.put(f"{url}/changes/deal/PARTY", {"is_sold": False}, format="json").status_code == 200
    assert [row["code"] for row in manager.get(f"{url}/changes").json()] == ["PARTY", "14HT"]
    assert ask(store_id, build_line("14HT")).food == 1399
    manager.post(f"{url}/publications", {}, format="json")
    basket = ask(store_id, build_line("14HT"), deals=("PARTY",))
    assert (basket.food, basket.unused_deals) == (1499, {"PARTY": "unknown_deal"})
    assert manager.delete(f"{url}/changes/variant/14HT").status_code == 204
    assert [row["code"] for row in manager.get(f"{url}/changes").json()] == ["PARTY"]
    wrong = manager.put(f"{url}/changes/product/S_PIZZA", {"price": 1}, format="json")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "price")
    for path in ("variant/NOPE", "colour/14HT"):
        assert manager.put(f"{url}/changes/{path}", {}, format="json").status_code == 404


def test_deals_that_make_no_sense_are_refused_in_the_draft():
    catalogue = load_menu(demo_menu())
    drafts.check_deal(Deal(catalogue=catalogue, code="OK", name="Ok", rule="percent", value=1000))
    slot = {"products": ["S_PIZZA"]}
    for wrong in (
        {"rule": "percent", "value": 20_000},
        {"rule": "each_at", "value": 100},
        {"rule": "each_at", "value": 100, "slots": [{}]},
        {"rule": "each_at", "value": 100, "slots": [{"products": ["NOPE"]}]},
        {"rule": "each_at", "value": 100, "slots": "all"},
        {"rule": "percent", "tiers": [[1]], "slots": [slot]},
    ):
        with pytest.raises(ValueError):
            drafts.check_deal(Deal(catalogue=catalogue, code="BAD", name="Bad", **wrong))
