"""A client's reader of the public menu document: what its schema says is said once is put where it belongs."""

from collections.abc import Iterable, Mapping
from typing import Any

from apps.menu.queries.document_answers import MenuAnswer, ProductAnswer, VariantAnswer
from dominos.kernel.edge.answers import Answer

Row = dict[str, Any]


def read_menu(body: bytes, nutrition: Mapping[str, Mapping[str, Any]]) -> Row:
    """The published document again, without unlisted deals; each row has all members of its schema."""
    menu = MenuAnswer.model_validate_json(body)
    variants = [{**_row(each), **_said_elsewhere(menu, each)} for each in menu.variants]
    found = {
        **_row(menu),
        "products": [{**_row(each), "toppings": _toppings(menu, each)} for each in menu.products],
        "variants": variants,
        "deals": [
            {
                **_row(deal),
                "slots": [{**_row(slot), "variants": _taken(slot, variants)} for slot in deal.slots],
            }
            for deal in menu.deals
        ],
        **{
            key: list(map(_row, getattr(menu, key)))
            for key in ("sizes", "crusts", "toppings", "preconfigured")
        },
    }
    for kind in ("crusts", "toppings", "products"):
        found[kind] = [{**row, "nutrition": nutrition[kind].get(row["code"])} for row in found[kind]]
    return found


def holds(read: Any, published: Any) -> bool:
    """Whether what was read has all that was published, in the same order."""
    if isinstance(published, Mapping):
        return all(key in read and holds(read[key], value) for key, value in published.items())
    if isinstance(published, list):
        return len(read) == len(published) and all(map(holds, read, published))
    return bool(read == published)


def _row(answer: Answer) -> Row:
    return {**dict(answer), **answer.model_dump(mode="json")}


def _toppings(menu: MenuAnswer, product: ProductAnswer) -> Row:
    amounts = {topping.code: topping.amounts for topping in menu.toppings}
    flags = {"is_exclusive": (product.nonexclusive, False), "is_paid_inverted": (product.inverts_paid, True)}
    return {
        code: {
            "amounts": product.amounts.get(code, amounts[code]),
            "default": product.defaults.get(code, "0"),
            **{flag: value for flag, (codes, value) in flags.items() if code in codes},
        }
        for code in (menu.topping_sets[product.topping_set] if product.topping_set else ())
    }


def _said_elsewhere(menu: MenuAnswer, variant: VariantAnswer) -> Row:
    size = next((each for each in menu.sizes if each.code == variant.size), None)
    crust = next((each for each in menu.crusts if each.code == variant.crust), None)
    said = {
        "name": " ".join(part.name for part in (size, crust) if part),
        "topping_price": size.topping_price if size else 0,
        "crust_surcharge": crust.surcharges.get(variant.size or "", 0) if crust else 0,
    }
    return {key: value for key, value in said.items() if getattr(variant, key) is None}


def _taken(slot: Any, variants: Iterable[Row]) -> list[str]:
    return [
        row["code"]
        for row in variants
        if row["code"] in slot.variants
        or (row["product"] in slot.products and (not slot.sizes or row["size"] in slot.sizes))
    ]
