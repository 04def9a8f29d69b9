"""Menu files as large as a store's and as odd as they come, with what each variant costs by its own rows.

The structure is the field's, names and prices are made up. Each oddity is one that such files have had.
"""

import random
from dataclasses import dataclass, field
from typing import Any

PRODUCTS, VARIANTS = 73, 226
MEATS = {"Pe": "Peppered Salami", "Hm": "Ham", "Bc": "Bacon", "Du": "Pulled Pork"}
GREENS = {"Mu": "Mushrooms ✓", "On": "Oignons frits", "Gp": "Poivrons", "J4": "Jalapeño", "Ol": "Oliven"}
SAUCES = {"X": "Tomato Sauce", "Xw": "White Sauce", "Bq": "Smoky Sauce"}
PAID = [*MEATS, *GREENS]
SIDES = {"RANCH": "Herb Dip", "HOTCUP": "Hot Dip", "BLEU": "Blue Dip", "Bq": "Smoky Dip Cup"}
SIZES = {"10": 'Small (10")', "12": 'Medium (12")', "14": 'Large (14")', "16": 'X-Large (16")'}
FLAVORS = {"HAND": "Hand Tossed", "THIN": "Crunchy Thin", "PAN": "Pan", "GLUTENF": "Gluten Free"}
QTYS: list[Any] = ["0:0.5:1:1.5:2", ["0", "0.5", "1", "1.5"], [0, 0.5, 1, 1.5, 2]]


@dataclass
class QuirkyMenu:
    """The file, and by variant the prices in cents with 0, 1, 2 ... toppings."""

    rng: random.Random
    products: dict[str, Any] = field(default_factory=dict)
    variants: dict[str, Any] = field(default_factory=dict)
    prices: dict[str, list[int]] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)

    def file(self) -> dict[str, Any]:
        """The file's sections; some it may go without."""
        self._fill()
        found = {
            "Misc": {"Status": 0, "StoreID": "9999", "BusinessDate": "2026-03-04", "Version": "1.0"},
            "Categorization": self._categorization(),
            "Coupons": self._deals(),
            "Flavors": {
                "Pizza": {code: self._entry(code, name, SortSeq="01") for code, name in FLAVORS.items()}
            },
            "Sizes": {
                "Pizza": {code: self._entry(code, name) for code, name in SIZES.items()},
                "Drinks": {"2LTB": self._entry("2LTB", "2 Liter"), "20OZ": self._entry("20OZ", "20oz")},
            },
            "Toppings": self._toppings(),
            "Sides": {
                "Wings": {code: self._entry(code, name) for code, name in SIDES.items()},
                "Bread": {"RANCH": self._entry("RANCH", "Herb Dip Cup")},
            },
            "CookingInstructions": {
                code: self._entry(code, name, Group=group)
                for code, name, group in (
                    ("PIECT", "Pie Cut", "CUT"),
                    ("SQCT", "Square Cut", "CUT"),
                    ("WD", "Well Done", "BAKE"),
                    ("NB", "Normal Bake", "BAKE"),
                    ("GO", "Garlic-Seasoned Crust", "SEASONING"),
                )
            },
            "CookingInstructionGroups": {"BAKE": self._entry("BAKE", "Bake", Tags={"MaxOptions": "1"})},
            "Products": self._shuffled(self.products),
            "Variants": self._shuffled(self.variants),
            "PreconfiguredProducts": self._preconfigured(),
            "ShortProductDescriptions": {"S_X": {"Code": "S_X", "Description": None}},
            "UnsupportedProducts": {"OLD": {"PulseCode": 65535}},
            "UnsupportedOptions": {},
        }
        assert (len(self.products), len(self.variants)) == (PRODUCTS, VARIANTS)
        return found

    def _fill(self) -> None:
        for number in range(14):
            self._pizza(number)
        for number in range(8):
            self._wings(number)
        for number in range(7):
            self._plain(f"S_PASTA{number}", "Pasta", toppings=True)
        for number in range(8):
            self._plain(f"S_SUB{number}", "Sandwich", toppings=True)
        for number in range(4):
            self._plain(f"S_SALAD{number}", "GSalad", toppings=False)
        while len(self.products) < PRODUCTS:
            left = PRODUCTS - len(self.products)
            sizes = min(3, VARIANTS - len(self.variants) - left + 1)
            self._drink(len(self.products), max(1, sizes))

    def _entry(self, code: str, name: str, **more: Any) -> dict[str, Any]:
        usual = {"Code": code, "Name": name, "Description": self.rng.choice(["", "Good.", None, "Très bon™"])}
        return {**usual, "ImageCode": code, "Local": self.rng.random() < 0.5, "Tags": {}, **more}

    def _shuffled(self, rows: dict[str, Any]) -> dict[str, Any]:
        codes = list(rows)
        self.rng.shuffle(codes)
        return {code: rows[code] for code in codes}

    def _product(self, code: str, kind: str, **more: Any) -> None:
        blank = self.rng.choice(["", None, []])
        usual = {
            "AvailableToppings": blank,
            "DefaultToppings": "",
            "AvailableSides": "",
            "DefaultSides": blank,
        }
        self.products[code] = self._entry(
            code, f"{kind} {code}", ProductType=kind, Variants=[], **{**usual, **more}
        )
        self.members.setdefault(kind, []).append(code)

    def _variant(self, code: str, product: str, prices: list[int], **more: Any) -> None:
        self.products[product]["Variants"].append(code)
        self.prices[code] = prices
        self.variants[code] = self._entry(
            code,
            f"{product} {code}",
            **{
                "ProductCode": product,
                "SizeCode": "",
                "FlavorCode": "",
                "Price": self._written(prices[0]),
                "Surcharge": self.rng.choice(["0", "0.00", 0, None, "1.50"]),
                "Pricing": self._rows(prices) if len(prices) > 1 else self.rng.choice([{}, None]),
                "Prepared": True,
                "AllowedCookingInstructions": "",
                "DefaultCookingInstructions": "",
                **more,
            },
        )

    def _written(self, cents: int) -> Any:
        """A price as text or number, with or without what people put around it."""
        text = f"{cents // 100}.{cents % 100:02}"
        return self.rng.choice(
            [text, text, text, f" {text} ", f"${text}", float(text), text.replace(".", ",")]
        )

    def _rows(self, prices: list[int]) -> dict[str, Any]:
        rows = [(f"Price1-{number}", self._written(price)) for number, price in enumerate(prices)]
        if self.rng.random() < 0.5:
            rows += [(f"Price2-{number}", self._written(price)) for number, price in enumerate(prices)]
        self.rng.shuffle(rows)
        return dict(rows)

    def _steps(self, base: int, unit: int) -> list[int]:
        """Linear rows, rows of a kind, or rows with two toppings in the price."""
        kind = self.rng.random()
        if kind < 0.6:
            return [base + unit * number for number in range(5)]
        if kind < 0.8:
            return [base] * 5
        return [base, base, base, base + unit, base + unit + unit // 2]

    def _pizza(self, number: int) -> None:
        code = f"S_PZ{number}"
        defaults = [*(f"{topping}=1" for topping in self.rng.sample(PAID, number % 6)), "C=1.5", "X=1"]
        available = [*(f"{sauce}=0:0.5:1:1.5" for sauce in SAUCES), "C=0:0.5:1:1.5:2", *PAID]
        self._product(
            code,
            "Pizza",
            AvailableToppings=",".join(available),
            DefaultToppings=",".join(defaults if number else ["X=1", "C=1"]),
            Tags={
                "SideType": "None",
                "BazaarVoice": True,
                "Hidden": number == 3,
                "EffectiveOn": "2011-02-22",
            },
        )
        pairs = [(size, flavor) for size in SIZES for flavor in FLAVORS]
        for size, flavor in self.rng.sample(pairs, 8):
            tags = {"DefaultToppings": "X=1,C=2,Pe=1.5"} if flavor == "PAN" and number == 5 else {}
            self._variant(
                f"P{number}{size}{flavor}",
                code,
                self._steps(700 + 100 * number + 50 * int(size), 149 + int(size)),
                SizeCode=size,
                FlavorCode=flavor,
                AllowedCookingInstructions="PIECT,SQCT,WD,NB" + ",GO" * (flavor == "HAND"),
                DefaultCookingInstructions="PIECT,NB" + ",GO" * (flavor == "HAND"),
                Tags=tags,
            )

    def _wings(self, number: int) -> None:
        code = f"S_WN{number}"
        self._product(
            code,
            "Wings",
            AvailableToppings="Bq=0:1,Hot=0:1" if number % 2 else "",
            DefaultToppings="Bq=1" if number % 2 else "",
            AvailableSides="RANCH,HOTCUP,BLEU,Bq=0:1:2:3:4:5:6:7:8",
            DefaultSides="RANCH=1",
            Tags={
                "MaxOptionQty": self.rng.choice(["1", "99", 4]),
                "MinOptionQty": "1",
                "SideType": "WingSide",
            },
        )
        for dips, size in enumerate((8, 14, 40), start=1):
            self._variant(
                f"W{number}P{size}",
                code,
                [size * 95 + 4],
                Tags={"DefaultSides": f"RANCH={dips}", "Wings": True},
            )

    def _plain(self, code: str, kind: str, *, toppings: bool) -> None:
        tags = {"MaxOptionQty": "3", "OptionQtys": self.rng.choice(QTYS)}
        offered = ",".join(self.rng.sample(PAID, 6))
        self._product(code, kind, AvailableToppings=offered if toppings else "", Tags=tags)
        for dish in ("A", "B")[: 1 + (len(self.products) % 2)]:
            prices = self._steps(799, 100) if toppings else [699]
            self._variant(f"{code[2:]}{dish}", code, prices)

    def _drink(self, number: int, sizes: int) -> None:
        self._product(f"F_DR{number}", self.rng.choice(["Drinks", "Drinks", "Dessert", "Sides"]))
        for size in ("20OZ", "2LTB", "3LTB")[:sizes]:
            self._variant(f"{number}{size}", f"F_DR{number}", [189 + number], SizeCode=size)

    def _toppings(self) -> dict[str, Any]:
        sauce = {"WholeOnly": True, "IgnoreQty": True, "ExclusiveGroup": "Sauce", "Sauce": True}
        paid = {
            **{code: self._entry(code, name, Tags={"Meat": True}) for code, name in MEATS.items()},
            **{code: self._entry(code, name, Tags={"Vege": "true"}) for code, name in GREENS.items()},
        }
        return {
            "Wings": {
                "Bq": self._entry("Bq", "Smoky Sauce"),
                "Hot": self._entry("Hot", "Hot Sauce", Tags={"ExclusiveGroup": "WingSauce"}),
            },
            "Pizza": {
                **{code: self._entry(code, name, Tags=sauce) for code, name in SAUCES.items()},
                "C": self._entry("C", "Cheese", Tags={"Cheese": True}),
                **paid,
            },
            "Pasta": paid,
            "Sandwich": paid,
            "GSalad": {},
        }

    def _categorization(self) -> dict[str, Any]:
        def node(code: str, products: list[str], children: list[Any], **tags: Any) -> dict[str, Any]:
            return self._entry(code, code, Products=products, Categories=children, Tags=tags)

        pizzas = self.members["Pizza"]
        groups = [
            node(kind, codes, [], IsDisplayedOnMakeline=kind != "Drinks")
            for kind, codes in self.members.items()
            if kind != "Pizza"
        ]
        pizza = node(
            "Pizza",
            [],
            [node("BuildYourOwn", pizzas[:1], []), node("Specialty", pizzas[1:], [])],
            PartCount="2",
            MaxOptionQty="10",
            OptionQtys=["0", "0.5", "1", "1.5", "2"],
        )
        popular = node("PopularItems", ["PX_0"], [])
        return {
            "Food": node("Food", [], [pizza, *groups, node("Empty", [], [])]),
            "Coupons": node("Coupons", [], [node("Feeds", ["1001"], [])]),
            "PreconfiguredProducts": node("PreconfiguredProducts", [], [popular]),
        }

    def _preconfigured(self) -> dict[str, Any]:
        pizzas = [code for code in self.variants if code.startswith("P0")]
        return {
            f"PX_{number}": self._entry(
                f"PX_{number}",
                f"The Usual {number}",
                Size="Large",
                Options=self.rng.choice(["X=1,C=1,Pe=1", "Pe=1.5,Mu=0.5", "", None]),
                ReferencedProductCode=code,
            )
            for number, code in enumerate(pizzas)
        }

    def _deals(self) -> dict[str, Any]:
        pizzas = [code for code in self.variants if code.startswith("P0")]
        return {
            "1001": self._entry("1001", "Mystery", Price="7.99", Bundle=False),
            "1002": self._entry(
                "1002",
                "Two of our own",
                Price="19.99",
                Tags={
                    "ValidServiceMethods": ["Carryout", "Hotspot"],
                    "Combine": "Complementary",
                    "Days": ["Mo"],
                },
                ProductGroups=[{"RequiredQty": "2", "ProductCodes": pizzas}],
            ),
        }


def build_quirky_file(seed: int) -> tuple[dict[str, Any], dict[str, list[int]]]:
    """A file of 73 products and 226 variants, and what each variant costs by its rows."""
    menu = QuirkyMenu(random.Random(seed))
    return menu.file(), menu.prices
