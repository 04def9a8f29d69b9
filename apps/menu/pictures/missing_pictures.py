"""Draws all products and categories of a catalogue that have no picture."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext, override

from apps.menu.models import Catalogue, Category, Picture, PictureFile, Product, ProductTopping, Topping
from apps.menu.models.pictures import MAX_ALT
from apps.menu.pictures.drawings import draw_dish, draw_pizza
from apps.menu.pictures.drawings.svg import SIDE
from apps.menu.pictures.renditions import drawing
from dominos.kernel.texts.languages import SOURCE
from dominos.kernel.unit_of_work import unit_of_work


def illustrate(catalogue: Catalogue) -> int:
    """Adds a drawing to each product without a picture, and to such categories that of their first product;
    returns the number.
    """
    products = list(Product.objects.filter(catalogue=catalogue).select_related("category"))
    bare = [product for product in products if product.picture_id is None]
    toppings = _toppings(bare)
    drawn = [(product, *_drawn(product, toppings.get(product.code, {}))) for product in bare]
    for product, picture, _ in drawn:
        product.picture_id = picture.key
    categories = [
        _pictured(each, products) for each in Category.objects.filter(catalogue=catalogue, picture=None)
    ]
    with unit_of_work("menu"):
        Picture.objects.bulk_create([picture for _, picture, _ in drawn], ignore_conflicts=True)
        PictureFile.objects.bulk_create([file for _, _, file in drawn], ignore_conflicts=True)
        Product.objects.bulk_update(bare, ["picture"])
        Category.objects.bulk_update(categories, ["picture"])
    return len(drawn)


def _pictured(category: Category, products: Iterable[Product]) -> Category:
    family = (
        product.picture_id
        for product in products
        if category.pk in (product.category_id, product.category.parent_id)
    )
    category.picture_id = next(family, None)
    return category


def _toppings(products: Iterable[Product]) -> dict[str, dict[str, tuple[Topping, Decimal]]]:
    """By product and topping, the topping and how much of it is there by default."""
    found: dict[str, dict[str, tuple[Topping, Decimal]]] = {}
    links = ProductTopping.objects.filter(product__in=list(products), default_amount__gt=0)
    for link in links.order_by("topping__position").select_related("product", "topping"):
        found.setdefault(link.product.code, {})[link.topping.code] = link.topping, link.default_amount
    return found


def _drawn(product: Product, toppings: Mapping[str, tuple[Topping, Decimal]]) -> tuple[Picture, PictureFile]:
    if product.is_halvable:
        data = draw_pizza({code: amount for code, (_, amount) in toppings.items()})
    else:
        data = draw_dish(product.code, product.category.code)
    texts = {language: {"alt": _alt(product, toppings, language)} for language in product.texts}
    picture, file = drawing(data, _alt(product, toppings, SOURCE), SIDE)
    picture.texts = texts
    return picture, file


def _alt(product: Product, toppings: Mapping[str, tuple[Topping, Decimal]], language: str) -> str:
    """What the drawing shows, in words that fit around names in their first form."""
    with override(language):
        if not product.is_halvable:
            return gettext("Drawing: {name}").format(name=_name(product, language))[:MAX_ALT]
        names = ", ".join(_name(topping, language) for topping, _ in toppings.values())
        said = (
            gettext("Drawing of a pizza: {toppings}")
            if names
            else gettext("Drawing of a pizza with nothing on it")
        )
        return said.format(toppings=names)[:MAX_ALT]


def _name(item: Product | Topping, language: str) -> str:
    return str(item.texts.get(language, {}).get("name", item.name))
