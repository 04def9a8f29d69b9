"""What a store counts of its ingredients: recipes, what orders use, what runs out by itself, and what differs."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from apps.menu.contract.errors import BasketRefused
from apps.menu.contract.service import MenuService
from apps.menu.domain.availability import OutageKind
from apps.menu.domain.recipes import gone, needs_of, shortages
from apps.menu.domain.stock import MovementKind, Variance, variances
from apps.menu.models import Catalogue, Outage, RecipeLine, StockLevel, StockMovement, StoreMenu
from apps.menu.queries import published_menus
from apps.menu.stock.recipes import recipes_of_weights
from apps.menu.stock.usage import book_due
from apps.menu.store_menus import outages, publications
from apps.menu.tests.builders.menus import GOLDEN, LEFT, RIGHT, WHOLE, build_line, make_store_with_menu
from apps.orders.contract.fake import FakeOrdersService
from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import StartedOrder
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.services import service
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.messages import published

DAY = date(2026, 5, 1)
RECIPES = {
    ("topping", "P"): {"14": {"pepperoni": Decimal(40)}, "*": {"pepperoni": Decimal(24)}},
    ("topping", "C"): {"*": {"mozzarella": Decimal(100)}},
    ("crust", "HT"): {"14": {"dough": Decimal(340)}},
    ("product", "WINGS"): {"*": {"wing": Decimal(8)}},
    ("variant", "COLA"): {"*": {"can": Decimal(1)}},
}
MENU = type(GOLDEN)(**{name: getattr(GOLDEN, name) for name in GOLDEN.__slots__} | {"recipes": RECIPES})


def test_halves_amounts_and_pieces_count_their_part():
    half = build_line("14", 2, P={LEFT: "1"}, C={WHOLE: "0.5"})
    assert needs_of(MENU, half) == {"dough": 680, "pepperoni": 40, "mozzarella": 100}
    assert needs_of(MENU, build_line("10", P={LEFT: "2", RIGHT: "1"})) == {"pepperoni": 36, "mozzarella": 100}
    two = build_line("FEAST14", second_half="SMOKE14")
    assert needs_of(MENU, two) == {"dough": 340, "pepperoni": 20, "mozzarella": 125}
    assert needs_of(MENU, build_line("WINGS", 3)) == {"wing": 24}
    assert needs_of(MENU, build_line("NO_MORE_SOLD")) == {}


def test_lines_that_share_an_ingredient_are_checked_together():
    left = {"pepperoni": Decimal(70), "dough": Decimal(10_000)}
    pepperoni = build_line("14", P={WHOLE: "1"})
    found = shortages(MENU, [pepperoni, build_line("14"), pepperoni, build_line("10", P={WHOLE: "1"})], left)
    assert [(each.field, each.code) for each in found] == [("lines.2.options.P", "sold_out")]
    [dough] = shortages(MENU, [build_line("14", 2)], {"dough": Decimal(500)})
    assert dough.field == "lines.0.variant"


def test_gone_is_exactly_what_cannot_be_made():
    assert gone(MENU, {"pepperoni": Decimal(24), "dough": Decimal(340), "can": Decimal(1)}) == frozenset()
    left = {"pepperoni": Decimal(23), "dough": Decimal(339), "can": Decimal(0), "wing": Decimal(7)}
    assert gone(MENU, left) == {
        (OutageKind.TOPPING, "P"),
        (OutageKind.CRUST, "HT"),
        (OutageKind.VARIANT, "COLA"),
        (OutageKind.VARIANT, "WINGS"),
    }


def test_a_variance_is_what_counts_found_beyond_the_recipes():
    moved = [
        ("P", "opening", 5000),
        ("P", "delivery", 2000),
        ("P", "waste", -100),
        ("P", "use", -1500),
        ("P", "count", -300),
    ]
    [found] = variances((code, kind, Decimal(amount)) for code, kind, amount in moved)
    assert found == Variance(
        ingredient="P",
        delivered=Decimal(2000),
        wasted=Decimal(100),
        ideal=Decimal(1500),
        actual=Decimal(1800),
        counted=True,
    )
    assert (found.difference, found.percent) == (300, 20)


@pytest.fixture
def store():
    store_id = make_store_with_menu()
    recipes_of_weights(Catalogue.objects.get(stores=store_id))
    publications.publish_menu(store_id)
    return store_id


@pytest.fixture
def kitchen(stand_in):
    return stand_in(OrdersService, FakeOrdersService())


def tell(store_id, kind, role=Role.STORE_STAFF, **amounts):
    crew = client(principal(role, stores=(store_id,)))
    named = {code.replace("_", "."): amount for code, amount in amounts.items()}
    return crew.post(
        f"/api/v1/stores/{store_id}/menu/stock/movements/{kind}",
        {"amounts": named},
        format="json",
        HTTP_IDEMPOTENCY_KEY=str(new_id()),
    )


def level(store_id, code):
    return StockLevel.objects.get(store=store_id, ingredient=code).on_hand


def sold_out(store_id):
    return set(Outage.objects.filter(store=store_id, ended_at=None).values_list("code", flat=True))


@pytest.mark.django_db(transaction=True)
def test_what_orders_use_runs_out_by_itself_and_is_booked_once(store, kitchen):
    assert tell(store, "count", topping_P="100").status_code == 200
    begun_at = StoreMenu.objects.get(store_id=store).stock_until + timedelta(seconds=1)
    StoreMenu.objects.create(
        store_id=UUID(int=1), stock_until=begun_at - timedelta(seconds=1)
    )  # without a menu
    line = build_line("14HT", P={WHOLE: "1"})
    grams = published_menus.get_menu(store).rules.recipes["topping", "P"]["14"]["topping.P"]
    kitchen.begun[begun_at] = StartedOrder(store_id=store, business_date=DAY, lines=(line,))
    book_due()
    assert level(store, "topping.P") == 100, "the kitchen may still take it back"
    with clock.stopped(begun_at + timedelta(minutes=3)):
        book_due()
        book_due()
        assert level(store, "topping.P") == 100 - grams
    kitchen.begun[begun_at + timedelta(minutes=3)] = StartedOrder(
        store_id=store, business_date=DAY, lines=(line,)
    )
    with clock.stopped(begun_at + timedelta(minutes=6)):
        book_due()
    assert StockMovement.objects.get(store=store, kind=MovementKind.USE).amount == -2 * grams
    assert sold_out(store) == {"P"}
    [told] = published("menu", "sold_out")
    assert told.data["by"] is None
    assert tell(store, "delivery", topping_P="500").status_code == 200
    assert sold_out(store) == set()
    moved = StockMovement.objects.filter(store=store, ingredient="topping.P").values_list("amount", flat=True)
    assert level(store, "topping.P") == sum(moved), "a level is the sum of its movements"


@pytest.mark.django_db(transaction=True)
def test_a_basket_takes_no_more_than_there_is(store, kitchen):
    grams = published_menus.get_menu(store).rules.recipes["topping", "P"]["14"]["topping.P"]
    tell(store, "count", topping_P=str(grams))
    published_menus.clear_caches()
    line = build_line("14HT", P={WHOLE: "1"})
    ask = service(MenuService)
    assert ask.price_basket(store_id=store, lines=[line]).food
    with pytest.raises(BasketRefused) as refusal:
        ask.price_basket(store_id=store, lines=[line, line])
    assert [error.field for error in refusal.value.errors] == ["lines.1.options.P"]
    check = ask.check_basket(store_id=store, lines=[line, line])
    assert [each.action for each in check.lines[1].corrections] == ["drop_option"]
    tomorrow = clock.now() + timedelta(days=2)
    assert ask.price_basket(store_id=store, lines=[line, line], at=tomorrow).food


@pytest.mark.django_db(transaction=True)
def test_people_know_better_than_the_count(store, kitchen):
    outages.mark_sold_out(store, OutageKind.TOPPING, "M")
    tell(store, "count", topping_M="0", topping_P="0")
    assert sold_out(store) == {"M", "P"}
    outages.restock(store, OutageKind.TOPPING, "P")
    tell(store, "waste", topping_P="10")
    assert sold_out(store) == {"M"}
    published_menus.clear_caches()
    line = build_line("14HT", P={WHOLE: "1"})
    assert service(MenuService).price_basket(store_id=store, lines=[line]).food
    tell(store, "delivery", topping_M="1000")
    assert sold_out(store) == {"M"}, "a person marked it"
    tell(store, "count", topping_S="0")
    outages.mark_sold_out(store, OutageKind.TOPPING, "S", by=new_id())
    tell(store, "delivery", topping_S="1000")
    assert sold_out(store) == {"M", "S"}, "a person said it too"


@pytest.mark.django_db(transaction=True)
def test_what_a_new_recipe_can_make_again_is_sold_again(store, kitchen):
    tell(store, "count", topping_P="5")
    assert sold_out(store) == {"P"}
    RecipeLine.objects.filter(kind="topping", code="P").update(amount=4)
    publications.publish_menu(store)
    tell(store, "waste", topping_P="0")
    assert sold_out(store) == set()


@pytest.mark.django_db(transaction=True)
def test_a_manager_reads_what_differs_and_is_warned(store, kitchen):
    manager = client(principal(Role.STORE_MANAGER, stores=(store,)))
    path = f"/api/v1/stores/{store}/menu/stock"
    for kind in ("delivery", "waste"):
        assert tell(store, kind, topping_P="10").json()["errors"][0]["code"] == "not_counted"
    tell(store, "count", topping_P="1000")
    tell(store, "count", topping_P="900")
    assert tell(store, "count", nothing="1").json()["errors"][0]["code"] == "unknown_ingredient"
    assert tell(store, "count", topping_P="-1").status_code == 400
    low = manager.put(f"{path}/warnings/topping.P", {"low_at": "950"}, format="json").json()["ingredients"]
    assert [row["ingredient"] for row in low if row["is_low"]] == ["topping.P"]
    today = StockMovement.objects.latest("id").business_date
    days = {"first": today, "last": today}
    [row] = manager.get(f"{path}/variances", days).json()["ingredients"]
    assert (row["ideal"], row["difference"], row["counted"]) == ("0", "100.00", True)
    text = manager.get(f"{path}/variances/csv", days).content.decode()
    assert text.splitlines()[1].startswith("topping.P,Pepperoni,g,")
    kinds = [row["kind"] for row in manager.get(f"{path}/movements").json()["results"]]
    assert kinds == ["count", "opening"]
    assert "ingredients" not in client().get(f"/api/v1/stores/{store}/menu").json()
