"""Drawings for all products and categories of a catalogue that have no picture."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from apps.menu.drawings import draw_dish, draw_pizza
from apps.menu.drawings.svg import SIDE
from apps.menu.models import Catalogue, Category, Picture, PictureFile, Product, ProductTopping
from apps.menu.models.pictures import MAX_ALT
from apps.menu.pictures.adding import drawing
from dominos.kernel.unit_of_work import unit_of_work


def illustrate(catalogue: Catalogue) -> int:
    """Gives each product without a picture a drawing, and each such category that of its first product; how many."""
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


def _toppings(products: Iterable[Product]) -> dict[str, dict[str, tuple[str, Decimal]]]:
    """By product and topping, its name and how much of it is there by default."""
    found: dict[str, dict[str, tuple[str, Decimal]]] = {}
    links = ProductTopping.objects.filter(product__in=list(products), default_amount__gt=0)
    rows = links.order_by("topping__position").values_list(
        "product__code", "topping__code", "topping__name", "default_amount"
    )
    for product, topping, name, amount in rows:
        found.setdefault(product, {})[topping] = name, amount
    return found


def _drawn(product: Product, toppings: Mapping[str, tuple[str, Decimal]]) -> tuple[Picture, PictureFile]:
    if product.is_halvable:
        names = ", ".join(name.lower() for name, _ in toppings.values())
        data = draw_pizza({code: amount for code, (_, amount) in toppings.items()})
        return drawing(data, f"Drawing of a pizza with {names or 'nothing on it'}"[:MAX_ALT], SIDE)
    data = draw_dish(product.code, product.category.code)
    return drawing(data, f"Drawing: {product.name}"[:MAX_ALT], SIDE)
