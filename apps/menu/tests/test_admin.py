"""The draft in the admin, and publishing from there."""

import json
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from apps.menu.admin.words import changes_in_words
from apps.menu.catalogues.source import load_menu
from apps.menu.models import (
    CodeBatch,
    Crust,
    Deal,
    Ingredient,
    PlannedPublication,
    Product,
    Publication,
    StoreMenu,
    Topping,
    Variant,
)
from apps.menu.queries import drafts, published_menus
from apps.menu.tests.builders.menus import build_short_menu, make_store_with_menu
from dominos.kernel.audit.sealing import entries
from dominos.kernel.clock import now

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.HAS_USERS, reason="people sign in to the admin where the users are"),
]


@pytest.fixture
def browser():
    from django.contrib.auth import get_user_model

    from dominos.kernel.ids import new_id

    person = get_user_model().objects.create_superuser(f"{new_id()}@example.com", name="Ada")
    browser = Client()
    browser.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.mark.parametrize(
    "page",
    [
        *("catalogue", "category", "size", "crust", "topping", "product", "variant", "preconfiguredproduct"),
        *("deal", "daypart", "codebatch"),
        *("storemenu", "menuversion", "publication"),
    ],
)
def test_every_list_shows_and_searches(browser, page):
    make_store_with_menu()
    assert browser.get(f"/admin/menu/{page}/").status_code == 200
    assert browser.get(f"/admin/menu/{page}/?q=x", follow=True).status_code == 200


def test_a_recipe_is_of_what_the_catalogue_has(browser):
    catalogue = Topping.objects.get(code="P", catalogue__stores=make_store_with_menu()).catalogue
    line = {"kind": "topping", "size": "14", "amount": "40"}
    form = {"catalogue": catalogue.id, "code": "pepperoni", "name": "Pepperoni", "unit": "g", "position": "0"}
    form |= {"texts": "{}", "uses-TOTAL_FORMS": "1", "uses-INITIAL_FORMS": "0"}

    def add(**row):
        typed = form | {f"uses-0-{name}": value for name, value in (line | row).items()}
        return browser.post("/admin/menu/ingredient/add/", typed)

    for wrong in ({"code": "PEP"}, {"code": "P", "size": "15"}):
        assert "The catalogue has none of this code." in add(**wrong).content.decode()
    assert add(code="P").status_code == 302
    [used] = Ingredient.objects.get(code="pepperoni").uses.all()
    assert (used.code, used.size) == ("P", "14")


def test_a_product_is_edited_with_its_variants_and_toppings(browser):
    make_store_with_menu()
    product = Product.objects.get(code="D_COLA")
    url = f"/admin/menu/product/{product.id}/change/"
    page = browser.get(url)
    variants = page.context["inline_admin_formsets"][0].formset
    data = {
        name: json.dumps(value) if isinstance(value, dict) else value
        for name, value in page.context["adminform"].form.initial.items()
        if value not in (None, False)
    }
    for each in page.context["inline_admin_formsets"]:
        initial = each.formset.management_form.initial
        data |= {f"{each.formset.prefix}-{key}": value for key, value in initial.items()}
    for form in variants.initial_forms:
        named = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
        named |= {"id": form.instance.pk, "product": product.id}
        data |= {form.add_prefix(name): value for name, value in named.items() if value is not None}
    added = {"code": "COLA-2", "name": "2 l", "price": "5,90", "crust_surcharge": 0, "topping_price": 0}
    added |= {
        "included_units": 0,
        "deposit": "0.40",
        "unit_steps": "2.50; 2.00",
        "position": 99,
        "product": product.id,
    }
    prefix, count = variants.prefix, variants.initial_form_count()
    data |= {f"{prefix}-{count}-{name}": value for name, value in added.items()}
    data[f"{prefix}-TOTAL_FORMS"] = count + 1
    assert browser.post(url, data).status_code == 302
    new = product.variants.get(code="COLA-2")
    assert (new.price, new.deposit, new.unit_steps) == (590, 40, [250, 200])
    assert new.catalogue_id == product.catalogue_id


def test_publishing_and_selling_by_an_older_version(browser):
    store_id = make_store_with_menu()
    first = published_menus.get_menu(store_id).version
    Topping.objects.filter(code="P").update(name="Hot pepperoni")
    chosen = {"action": "publish_draft", "_selected_action": [store_id]}
    question = browser.post("/admin/menu/storemenu/", chosen).content.decode()
    assert "Hot pepperoni name: Pepperoni → Hot pepperoni" in question
    assert published_menus.get_menu(store_id).version == first, "it is asked first"
    browser.post(
        "/admin/menu/storemenu/",
        {"action": "publish_draft", "confirmed": "yes", "_selected_action": [store_id]},
    )
    assert published_menus.get_menu(store_id).version != first
    oldest = Publication.objects.get(revision=1)
    browser.post(
        "/admin/menu/publication/",
        {"action": "publish_again", "confirmed": "yes", "_selected_action": [oldest.id]},
    )
    assert published_menus.get_menu(store_id).version == first
    assert Publication.objects.filter(published_by=None).count() == 1


def test_the_preview_shows_what_publishing_would_change(browser):
    store_id = make_store_with_menu()
    preview = {"action": "preview_draft", "_selected_action": [store_id]}
    page = browser.post("/admin/menu/storemenu/", preview).content.decode()
    assert "sells by the draft" in page
    Topping.objects.filter(code="P").update(name="Hot pepperoni")
    page = browser.post("/admin/menu/storemenu/", preview).content.decode()
    assert "name: Pepperoni → Hot pepperoni" in page
    assert "Publish for" in page
    assert Publication.objects.count() == 1


def test_a_catalogue_is_published_for_all_its_stores(browser):
    stores = [make_store_with_menu() for _ in range(2)]
    Topping.objects.filter(code="P").update(name="Hot pepperoni")
    catalogue = StoreMenu.objects.get(store_id=stores[0]).catalogue_id
    browser.post(
        "/admin/menu/catalogue/",
        {"action": "publish_to_stores", "confirmed": "yes", "_selected_action": [catalogue]},
    )
    assert {published_menus.get_menu(store).rules.toppings["P"].name for store in stores} == {"Hot pepperoni"}
    assert Publication.objects.filter(revision=2).count() == 2


def test_a_catalogue_is_planned_for_all_its_stores_and_cancelled_for_one(browser):
    stores = [make_store_with_menu() for _ in range(2)]
    catalogue = StoreMenu.objects.get(store_id=stores[0]).catalogue_id
    chosen = {"action": "plan_for_stores", "_selected_action": [catalogue]}
    answer = browser.post("/admin/menu/catalogue/", chosen, follow=True).content.decode()
    assert "Say on which day" in answer
    day = f"{now() + timedelta(days=2):%Y-%m-%d}"
    chosen |= {"day": day, "at_time": "06:00"}
    question = browser.post("/admin/menu/catalogue/", chosen).content.decode()
    assert question.count(f"{day} 06:00 UTC") == 2 and not PlannedPublication.objects.exists()
    browser.post("/admin/menu/catalogue/", chosen | {"confirmed": "yes"})
    assert f"{day} 06:00 UTC" in browser.get("/admin/menu/plannedpublication/").content.decode()
    plan = PlannedPublication.objects.get(store_menu=stores[0])
    cancel = {"action": "cancel", "confirmed": "yes", "_selected_action": [plan.id]}
    browser.post("/admin/menu/plannedpublication/", cancel)
    found = PlannedPublication.objects.values_list("store_menu", "outcome")
    assert set(found) == {(stores[0], "cancelled"), (stores[1], "open")}


def test_a_store_that_cannot_publish_is_named(browser):
    StoreMenu.objects.create(
        store_id="0198f5f0-0000-7000-8000-000000000009", store_code="T-9", currency="EUR"
    )
    chosen = {
        "action": "publish_draft",
        "confirmed": "yes",
        "_selected_action": ["0198f5f0-0000-7000-8000-000000000009"],
    }
    answer = browser.post("/admin/menu/storemenu/", chosen, follow=True)
    assert "no catalogue" in answer.content.decode()


def test_published_versions_are_read_only(browser):
    store_id = make_store_with_menu()
    version = StoreMenu.objects.get(store_id=store_id).current
    page = browser.get(f"/admin/menu/menuversion/{version.id}/change/")
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert browser.post(f"/admin/menu/menuversion/{version.id}/change/", {}).status_code == 403


def test_what_publishing_would_change_is_told_in_words():
    told = changes_in_words(
        {
            "price": (1590, 1690),
            "allergens": (["gluten", "milk"], []),
            "is_paid": (True, False),
            "weekdays": (None, [1, 2]),
            "slots": ([], [{"products": ["S_PIZZA"], "quantity": 2}]),
        },
        "EUR",
    )
    assert told == [
        ("price", "15.90 EUR", "16.90 EUR"),
        ("allergens", "gluten, milk", "–"),
        ("is paid", "yes", "no"),
        ("weekdays", "–", "1, 2"),
        ("slots", "–", "products: S_PIZZA; quantity: 2"),
    ]


@pytest.mark.parametrize(
    ("rule", "value", "tiers", "kept", "steps"),
    [("percent", "20", "2: 12,5", 2000, [[2, 1250]]), ("amount", "2,50", "", 250, [])],
)
def test_a_deal_is_typed_as_people_say_it(browser, rule, value, tiers, kept, steps):
    make_store_with_menu()
    deal = Deal.objects.filter(catalogue__code__isnull=False).first()
    url = f"/admin/menu/deal/{deal.id}/change/"
    form = browser.get(url).context["adminform"].form
    data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    data = {name: json.dumps(text) if isinstance(text, list | dict) else text for name, text in data.items()}
    slots = '[{"products": ["S_PIZZA"], "quantity": 2}]'
    data |= {"rule": rule, "value": value, "tiers": tiers, "slots": slots, "min_subtotal": "19.90"}
    for name in ("services", "stores", "weekdays"):
        data[name] = ""
    sent = {name: text for name, text in data.items() if text is not None and text is not False}
    answer = browser.post(url, sent)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    deal.refresh_from_db()
    assert (deal.value, deal.tiers, deal.min_subtotal) == (kept, steps, 1990)
    shown = browser.get("/admin/menu/deal/").content.decode()
    assert ("20 %" if rule == "percent" else "2.50 EUR") in shown


def test_a_batch_of_codes_is_made_once_and_downloaded(browser):
    make_store_with_menu()
    typed = {"name": "Flyer", "deal": "FRIEND", "number": 3, "ends_on": "2031-05-01"}
    for wrong in ({"number": 0}, {"number": 10_001}, {"deal": "TWOLARGE"}):
        assert browser.post("/admin/menu/codebatch/add/", {**typed, **wrong}).status_code == 200
    assert browser.post("/admin/menu/codebatch/add/", typed).status_code == 302
    batch = CodeBatch.objects.get()
    changed = {"name": "Flyer in May", "ends_on": "2031-06-01", "number": 9, "deal": "TWOLARGE"}
    assert browser.post(f"/admin/menu/codebatch/{batch.id}/change/", changed).status_code == 302
    batch.refresh_from_db()
    assert (batch.name, batch.number, batch.codes.count(), batch.deal) == ("Flyer in May", 3, 3, "FRIEND")
    chosen = {"action": "download", "_selected_action": [str(batch.id)]}
    lines = browser.post("/admin/menu/codebatch/", chosen).content.decode().split()
    assert len(set(lines)) == 3
    assert all(re.fullmatch("([A-Z2-9]{4}-){3}[A-Z2-9]{4}", line) for line in lines)


def test_the_log_says_what_a_price_was_and_is(browser):
    make_store_with_menu()
    row = (
        Variant.objects.get(code="V_COLA")
        if Variant.objects.filter(code="V_COLA")
        else Variant.objects.first()
    )
    before = row.price
    page = browser.get("/admin/menu/variant/", {"q": row.code})
    formset = page.context["cl"].formset
    data = {f"form-{name}": value for name, value in formset.management_form.initial.items()}
    for form in formset.forms:
        data |= {f"{form.prefix}-id": form.instance.pk, f"{form.prefix}-price": form["price"].value()}
        if form.instance.pk == row.pk:
            data[f"{form.prefix}-price"] = "17.70"
    answer = browser.post(f"/admin/menu/variant/?q={row.code}", data | {"_save": "Save"})
    assert answer.status_code == 302
    entry = entries("menu").get(kind="menu.variant_changed")
    assert entry.about == f"menu.variant:{row.pk}" and entry.actor_id is not None
    assert entry.details["fields"] == {"price": [before, 1770]}


def test_words_are_edited_beside_each_other_and_what_is_missing_is_shown(browser):
    catalogue = load_menu(build_short_menu())
    crust = Crust.objects.get(catalogue=catalogue, code="TN")
    path = f"/admin/menu/crust/{crust.pk}/change/"
    fields = {
        "catalogue": catalogue.pk,
        "code": "TN",
        "name": crust.name,
        "position": 1,
        "allergens": "gluten",
    }

    page = browser.get(path).content.decode()
    assert 'name="texts.fi.name" value="ohut ja rapea" lang="fi"' in page and "texts.en.name" not in page
    answer = browser.post(path, {**fields, "texts.fi.name": "  rapea ", "texts.sv.name": " "})
    crust.refresh_from_db()
    assert (answer.status_code, crust.texts) == (302, {"fi": {"name": "rapea"}})
    too_long = browser.post(path, {**fields, "texts.fi.name": "x" * 161})
    assert "Suomi: at most 160 characters." in too_long.content.decode()

    finnish = browser.get("/admin/menu/product/", headers={"Accept-Language": "fi"}).content.decode()
    assert "Tuotteet" in finnish and "Kategoria" in finnish and "Category" not in finnish
    found = browser.get("/admin/menu/crust/?missing=sv").content.decode()
    assert "thin and crisp" in found and "deep pan" not in found and "sv, de" in found
    assert "Feta and Spinach" in browser.get("/admin/menu/product/?q=pinaatti").content.decode()
    assert drafts.assemble(catalogue)["crusts"][1]["texts"] == {"fi": {"name": "rapea"}}
