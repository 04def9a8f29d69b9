"""Drafts become versions that never change."""

from collections import Counter
from datetime import time

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.menu.catalogues.demo_menu import demo_menu, seed
from apps.menu.catalogues.source import load_menu
from apps.menu.domain import documents
from apps.menu.models import (
    Catalogue,
    MenuVersion,
    Product,
    Publication,
    StoreMenu,
    Topping,
    Variant,
)
from apps.menu.queries import drafts, published_menus
from apps.menu.store_menus import publications, stores
from apps.menu.tests.builders.menus import make_changed_draft, make_store_with_menu
from apps.stores.contract.events import StoreSaved
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.errors import Conflict, NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.messaging.inbox import receive
from dominos.kernel.messaging.messages import envelope_of

pytestmark = pytest.mark.django_db(transaction=True)


def publications_told():
    outbox = apps.get_model("menu", "OutboxMessage")
    return list(outbox.objects.order_by("id").values_list("data__menu_version", "sequence"))


def test_publishing_makes_a_version_and_says_so():
    store_id = make_store_with_menu()
    version = MenuVersion.objects.get()
    assert StoreMenu.objects.get(store_id=store_id).current == version
    assert version.content_hash == documents.content_hash(version.document)
    assert publications_told() == [(version.content_hash, 1)]


def test_publishing_the_same_content_changes_nothing():
    store_id = make_store_with_menu()
    assert publications.publish_menu(store_id) is False
    assert (MenuVersion.objects.count(), Publication.objects.count(), len(publications_told())) == (1, 1, 1)


def test_a_draft_is_not_sold_until_publications_told():
    store_id = make_store_with_menu()
    before = published_menus.get_menu(store_id).version
    make_changed_draft(P="Hot pepperoni")
    assert published_menus.get_menu(store_id).version == before
    assert publications.publish_menu(store_id) is True
    after = published_menus.get_menu(store_id)
    assert after.version != before
    assert after.rules.toppings["P"].name == "Hot pepperoni"


def test_rolling_back_sells_by_the_old_version_again():
    store_id = make_store_with_menu()
    first = published_menus.get_menu(store_id).version
    make_changed_draft(P="Hot pepperoni")
    publications.publish_menu(store_id)
    assert publications.publish_version(store_id, first) is True
    assert publications.publish_version(store_id, first) is False
    assert published_menus.get_menu(store_id).version == first
    assert [sequence for _, sequence in publications_told()] == [1, 2, 3]
    assert Publication.objects.count() == 3


def test_stores_that_sell_the_same_share_a_version():
    make_store_with_menu()
    make_store_with_menu()
    assert MenuVersion.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE menu_menuversion SET document = '{}'",
        "UPDATE menu_menuversion SET content_hash = 'x'",
        "DELETE FROM menu_menuversion",
    ],
)
def test_the_database_refuses_to_change_a_published_version(statement):
    make_store_with_menu()
    before = MenuVersion.objects.values().get()
    with (
        pytest.raises(IntegrityError, match="published and cannot be changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert MenuVersion.objects.values().get() == before


def test_what_cannot_be_publications_told():
    with pytest.raises(NotFound):
        publications.publish_menu(new_id())
    store_id = new_id()
    stores.save_store(store_id, code="T-1", name="Test", currency="EUR")
    with pytest.raises(Conflict):
        publications.publish_menu(store_id)
    with pytest.raises(NotFound):
        publications.publish_version(store_id, "0" * 64)


def test_a_menu_in_another_currency_than_the_stores_is_refused():
    store_id = new_id()
    stores.save_store(store_id, code="T-1", name="Test", currency="SEK")
    stores.assign_catalogue(store_id, load_menu(demo_menu()))
    with pytest.raises(Conflict, match="SEK"):
        publications.publish_menu(store_id)
    assert MenuVersion.objects.count() == 0


def test_a_saved_store_gets_to_know_the_menu():
    event = StoreSaved(
        store_id=new_id(),
        code="HEL-9",
        name="Nine",
        lat=60.0,
        lon=24.0,
        currency="EUR",
        services=(ServiceMethod.DELIVERY,),
        is_active=True,
        timezone="Europe/Helsinki",
        day_starts_at=time(6),
    )
    receive("menu", envelope_of(event, producer="stores", subject=event.store_id, sequence=1))
    store = StoreMenu.objects.get(store_id=event.store_id)
    assert (store.store_code, store.store_name, store.currency) == ("HEL-9", "Nine", "EUR")
    assert (store.timezone, store.day_starts_at) == ("Europe/Helsinki", time(6))


def test_a_store_told_late_keeps_its_menu():
    store_id = new_id()
    seed([store_id])
    stores.save_store(store_id, code="HEL-9", name="Nine", currency="EUR")
    assert published_menus.get_menu(store_id).rules.currency == "EUR"


@pytest.mark.slow
def test_the_demo_menu_has_a_chains_structure():
    catalogue = load_menu(demo_menu())
    assert Product.objects.count() == 61
    assert 200 <= Variant.objects.count() <= 240
    document = drafts.assemble(catalogue)
    assert 10 <= len(document["categories"]) <= 12
    codes = {key: {row["code"] for row in document[key]} for key in ("products", "variants", "toppings")}
    assert all(row["options"].keys() <= codes["toppings"] for row in document["preconfigured"])
    assert {row["product"] for row in document["variants"]} == codes["products"]
    sold = Counter(row["product"] for row in document["variants"])
    assert {sold[row["code"]] for row in document["products"] if row["is_halvable"]} == {11}


def test_loading_a_source_twice_writes_nothing():
    before = drafts.assemble(load_menu(demo_menu()))
    with CaptureQueriesContext(connection) as statements:
        catalogue = load_menu(demo_menu())
    assert [each["sql"] for each in statements if each["sql"].startswith("INSERT")] == []
    assert drafts.assemble(catalogue) == before


def test_a_changed_source_changes_rows_and_a_shorter_one_removes_them():
    load_menu(demo_menu())
    pepperoni = Topping.objects.get(code="P").id
    source = dict(demo_menu())
    source["products"] = [row for row in source["products"] if row["category"] != "DIPS"]
    del source["categories"]["DIPS"]
    source["toppings"]["meat"]["P"] = ["Hot pepperoni", []]
    load_menu(source)
    assert not Product.objects.filter(code__startswith="Y_").exists()
    assert Topping.objects.get(id=pepperoni).name == "Hot pepperoni"
    assert Catalogue.objects.count() == 1


def test_assembling_costs_the_same_for_any_size(django_assert_num_queries):
    catalogue = load_menu(demo_menu())
    with django_assert_num_queries(11):
        drafts.assemble(catalogue)
