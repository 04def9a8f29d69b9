"""Pricing baskets by the published menu, and what it costs to do so."""

from decimal import Decimal

import pytest

from apps.menu.contract.errors import BasketRefused, NoMenu
from apps.menu.contract.fake import FakeMenuService
from apps.menu.contract.service import MenuService
from apps.menu.models import StoreMenu
from apps.menu.queries import published_menus, versions
from apps.menu.store_menus import publications, stores
from apps.menu.tests.builders.menus import (
    LEFT,
    RIGHT,
    WHOLE,
    build_line,
    make_changed_draft,
    make_store_with_menu,
)
from dominos.kernel import clock
from dominos.kernel.errors import NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.services import service
from dominos.kernel.services.wire import methods_of

pytestmark = pytest.mark.django_db(transaction=True)


def ask(store_id, *lines):
    return service(MenuService).price_basket(store_id=store_id, lines=list(lines))


def test_a_basket_is_priced_by_the_demo_menu():
    store_id = make_store_with_menu()
    basket = ask(
        store_id,
        build_line("14HT", P={LEFT: "1"}, M={RIGHT: "1"}, O={RIGHT: "2"}),
        build_line("LAPLAND-14HT", second_half="DELUXE-14HT"),
        build_line("COLA-033", quantity=2),
    )
    assert [priced.total for priced in basket.lines] == [1777, 1949, 580]
    assert basket.food == 1777 + 1949 + 580
    assert (basket.currency, basket.menu_version) == ("EUR", published_menus.get_menu(store_id).version)
    assert [priced.needs_oven for priced in basket.lines] == [True, True, False]


def test_refusals_come_with_their_paths():
    store_id = make_store_with_menu()
    with pytest.raises(BasketRefused) as refusal:
        ask(store_id, build_line("14HT"), build_line("14HT", EG={LEFT: "1"}), build_line("NOPE"))
    assert [(error.field, error.code) for error in refusal.value.errors] == [
        ("lines.1.options.EG.1/2", "whole_only"),
        ("lines.2.variant", "unknown_variant"),
    ]


def test_stores_without_a_menu():
    with pytest.raises(NotFound):
        ask(new_id(), build_line("14HT"))
    store_id = new_id()
    stores.save_store(store_id, code="T-1", name="Test", currency="EUR")
    with pytest.raises(NoMenu):
        ask(store_id, build_line("14HT"))


@pytest.mark.parametrize("count", [1, 30])
def test_pricing_costs_one_statement_cold_and_none_warm(count, django_assert_num_queries):
    store_id = make_store_with_menu()
    lines = [build_line("14HT", P={WHOLE: "1"})] * count
    published_menus.clear_caches()
    with django_assert_num_queries(1):
        ask(store_id, *lines)
    with django_assert_num_queries(0):
        ask(store_id, *lines)


def test_a_new_version_published_elsewhere_is_seen_within_a_second(monkeypatch, django_assert_num_queries):
    at = clock.seconds()
    monkeypatch.setattr(clock, "seconds", lambda: at)
    store_id = make_store_with_menu()
    old = ask(store_id, build_line("14HT")).menu_version
    make_changed_draft(P="Hot pepperoni")
    seen = dict(published_menus.remembered._kept)
    publications.publish_menu(store_id)
    published_menus.remembered._kept.update(seen)  # as in a process that did not publish
    assert ask(store_id, build_line("14HT")).menu_version == old
    later = at + published_menus.remembered.seconds
    monkeypatch.setattr(clock, "seconds", lambda: later)
    with django_assert_num_queries(1):
        assert ask(store_id, build_line("14HT")).menu_version != old
    assert published_menus.remembered.seconds <= 2


def test_an_unfinished_transaction_never_reaches_the_memory():
    from django.db import transaction

    store_id = make_store_with_menu()
    with transaction.atomic():
        StoreMenu.objects.filter(store_id=store_id).update(current=None)
        with pytest.raises(NoMenu):
            published_menus.get_menu(store_id)
        transaction.set_rollback(True)
    assert published_menus.get_menu(store_id).version


def test_the_memory_of_versions_is_bounded():
    for number in range(published_menus.KEPT_VERSIONS + 5):
        published_menus._keep(versions.PublishedVersion(f"{number:064x}", {}))
    assert len(published_menus._versions) == published_menus.KEPT_VERSIONS


def test_requests_and_answers_survive_the_wire():
    method = methods_of(MenuService)["price_basket"]
    lines = [build_line("14HT", P={LEFT: "0.5"}, second_half="FETA-14HT")]
    asked = method.load_arguments(method.dump_arguments({"store_id": new_id(), "lines": lines}))
    assert asked["lines"] == lines
    store_id = make_store_with_menu()
    answer = ask(store_id, build_line("14HT", P={LEFT: "0.5"}))
    assert method.load_answer(method.dump_answer(answer)) == answer
    assert answer.lines[0].options["P"] == {LEFT: Decimal("0.5")}


def test_the_fake_answers_like_the_real_one():
    fake = FakeMenuService(prices={"14HT": 1399, "COLA-033": 290})
    store_id = make_store_with_menu()
    lines = [
        build_line("14HT", P={LEFT: "1"}, M={RIGHT: "1"}),
        build_line("14HT", P={WHOLE: "1"}),
        build_line("COLA-033", quantity=2),
    ]
    mine, real = fake.price_basket(store_id=store_id, lines=lines), ask(store_id, *lines)
    assert [priced.unit_price for priced in mine.lines] == [priced.unit_price for priced in real.lines]
    assert (mine.food, [p.needs_oven for p in mine.lines]) == (real.food, [p.needs_oven for p in real.lines])
    with pytest.raises(BasketRefused):
        fake.price_basket(store_id=store_id, lines=[build_line("NOPE")])
    fake.without_menu.add(store_id)
    with pytest.raises(NoMenu):
        fake.price_basket(store_id=store_id, lines=lines)
