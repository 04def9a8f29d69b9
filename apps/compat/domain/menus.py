"""A published menu in the structure of the legacy interface, which is also what `import_menu` reads."""

from collections.abc import Iterable, Mapping
from typing import Any

from dominos.kernel.money import from_minor

Row = Mapping[str, Any]
Section = dict[str, dict[str, Any]]
SIDE, COOKING = "side", "cooking"
"""Groups of a menu's toppings that the old interface has sections of their own for."""
GROUP_TAGS = {"sauce": "Sauce", "cheese": "Cheese", "meat": "Meat", "vegetable": "Vege"}
PIZZA, DRINKS = "Pizza", "Drinks"
PRICED_TOPPINGS = 4
"""The maximal number of toppings for which prices are listed."""
BUNDLE = "fixed_bundle"


def old_menu(document: Row, sold_out: frozenset[str]) -> dict[str, Any]:
    """The sections of the menu without sold-out items; every product that a category names is included."""
    return _Writer(document, sold_out).menu()


class _Writer:
    """Writes one menu."""

    def __init__(self, document: Row, sold_out: frozenset[str]) -> None:
        self.currency = document["currency"]
        self.document = document
        variants = [row for row in document["variants"] if row["code"] not in sold_out]
        sold = {row["product"] for row in variants}
        self.products = {row["code"]: row for row in document["products"] if row["code"] in sold}
        self.variants = [row for row in variants if row["product"] in self.products]
        self.toppings = {row["code"]: row for row in document["toppings"] if row["code"] not in sold_out}
        self.preconfigured = [
            row
            for row in document["preconfigured"]
            if row["product"] in self.products and row["code"] not in sold_out and is_on_the_whole(row)
        ]
        self.deals = [
            row
            for row in document.get("deals", ())
            if row.get("is_listed", True) and row["code"] not in sold_out
        ]

    def menu(self) -> dict[str, Any]:
        return {
            "Status": 0,
            "Categorization": self._categorization(),
            "Products": {code: self._product(row) for code, row in self.products.items()},
            "Variants": {row["code"]: self._variant(row) for row in self.variants},
            "Toppings": self._toppings(),
            "Sides": self._sides(),
            "Sizes": self._coded("sizes", "size"),
            "Flavors": self._coded("crusts", "crust"),
            "CookingInstructions": self._cooking(),
            "CookingInstructionGroups": self._cooking_groups(),
            "PreconfiguredProducts": {row["code"]: self._preconfigured(row) for row in self.preconfigured},
            "Coupons": {row["code"]: self._coupon(row) for row in self.deals},
            "ShortProductDescriptions": {},
            "ShortCouponDescriptions": {},
            "CouponTiers": {},
            "UnsupportedProducts": {},
            "UnsupportedOptions": {},
        }

    def _categorization(self) -> dict[str, Any]:
        coupons = _category("All", "All", products=[row["code"] for row in self.deals])
        return {
            "Food": _category("Food", "Food", self._headings(self.products.values())),
            "Coupons": _category("Coupons", "Coupons", [coupons]),
            "PreconfiguredProducts": _category(
                "PreconfiguredProducts", "Specialties", self._headings(self.preconfigured)
            ),
        }

    def _headings(self, members: Iterable[Row]) -> list[dict[str, Any]]:
        """The tree of categories that have any of the members, in the order shown."""
        under: dict[str, list[str]] = {}
        for row in members:
            under.setdefault(row["category"], []).append(row["code"])
        return self._below(None, under)

    def _below(self, parent: str | None, under: Mapping[str, list[str]]) -> list[dict[str, Any]]:
        found = []
        for row in self.document["categories"]:
            if row["parent"] == parent:
                children = self._below(row["code"], under)
                if children or row["code"] in under:
                    found.append(_category(row["code"], row["name"], children, under.get(row["code"], [])))
        return found

    def _product(self, row: Row) -> dict[str, Any]:
        own = [each["code"] for each in self.variants if each["product"] == row["code"]]
        return {
            "Code": row["code"],
            "Name": row["name"],
            "Description": row.get("description", ""),
            "ProductType": product_type(row),
            "ImageCode": row["code"],
            "Local": False,
            "Variants": own,
            "AvailableToppings": self._offered(row, lambda group: group not in (SIDE, COOKING)),
            "AvailableSides": self._offered(row, lambda group: group == SIDE),
            **self._defaults({code: link["default"] for code, link in row["toppings"].items()}),
            "Tags": {
                "PartCount": "2" if row["is_halvable"] else "1",
                "MaxOptionQty": str(row["max_toppings"]),
                "IsDisplayedOnMakeline": row["needs_oven"],
            },
        }

    def _links(self, row: Row) -> dict[str, Row]:
        """What of the menu's toppings the product may be had with now."""
        return {code: link for code, link in row["toppings"].items() if code in self.toppings}

    def _offered(self, row: Row, is_wanted: Any) -> str:
        links = self._links(row).items()
        return ",".join(
            f"{code}={':'.join(['0', *map(str, link['amounts'])])}"
            for code, link in links
            if is_wanted(self.toppings[code]["group"])
        )

    def _defaults(self, amounts: Mapping[str, Any]) -> dict[str, str]:
        there = {code: str(value) for code, value in amounts.items() if str(value) != "0"}
        kinds = {code: self.toppings[code]["group"] for code in there if code in self.toppings}
        written = {code: f"{code}={there[code]}" for code in kinds}
        return {
            "DefaultToppings": ",".join(
                written[code] for code, kind in kinds.items() if kind not in (SIDE, COOKING)
            ),
            "DefaultSides": ",".join(written[code] for code, kind in kinds.items() if kind == SIDE),
        }

    def _variant(self, row: Row) -> dict[str, Any]:
        product = self.products[row["product"]]
        own = row.get("own_defaults")
        usual = {code: link["default"] for code, link in product["toppings"].items()} if own is None else own
        without = set(row.get("without", ()))
        defaults = {code: value for code, value in usual.items() if code not in without}
        cooking = [
            code
            for code in self._links(product)
            if self.toppings[code]["group"] == COOKING and code not in without
        ]
        written = self._defaults(defaults)
        return {
            "Code": row["code"],
            "Name": f"{row['name']} {product['name']}".strip(),
            "ProductCode": row["product"],
            "SizeCode": row["size"] or "",
            "FlavorCode": row["crust"] or "",
            "ImageCode": row["product"],
            "Local": False,
            "Price": self._money(self._price(row, 0)),
            "Pricing": {
                f"Price1-{count}": self._money(self._price(row, count))
                for count in range(self._priced(row, product) + 1)
            },
            "Surcharge": "0",
            "Prepared": product["needs_oven"],
            "AllowedCookingInstructions": ",".join(cooking),
            "DefaultCookingInstructions": ",".join(
                code for code in cooking if str(defaults.get(code, "0")) != "0"
            ),
            "Tags": written,
        }

    def _priced(self, row: Row, product: Row) -> int:
        return max(PRICED_TOPPINGS, len(row.get("unit_steps") or ())) if product["toppings"] else 0

    def _price(self, row: Row, toppings: int) -> int:
        """With so many toppings beyond the defaults, in minor units."""
        units = max(0, toppings - row["included_units"])
        steps = row.get("unit_steps") or ()
        stated = steps[min(units, len(steps)) - 1] if units and steps else 0
        return int(
            row["price"] + row["crust_surcharge"] + stated + max(0, units - len(steps)) * row["topping_price"]
        )

    def _money(self, amount: int) -> str:
        return str(from_minor(amount, self.currency))

    def _toppings(self) -> Section:
        found: Section = {}
        for product in self.products.values():
            kind = product_type(product)
            for code, link in self._links(product).items():
                row = self.toppings[code]
                if row["group"] not in (SIDE, COOKING):
                    found.setdefault(kind, {})[code] = _topping(row, link)
        return found

    def _sides(self) -> Section:
        found: Section = {}
        for product in self.products.values():
            for code in self._links(product):
                if self.toppings[code]["group"] == SIDE:
                    side = _named(self.toppings[code])
                    found.setdefault(product_type(product), {})[code] = side
        return found

    def _coded(self, section: str, name: str) -> Section:
        """Sizes or crusts by the types of products that come in them."""
        rows = {row["code"]: row for row in self.document[section]}
        found: Section = {}
        for variant in self.variants:
            if variant[name]:
                kind = product_type(self.products[variant["product"]])
                found.setdefault(kind, {})[variant[name]] = _named(rows[variant[name]])
        return found

    def _cooking(self) -> Section:
        return {
            code: {**_named(row), "Group": row["exclusive_group"]}
            for code, row in self.toppings.items()
            if row["group"] == COOKING
        }

    def _cooking_groups(self) -> Section:
        groups = [row["exclusive_group"] for row in self.toppings.values() if row["group"] == COOKING]
        return {group: {"Code": group, "Name": group.title(), "Tags": {}} for group in groups if group}

    def _preconfigured(self, row: Row) -> dict[str, Any]:
        options = ",".join(f"{code}={parts['1/1']}" for code, parts in row["options"].items())
        return {
            "Code": row["code"],
            "Name": row["name"],
            "Description": row.get("description", ""),
            "Size": "",
            "Options": options,
            "ReferencedProductCode": row.get("variant", row["product"]),
            "Tags": {},
        }

    def _coupon(self, row: Row) -> dict[str, Any]:
        is_bundle = row["rule"] == BUNDLE
        groups = [
            {"ProductCodes": slot["variants"], "RequiredQty": str(slot.get("quantity", 1))}
            for slot in (row.get("slots", ()) if is_bundle else ())
        ]
        return {
            "Code": row["code"],
            "Name": row["name"],
            "Description": row.get("description", ""),
            "Price": self._money(row["value"]) if is_bundle else "",
            "ProductGroups": groups,
            "Local": False,
            "Bundle": is_bundle,
            "Tags": {},
        }


def is_on_the_whole(row: Row) -> bool:
    """Whether a preconfigured product is the same on both halves: the legacy interface has no others."""
    return all(set(parts) == {"1/1"} for parts in row["options"].values())


def product_type(product: Row) -> str:
    """The product type of the legacy interface."""
    if product["is_halvable"]:
        return PIZZA
    return DRINKS if product.get("tax_class") == "beverage" else str(product["category"])


def _topping(row: Row, link: Row) -> dict[str, Any]:
    is_paid = bool(row["is_paid"]) != bool(link.get("is_paid_inverted"))
    tags: dict[str, Any] = {GROUP_TAGS[row["group"]]: True} if row["group"] in GROUP_TAGS else {}
    if row["whole_only"]:
        tags["WholeOnly"] = True
    if not is_paid:
        tags["IgnoreQty"] = True
    if row["exclusive_group"] and link.get("is_exclusive", True):
        tags["ExclusiveGroup"] = row["exclusive_group"]
    return {**_named(row), "Tags": tags}


def _named(row: Row) -> dict[str, Any]:
    return {"Code": row["code"], "Name": row["name"], "Description": "", "Local": False}


def _category(
    code: str,
    name: str,
    categories: list[dict[str, Any]] | None = None,
    products: list[str] | None = None,
) -> dict[str, Any]:
    return {
        "Code": code,
        "Name": name,
        "Description": "",
        "Categories": categories or [],
        "Products": products or [],
        "Tags": {},
    }
