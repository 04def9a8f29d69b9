"""Pictures: what is kept of a photo, how it is served, and that a published version names it."""

import re
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.menu.admin.pictures import PictureForm
from apps.menu.catalogues.demo_menu import demo_menu
from apps.menu.catalogues.source import load_menu
from apps.menu.models import Picture, PictureFile, Product
from apps.menu.pictures.drawings import draw_dish, draw_pizza
from apps.menu.pictures.drawings.dishes import BY_CATEGORY, BY_CODE
from apps.menu.pictures.drawings.pizzas import CHEESES, SAUCES, TOPPINGS
from apps.menu.pictures.missing_pictures import illustrate
from apps.menu.pictures.renditions import add_photo
from apps.menu.queries.drafts import assemble
from dominos.kernel.photos import NotAPhoto
from dominos.kernel.testing.api import client

EDIBLE = ("sauce", "cheese", "meat", "vegetable", "finish")


def photo(size=(700, 500), kind="JPEG"):
    encoded = BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(encoded, kind)
    return encoded.getvalue()


def test_drawings_are_the_same_each_time_and_only_draw():
    pizza = draw_pizza({"X": Decimal(1), "C": Decimal(1), "P": Decimal(2), "??": Decimal(1)})
    assert pizza == draw_pizza({"X": Decimal(1), "C": Decimal(1), "P": Decimal(2), "??": Decimal(1)})
    assert pizza != draw_pizza({"X": Decimal(1), "C": Decimal(1), "P": Decimal(1), "??": Decimal(1)})
    for drawn in (
        pizza,
        *(draw_dish(code, "") for code in BY_CODE),
        *(draw_dish("NEW", c) for c in BY_CATEGORY),
    ):
        tags = {element.tag.partition("}")[2] for element in ElementTree.fromstring(drawn).iter()}
        assert tags <= {"svg", "rect", "circle", "ellipse", "path", "g"}
        assert not re.search(rb"href|script|style|url\(|nan|inf", drawn)
        assert len(drawn) < 16_000


def test_the_whole_demo_menu_has_a_drawing_of_its_own():
    source = demo_menu()
    toppings = {
        code for group in EDIBLE for code, row in source["toppings"][group].items() if isinstance(row, list)
    }
    assert toppings <= {*SAUCES, *CHEESES, *TOPPINGS}
    assert {product["code"] for product in source["products"]} == set(BY_CODE)


@pytest.mark.django_db
def test_a_published_version_names_its_pictures_and_they_are_kept_for_good():
    catalogue = load_menu(demo_menu())
    bare = assemble(catalogue)
    assert not any("picture" in row for row in bare["products"]), "a menu without pictures is as it was"
    assert illustrate(catalogue) == Product.objects.count()
    document = assemble(catalogue)
    assert all(row["picture"]["alt"] for row in (*document["products"], *document["categories"]))
    assert illustrate(catalogue) == 0 and assemble(load_menu(demo_menu())) == document
    key = document["products"][0]["picture"]["key"]
    answer = client().get(f"/api/v1/menu/pictures/{key}.svg")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert "immutable" in answer["Cache-Control"] and "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert client().get(f"/api/v1/menu/pictures/{key}-320.webp").status_code == 404


@pytest.mark.django_db
def test_a_photo_is_kept_in_modern_formats_and_known_by_what_it_shows():
    first = add_photo(photo(), alt="A pizza", focal=(20, 80))
    again = add_photo(photo(), alt="A better text")
    assert first.key == again.key and Picture.objects.get().alt == "A better text"
    names = {f"{first.key}-{width}.{ending}" for width in (320, 640) for ending in ("avif", "webp")}
    assert set(PictureFile.objects.values_list("name", flat=True)) == names
    for name in names:
        answer = client().get(f"/api/v1/menu/pictures/{name}")
        made = Image.open(BytesIO(answer.content))
        assert answer["Content-Type"] == f"image/{made.format.lower()}" and made.width in (320, 640)
    with pytest.raises(NotAPhoto):
        add_photo(photo((300, 900)), alt="Too narrow")
    with pytest.raises(NotAPhoto):
        add_photo(draw_dish("F_FRIES", ""), alt="A drawing of somebody's")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("alt", "data", "field"),
    [
        ("  ", photo(), "alt"),
        ("", photo(), "alt"),
        ("Fries", b"no picture", "photo"),
        ("A pizza", photo(), None),
    ],
)
def test_the_admins_form_wants_a_photo_and_what_it_shows(alt, data, field):
    typed = {"alt": alt, "focal_x": 50, "focal_y": 40}
    form = PictureForm(typed, {"photo": SimpleUploadedFile("a.jpg", data)})
    assert form.is_valid() is (field is None)
    assert set(form.errors) == ({field} if field else set())
    assert Picture.objects.count() == (0 if field else 1)
