"""Menus as rendered on the server, before any script runs: items, prices and pictures.

A product's price is that of the cheapest variant of each of its sizes, without changes (`catalogue.js` has
the same rule).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from babel.numbers import format_currency
from django.utils.translation import gettext, gettext_noop

from apps.menu.contract.errors import NoMenu
from apps.menu.contract.service import MenuService
from apps.menu.contract.types import DietClass
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import ServiceMethod, Store, WeeklyHours
from dominos.kernel.errors import NotFound, Unavailable
from dominos.kernel.money import from_minor
from dominos.kernel.services import service

type Row = dict[str, Any]

KEPT_MENUS = 64
PICTURES = "/api/v1/menu/pictures/"
SCHEMA = "https://schema.org"
DIETS = {DietClass.VEGETARIAN: gettext_noop("Vegetarian"), DietClass.VEGAN: gettext_noop("Vegan")}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FIRST = 4
"""The number of pictures that load eagerly: those on a phone's first screen."""


@dataclass(frozen=True, slots=True)
class Price:
    """The price of a size ("" if there is only one): the amount in the currency's main unit, and formatted."""

    size: str
    amount: str
    written: str


@dataclass(frozen=True, slots=True)
class Item:
    """A product, or a preconfigured one (`is_ready`), whose price may be higher than that of its product.

    `picture` is a URL, "" if there is none; `allergens` is None where one of them is not stated. `diet` is a
    label for vegetarians or vegans, "" for neither.
    """

    code: str
    name: str
    description: str
    prices: tuple[Price, ...]
    is_gone: bool
    picture: str
    allergens: tuple[str, ...] | None
    diet: str
    is_first: bool
    is_ready: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A category with its items."""

    code: str
    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class ShownMenu:
    """What a store sells now."""

    store: Store
    currency: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What is kept of a menu in a language, while its tag is that of what is sold."""

    tag: str
    currency: str
    sections: tuple[Section, ...]


_kept: dict[tuple[UUID, str, str], _Drawn] = {}


def find_menu(store_id: UUID, language: str, written_in: str) -> ShownMenu | None:
    """The menu that a store sells now, in the language, with prices formatted for the page's language; None
    if it has none.
    """
    try:
        store = service(StoresService).get_store(store_id=store_id)
        drawn = _drawn(store_id, language, written_in)
    except (NotFound, NoMenu, Unavailable):
        return None
    return ShownMenu(store, drawn.currency, drawn.sections)


def _drawn(store_id: UUID, language: str, written_in: str) -> _Drawn:
    known = _kept.get((store_id, language, written_in))
    found = service(MenuService).get_document(
        store_id=store_id, known=known.tag if known else "", language=language
    )
    if known is not None and found.document is None:
        return known
    document = found.document or {}
    sections = tuple(_sections(document, found.sold_out, written_in))
    while len(_kept) >= KEPT_MENUS:
        _kept.pop(next(iter(_kept)), None)
    drawn = _kept[store_id, language, written_in] = _Drawn(found.tag, document["currency"], sections)
    return drawn


def _sections(document: Row, sold_out: frozenset[str], language: str) -> Iterator[Section]:
    variants: dict[str, list[Row]] = {}
    for row in document["variants"]:
        variants.setdefault(row["product"], []).append(row)
    first = {row["code"] for row in document["products"][:FIRST]}
    for category in document["categories"]:
        items = tuple(
            _item(document, row, variants[row["code"]], sold_out, language, row["code"] in first)
            for row in document["products"]
            if row["category"] == category["code"] and row["code"] in variants
        )
        ready = tuple(
            _ready(document, row, sold_out, language)
            for row in document["preconfigured"]
            if row.get("category") == category["code"]
        )
        if items or ready:
            yield Section(category["code"], category["name"], items + ready)


def _item(
    document: Row, row: Row, variants: list[Row], sold_out: frozenset[str], language: str, is_first: bool
) -> Item:
    parts = _parts(document, row, variants[0])
    return Item(
        code=row["code"],
        name=row["name"],
        description=row.get("description", ""),
        prices=tuple(_prices(document, variants, language)),
        is_gone=all(variant["code"] in sold_out for variant in variants),
        picture=_file(row.get("picture")),
        allergens=_allergens(parts),
        diet=_diet(parts),
        is_first=is_first,
    )


def _ready(document: Row, row: Row, sold_out: frozenset[str], language: str) -> Item:
    least = row.get("least_price")
    return Item(
        code=row["code"],
        name=row["name"],
        description=row.get("description", ""),
        prices=() if least is None else (_price("", least, document["currency"], language),),
        is_gone=row["code"] in sold_out,
        picture="",
        allergens=None,
        diet="",
        is_first=False,
        is_ready=True,
    )


def _prices(document: Row, variants: list[Row], language: str) -> Iterator[Price]:
    currency = document["currency"]
    sizes = {row["code"]: row["name"] for row in document["sizes"]}
    least: dict[str, int] = {}
    for row in variants:
        size = sizes.get(row.get("size") or "") or row.get("name") or ""
        price = row["price"] + (row.get("crust_surcharge") or 0)
        least[size] = min(price, least.get(size, price))
    for size, price in least.items():
        yield _price(size if len(least) > 1 else "", price, currency, language)


def _price(size: str, minor: int, currency: str, language: str) -> Price:
    amount = from_minor(minor, currency)
    return Price(size, str(amount), format_currency(amount, currency, locale=language.replace("-", "_")))


def _file(picture: Row | None) -> str:
    if not picture:
        return ""
    widths = picture.get("widths") or ()
    return f"{PICTURES}{picture['key']}" + (f"-{widths[0]}.webp" if widths else ".svg")


def _parts(document: Row, product: Row, variant: Row) -> list[Row]:
    """As `contents.js` says: the product, its crust and what is on it as it comes."""
    toppings = {row["code"]: row for row in document["toppings"]}
    crusts = {row["code"]: row for row in document["crusts"]}
    there = [code for code, link in product["toppings"].items() if link["default"] != "0"]
    usual = variant.get("own_defaults", there)
    found = [product, crusts.get(variant.get("crust") or ""), *map(toppings.get, usual)]
    return [part for part in found if part is not None]


def _allergens(parts: list[Row]) -> tuple[str, ...] | None:
    stated = [part.get("allergens") for part in parts]
    if any(each is None for each in stated):
        return None
    return tuple(dict.fromkeys(gettext(name) for each in stated for name in each or ()))


def diet_names() -> list[str]:
    """The diets that can be filtered by, translated."""
    return list(map(gettext, DIETS.values()))


def _diet(parts: list[Row]) -> str:
    diet = DietClass.of_all(part.get("diet") for part in parts)
    return gettext(DIETS[diet]) if diet in DIETS else ""


def hours_of(store_id: UUID) -> list[WeeklyHours]:
    """The store's usual carryout hours."""
    hours = service(StoresService).list_hours(store_id=store_id)
    return [span for span in hours if span.service is ServiceMethod.CARRYOUT]


def schema_of(menu: ShownMenu, hours: list[WeeklyHours], url: str) -> Row:
    """The store and its menu as structured data: schema.org's `Restaurant`, `Menu` and `Offer`."""
    store = menu.store
    return {
        "@context": SCHEMA,
        "@type": "Restaurant",
        "name": store.name,
        "url": url,
        "telephone": store.phone,
        "servesCuisine": "Pizza",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": f"{store.street} {store.house_number}",
            "postalCode": store.postcode,
            "addressLocality": store.city,
        },
        "geo": {"@type": "GeoCoordinates", "latitude": store.lat, "longitude": store.lon},
        "openingHoursSpecification": [_span(span) for span in hours],
        "hasMenu": {
            "@type": "Menu",
            "hasMenuSection": [
                {
                    "@type": "MenuSection",
                    "name": section.name,
                    "hasMenuItem": [_offered(item, menu.currency) for item in section.items],
                }
                for section in menu.sections
            ],
        },
    }


def _span(span: WeeklyHours) -> Row:
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": f"{SCHEMA}/{WEEKDAYS[span.weekday - 1]}",
        "opens": f"{span.opens:%H:%M}",
        "closes": f"{span.closes:%H:%M}",
    }


def _offered(item: Item, currency: str) -> Row:
    state = "OutOfStock" if item.is_gone else "InStock"
    return {
        "@type": "MenuItem",
        "name": item.name,
        **({"description": item.description} if item.description else {}),
        "offers": [
            {
                "@type": "Offer",
                "price": price.amount,
                "priceCurrency": currency,
                "availability": f"{SCHEMA}/{state}",
                **({"name": price.size} if price.size else {}),
            }
            for price in item.prices
        ],
    }


def all_stores() -> list[Store]:
    """All stores of the chain."""
    return service(StoresService).list_stores()
