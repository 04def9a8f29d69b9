"""Menu files in the JSON form of the field: a small one, and one as large as a store's."""

import json
from pathlib import Path
from typing import Any

SMALL = Path(__file__).parent.parent / "data" / "store_menu.json"

SIZES = {"10": "Small (10″)", "12": "Medium (12″)", "14": "Large (14″)", "16": "X-Large (16″)"}
FLAVORS = {"HAND": "Hand Stretched", "CRISP": "Crisp Thin", "DEEP": "Deep Dish"}
UNITS = {"10": 149, "12": 169, "14": 189, "16": 199}
PAID = {
    "P": "Pepperoni",
    "H": "Ham",
    "M": "Mushrooms",
    "O": "Onions",
    "K": "Bacon",
    "G": "Peppers",
    "N": "Corn",
}
SAUCES = {"X": "Tomato Sauce", "Xw": "White Sauce", "Bq": "Smoky Sauce"}
SIDES = {"RAN": "Herb Dip", "GAR": "Garlic Dip"}
AVAILABLE = "X=0:0.5:1:1.5,Xw=0:0.5:1:1.5,Bq,C," + ",".join(PAID)
SAUCE = {"WholeOnly": True, "IgnoreQty": True, "ExclusiveGroup": "Sauce", "Sauce": True}


def build_small_file() -> dict[str, Any]:
    """A fresh copy of the small file."""
    menu: dict[str, Any] = json.loads(SMALL.read_text(encoding="utf-8"))
    return menu


def rows(*cents: int) -> dict[str, str]:
    """Price rows of two bands for 0, 1, 2 ... toppings."""
    written = [f"{value // 100}.{value % 100:02}" for value in cents]
    return {f"Price{band}-{n}": value for band in (2, 1) for n, value in enumerate(written)}


def linear(base: int, unit: int) -> dict[str, str]:
    return rows(*(base + n * unit for n in range(5)))


def entry(code: str, name: str, **more: Any) -> dict[str, Any]:
    return {"Code": code, "Name": name, "Description": f"{name}.", "Local": False, "Tags": {}, **more}


class StoreMenu:
    """Builds a file: 70 products, 220 variants."""

    def __init__(self) -> None:
        self.products: dict[str, Any] = {}
        self.variants: dict[str, Any] = {}
        self._pizzas()
        self._pastas()
        self._wings()
        self._drinks()

    def build(self) -> dict[str, Any]:
        return {
            "Misc": {"Status": 0, "LanguageCode": "en"},
            "Categorization": {"Food": entry("Food", "Food", Products=[], Categories=self._categories())},
            "Coupons": {"9001": entry("9001", "Two for one", Price="9.99")},
            "Flavors": {"Pizza": {code: entry(code, name) for code, name in FLAVORS.items()}},
            "Sizes": {
                "Pizza": {code: entry(code, name) for code, name in SIZES.items()},
                "Drinks": {"10": entry("10", "1 litre"), "05": entry("05", "0.5 litres")},
                "Wings": {code: entry(code, f"{code}-Piece") for code in ("8", "16", "32")},
            },
            "Toppings": self._toppings(),
            "Sides": {"Wings": {code: entry(code, name) for code, name in SIDES.items()}},
            "CookingInstructions": {
                "WD": entry("WD", "Well Done", Group="BAKE"),
                "NB": entry("NB", "Normal Bake", Group="BAKE"),
                "PIE": entry("PIE", "Pie Cut", Group="CUT"),
                "SQ": entry("SQ", "Square Cut", Group="CUT"),
                "GO": entry("GO", "Garlic Crust", Group="SEASONING"),
            },
            "Products": self.products,
            "Variants": self.variants,
            "PreconfiguredProducts": {
                "PX_14A": {
                    **entry("PX_14A", "The Usual"),
                    "Options": "P=1,X=1",
                    "ReferencedProductCode": "Z0_14HAND",
                }
            },
        }

    def _toppings(self) -> dict[str, Any]:
        paid = {code: entry(code, name, Tags={"Meat": code in "PHK"}) for code, name in PAID.items()}
        sauces = {code: entry(code, name, Tags=SAUCE) for code, name in SAUCES.items()}
        cheese = {"C": entry("C", "Cheese", Tags={"Cheese": True})}
        loose = {
            code: entry(code, name, Tags={**SAUCE, "ExclusiveGroup": ""}) for code, name in SAUCES.items()
        }
        return {"Pasta": {**loose, **paid}, "Pizza": {**sauces, **cheese, **paid}}

    def _categories(self) -> list[dict[str, Any]]:
        kinds = dict.fromkeys(product["ProductType"] for product in self.products.values())
        return [
            entry(
                kind,
                kind,
                Categories=[],
                Products=[code for code in self.products if self.products[code]["ProductType"] == kind],
                Tags={"OptionQtys": "0:0.5:1:1.5:2", "IsDisplayedOnMakeline": kind != "Drinks"},
            )
            for kind in kinds
        ]

    def _product(self, code: str, name: str, kind: str, **more: Any) -> None:
        fields = {"AvailableToppings": "", "DefaultToppings": "", "AvailableSides": "", "DefaultSides": ""}
        self.products[code] = entry(code, name, ProductType=kind, Variants=[], **{**fields, **more})

    def _variant(
        self, code: str, product: str, size: str, flavor: str, prices: dict[str, str], **more: Any
    ) -> None:
        self.products[product]["Variants"].append(code)
        self.variants[code] = {
            **entry(code, f"{self.products[product]['Name']} {code}"),
            "ProductCode": product,
            "SizeCode": size,
            "FlavorCode": flavor,
            "Price": prices["Price1-0"],
            "Pricing": prices,
            "Surcharge": "0",
            "AllowedCookingInstructions": "",
            "DefaultCookingInstructions": "",
            **more,
        }

    def _pizzas(self) -> None:
        """Ten pizzas in four sizes and three crusts: 120 variants; the deep dish has more cheese."""
        for number in range(10):
            code, defaults = f"Z{number}", ["X=1", "C=1", *(f"{paid}=1" for paid in list(PAID)[: number % 5])]
            self._product(
                code,
                f"Pizza {number}",
                "Pizza",
                AvailableToppings=AVAILABLE,
                DefaultToppings=",".join(defaults),
                Tags={"PartCount": "2", "MaxOptionQty": "10", "OptionQtys": ["0", "0.5", "1", "1.5", "2"]},
            )
            for size, unit in UNITS.items():
                for flavor in FLAVORS:
                    own = (
                        ",".join(defaults).replace("C=1", "C=1.5") if flavor == "DEEP" else ",".join(defaults)
                    )
                    garlic = ",GO" if flavor == "HAND" else ""
                    self._variant(
                        f"{code}_{size}{flavor}",
                        code,
                        size,
                        flavor,
                        linear(799 + 100 * number + 3 * unit, unit),
                        Tags={"DefaultToppings": own, "DefaultSides": ""},
                        AllowedCookingInstructions=f"WD,NB,PIE,SQ{garlic}",
                        DefaultCookingInstructions=f"NB,PIE{garlic}",
                    )

    def _pastas(self) -> None:
        """Ten pastas; three toppings are in the price, and two sauces go together."""
        for number in range(10):
            self._product(
                f"A{number}",
                f"Pasta {number}",
                "Pasta",
                AvailableToppings="X=0:1,Xw=0:1," + ",".join(PAID),
                DefaultToppings="X=1,Xw=1",
                Tags={"MaxOptionQty": "3", "OptionQtys": ["0", "1"]},
            )
            for dish in ("TIN", "BOWL"):
                base = 799 + 100 * (dish == "BOWL") + number
                self._variant(
                    f"A{number}{dish}", f"A{number}", "", "", rows(base, base, base, base, base + 100)
                )

    def _wings(self) -> None:
        """Ten kinds of wings in three sizes, with one, two or four dips."""
        for number in range(10):
            self._product(
                f"W{number}",
                f"Wings {number}",
                "Wings",
                AvailableSides="RAN,GAR",
                DefaultSides="RAN=1",
                Tags={"OptionQtys": ["0", "0.5", "1", "1.5", "2", "3", "4", "5"], "MaxOptionQty": "99"},
            )
            for size, dips in (("8", 1), ("16", 2), ("32", 4)):
                tags = {"DefaultSides": f"RAN={dips}", "DefaultToppings": ""}
                self._variant(
                    f"W{number}_{size}", f"W{number}", size, "", linear(int(size) * 95, 100), Tags=tags
                )

    def _drinks(self) -> None:
        """Forty drinks: ten in two sizes, thirty in one, all at one price whatever is added."""
        for number in range(40):
            self._product(f"D{number}", f"Drink {number}", "Drinks")
            for size in ("10", "05")[: 2 if number < 10 else 1]:
                self._variant(f"D{number}_{size}", f"D{number}", size, "", linear(209 + number, 0))


def build_large_file() -> dict[str, Any]:
    """A file as large as a store's."""
    return StoreMenu().build()
