"""Sides beside a basket: by what was bought together, never one that cannot be had or eaten."""

import pytest

from apps.menu.contract.types import Contents, DietClass, Part
from apps.menu.domain.availability import OutageKind
from apps.menu.domain.suggestions import DietaryFilter, bought_beside
from apps.menu.queries import suggestions
from apps.menu.store_menus import outages
from apps.menu.tests.builders.menus import make_store_with_menu
from apps.orders.contract.fake import FakeOrdersService
from apps.orders.contract.service import OrdersService
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client

PIZZA, COLA, KOMBUCHA, GONE = "S_LAPLAND", "D_COLA", "D_KOMBUCHA", "Z_NO_MORE_SOLD"


def test_what_most_baskets_had_comes_first_and_equals_by_their_code():
    baskets = [["PIZZA", "COLA"], ["PIZZA", "WATER"], ["PIZZA", "WATER", "DIP"], ["DIP", "SALAD"], []]
    assert bought_beside(["PIZZA"], baskets) == ["WATER", "COLA", "DIP"]
    assert bought_beside(["PIZZA"], reversed(baskets)) == ["WATER", "COLA", "DIP"]
    assert bought_beside(["PIZZA", "DIP"], baskets) == ["WATER", "COLA", "SALAD"]
    assert bought_beside(["NEW"], baskets) == bought_beside(["PIZZA"], []) == []


@pytest.mark.parametrize(
    ("dietary", "is_passed"),
    [
        (DietaryFilter(), True),
        (DietaryFilter(frozenset({"nuts"})), False),  # of one part nobody knows
        (DietaryFilter(diet=DietClass.VEGETARIAN), True),
        (DietaryFilter(diet=DietClass.VEGAN), False),
    ],
)
def test_what_is_not_stated_passes_no_filter(dietary, is_passed):
    def part(diet, unknown=()):
        return Contents(part=Part.WHOLE, allergens=("milk",), unknown=unknown, nutrition=None, diet=diet)

    contents = [part(DietClass.VEGAN), part(DietClass.VEGETARIAN, ("X",))]
    assert dietary.passes(contents) is is_passed
    assert not DietaryFilter(frozenset({"milk"})).passes(contents[:1])
    assert DietaryFilter(frozenset({"nuts"})).passes(contents[:1])
    assert not DietaryFilter(diet=DietClass.VEGETARIAN).passes([part(None)])


@pytest.mark.django_db(transaction=True)
class TestAtAStore:
    @pytest.fixture
    def store(self, stand_in):
        store_id = make_store_with_menu()
        orders = stand_in(OrdersService, FakeOrdersService())
        baskets = [[PIZZA, KOMBUCHA], [PIZZA, KOMBUCHA], [PIZZA, COLA], *[[GONE, PIZZA, "S_DELUXE"]] * 3]
        orders.bought_together[store_id] = baskets
        return store_id

    @staticmethod
    def suggested(store, *products, **dietary):
        answer = client().post(
            f"/api/v1/stores/{store}/menu/suggestions", {"products": list(products), **dietary}
        )
        assert answer.status_code == 200, answer.content
        return [one["product"] for one in answer.json()["suggestions"]]

    def test_sides_of_this_store_are_suggested_that_can_be_had(self, store):
        assert self.suggested(store, PIZZA) == [
            KOMBUCHA,
            COLA,
        ]  # no second pizza, nothing the menu does not sell
        suggestions.remembered.clear()  # as after a restart
        assert self.suggested(store, PIZZA) == [KOMBUCHA, COLA]
        assert self.suggested(store, PIZZA, KOMBUCHA) == [COLA]
        assert self.suggested(store, PIZZA, without=["nuts"]) == [COLA]  # of the other nobody has stated it
        assert self.suggested(store, PIZZA, diet="vegan") == [COLA]
        assert self.suggested(store, "NO_SUCH") == self.suggested(make_store_with_menu(), PIZZA) == []
        outages.mark_sold_out(store, OutageKind.PRODUCT, KOMBUCHA, by=new_id())
        assert self.suggested(store, PIZZA) == [COLA]
        outages.restock(store, OutageKind.PRODUCT, KOMBUCHA, by=new_id())
        assert self.suggested(store, PIZZA) == [KOMBUCHA, COLA]

    def test_a_request_is_bounded(self, store):
        path = f"/api/v1/stores/{store}/menu/suggestions"
        for wrong in ({"products": []}, {"products": ["A"] * 51}, {"products": [PIZZA], "diet": "neither"}):
            assert client().post(path, wrong).status_code == 400
        assert (
            client().post(f"/api/v1/stores/{new_id()}/menu/suggestions", {"products": [PIZZA]}).status_code
            == 404
        )
