"""Imports a menu file for a store: draft, publication, and a check of all prices against the file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import translation

from apps.menu.catalogues.draft_rows import load_tables
from apps.menu.catalogues.imports.notation import Entry, Report
from apps.menu.catalogues.imports.parsed_menu import Translation
from apps.menu.catalogues.imports.products import Sold
from apps.menu.catalogues.imports.translation import translate
from apps.menu.catalogues.imports.words import language_of, with_words
from apps.menu.contract.types import LineRequest, Options, Part
from apps.menu.domain import SIDE, Menu, Product, Variant, documents, price_lines
from apps.menu.models import StoreMenu
from apps.menu.queries import drafts
from apps.menu.store_menus import publications, stores
from dominos.kernel.errors import Invalid, NotFound
from dominos.kernel.unit_of_work import unit_of_work


@dataclass(frozen=True, slots=True)
class Imported:
    """What was imported, by kind; what was not, one line each; and whether the store sells a new version."""

    taken: Mapping[str, int]
    lines: tuple[str, ...]
    is_changed: bool
    version: str


def import_menu(source: Any, *, store_code: str, translations: Sequence[Any] = ()) -> Imported:
    """Publishes the file for the store; on an error nothing is changed. NotFound, Invalid, Conflict.

    The store gets a catalogue of its own; importing the same file again changes nothing. `translations` are
    files of the same menu in other languages, from which only texts are taken.
    """
    for each in (source, *translations):
        if not isinstance(each, Mapping) or not each.get("Products") or not each.get("Variants"):
            raise Invalid("This is no menu: it has no Products and Variants.")
    languages = [language_of(each) for each in (source, *translations)]
    if len(set(languages)) < len(languages):
        said = ", ".join(languages)
        raise Invalid(f"Each file needs a language of its own (Misc.LanguageCode); these say {said}.")
    report = Report()
    with unit_of_work("menu"):
        store = StoreMenu.objects.select_for_update().filter(store_code=store_code).first()
        if store is None:
            raise NotFound(f"There is no store {store_code}.")
        found, tables = translate(
            source, catalogue=f"store-{store_code}"[:30], currency=store.currency, report=report
        )
        if not found.products:
            raise Invalid("This menu has nothing to sell: " + "; ".join(report.lines[:5]))
        for each in translations:
            _, other = translate(each, catalogue=found.catalogue, currency=store.currency, report=Report())
            tables = with_words(tables, other, language_of(each))
        catalogue = load_tables(
            code=found.catalogue,
            name=_name(source, store),
            currency=store.currency,
            language=language_of(source),
            tables=tables,
        )
        stores.assign_catalogue(store.store_id, catalogue)
        is_changed = publications.publish_menu(store.store_id)
        version = drafts.assemble(catalogue)
        _verify(documents.read(version), version["preconfigured"], found, report)
    with translation.override("en"):  # as all of the report
        taken = {str(model._meta.verbose_name_plural): len(rows) for model, rows in tables.items()}
    return Imported(taken, tuple(report.lines), is_changed, documents.content_hash(version))


def _name(source: Entry, store: StoreMenu) -> str:
    return f"Menu of {store.store_name or store.store_code}"[:80]


def _verify(
    menu: Menu, preconfigured: Iterable[Mapping[str, Any]], found: Translation, report: Report
) -> None:
    """Orders every variant with 0 to 4 toppings and every preconfigured product, and reports what differs."""
    for code, (_, sold) in found.sold.items():
        for count, request in enumerate(_orders(menu, menu.variants[code], len(sold.prices))):
            _compare(menu, request, sold, count, report)
    for row in preconfigured:
        _order_preconfigured(menu, row, report)


def _order_preconfigured(menu: Menu, row: Mapping[str, Any], report: Report) -> None:
    """Reports where no variant can be had with these options."""
    options: Options = {
        code: {Part(part): Decimal(amount) for part, amount in parts.items()}
        for code, parts in row["options"].items()
    }
    codes = [row["variant"]] if "variant" in row else _variants_of(menu, row["product"])
    refusals = [
        price_lines(menu, [LineRequest(variant=code, quantity=1, options=options)])[1] for code in codes
    ]
    if all(refusals):
        message = refusals[0][0].message if refusals else "it has no variant"
        report.say(f"PreconfiguredProducts.{row['code']}", f"cannot be ordered: {message}")


def _variants_of(menu: Menu, product: str) -> list[str]:
    return [code for code, variant in menu.variants.items() if variant.product == product]


def _orders(menu: Menu, variant: Variant, most: int) -> Iterator[LineRequest]:
    """The variant with none, one, two ... paid toppings that it does not have by default."""
    product = menu.product_of(variant)
    free = [
        code
        for code, amounts in product.amounts.items()
        if code not in product.defaults and Decimal(1) in amounts and _counts(menu, product, code)
    ]
    for count in range(min(most, len(free) + 1)):
        options: Options = {code: {Part.WHOLE: Decimal(1)} for code in free[:count]}
        yield LineRequest(variant=variant.code, quantity=1, options=options)


def _counts(menu: Menu, product: Product, code: str) -> bool:
    """Whether the topping is paid on the product, and goes with all others."""
    topping = menu.toppings[code]
    is_alone = bool(topping.exclusive_group) and code not in product.nonexclusive
    return menu.is_paid((product, product), code) and topping.group != SIDE and not is_alone


def _compare(menu: Menu, request: LineRequest, sold: Sold, count: int, report: Report) -> None:
    lines, refusals = price_lines(menu, [request])
    where = f"Variants.{sold.code}"
    for refusal in refusals:
        report.say(where, f"cannot be ordered with {count} toppings: {refusal.message}")
    for line in lines:
        if line.unit_price != sold.prices[count]:
            report.say(where, f"with {count} toppings costs {line.unit_price}, not {sold.prices[count]}")
