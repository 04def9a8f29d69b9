"""Drawings of pizzas with their toppings."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from apps.menu.pictures.drawings.svg import SIDE, box, circle, ellipse, path, sheet, spread, turned

MIDDLE = SIDE / 2
CRUST, EDGE, BASE = "#d99a4e", "#b9772f", "#e9c98f"
SAUCES: Mapping[str, str] = {"X": "#c8402b", "XB": "#7d3518", "XW": "#f3e7c9", "XP": "#7f9a45"}
CHEESES: Mapping[str, str] = {
    "C": "#f6dc8c",
    "CH": "#eda63c",
    "CB": "#e6e3ee",
    "CF": "#fffaf0",
    "CV": "#f3e3ac",
}
SAUCE_RADIUS, CHEESE_RADIUS, REACH = 92, 86, 78


def _disc(fill: str, rim: str, radius: float) -> str:
    return circle(0, 0, radius, fill) + circle(0, 0, radius * 0.62, rim)


def _slice_of_ham(fill: str) -> str:
    return box(-9, -7, 18, 14, fill, 4) + path("M-5 -2h10", stroke="#fff6", width=1.5)


def _crumb(fill: str) -> str:
    return ellipse(0, 0, 7.5, 5.5, fill) + ellipse(-2, -2, 2.5, 1.5, "#fff4")


def _mushroom(fill: str) -> str:
    return path("M-9 1a9 8 0 0 1 18 0z", fill) + box(-3, 0, 6, 8, "#efe3d0", 2)


def _ring(fill: str) -> str:
    return f'<circle r="7" fill="none" stroke="{fill}" stroke-width="3.5"/>'


def _arc(fill: str) -> str:
    return path("M-9 4a10 9 0 0 1 18 0", stroke=fill, width=3.5)


def _wedge(fill: str) -> str:
    return path("M-9 6L0 -9L9 6Q0 10 -9 6z", fill)


def _tomato(fill: str) -> str:
    return (
        circle(0, 0, 8.5, fill)
        + circle(0, 0, 6, "#ef7a5e")
        + path("M-4 0h8M0 -4v8", stroke="#f9c8a8", width=1.5)
    )


def _leaf(fill: str) -> str:
    return path("M-11 0Q-4 -9 11 0Q-4 9 -11 0z", fill) + path("M-8 0h14", stroke="#fff5", width=1.2)


def _shrimp(fill: str) -> str:
    return path("M-7 5a8 8 0 1 1 12 1", stroke=fill, width=5) + path(
        "M5 6l4 3M5 6l5 -1", stroke=fill, width=2
    )


def _egg(_: str) -> str:
    return ellipse(0, 0, 17, 14, "#fffdf6") + circle(2, -1, 6.5, "#f5b324")


def _dot(fill: str) -> str:
    return circle(0, 0, 4, fill)


type Shape = Callable[[str], str]
TOPPINGS: Mapping[str, tuple[Shape, str, int]] = {
    "P": (lambda fill: _disc(fill, "#c64a32", 11), "#a9331f", 11),
    "H": (_slice_of_ham, "#ee9a94", 10),
    "K": (lambda fill: box(-11, -4, 22, 8, fill, 3) + box(-9, -1, 18, 2, "#f2c9b2"), "#a94a35", 9),
    "B": (_crumb, "#6e4228", 20),
    "S": (_crumb, "#96603c", 15),
    "D": (
        lambda fill: box(-9, -5, 18, 10, fill, 5) + path("M-4 -1h8", stroke="#b9834a", width=1.5),
        "#e7c48c",
        11,
    ),
    "R": (lambda fill: path("M-11 3Q-4 -8 3 -1T11 -3Q8 7 -2 6T-11 3z", fill), "#7c2f33", 9),
    "TU": (_crumb, "#d9b49c", 14),
    "SH": (_shrimp, "#f0906a", 9),
    "M": (_mushroom, "#cbb08c", 9),
    "O": (_arc, "#f4ecf3", 12),
    "OR": (_arc, "#c2427e", 12),
    "G": (_arc, "#4f9a3c", 11),
    "V": (_ring, "#3a3342", 12),
    "J": (_ring, "#5c9c33", 11),
    "N": (_wedge, "#f7c93b", 10),
    "TO": (_tomato, "#d8402c", 9),
    "SP": (_leaf, "#3f7a3a", 11),
    "AR": (lambda fill: path("M0 -9Q9 -2 5 9H-5Q-9 -2 0 -9z", fill), "#a9b25e", 8),
    "RU": (_leaf, "#5f9a3f", 12),
    "GA": (lambda fill: ellipse(0, 0, 6, 4, fill), "#f3dfb0", 12),
    "SW": (_dot, "#f8d34a", 22),
    "CP": (_dot, "#5d7a3a", 16),
    "EG": (_egg, "", 1),
    "TR": (_dot, "#4b3a22", 8),
}
"""How each topping is drawn, in which colour, and how many pieces one unit has."""
UNKNOWN: tuple[Shape, str, int] = (_crumb, "#b98b5a", 10)


def draw_pizza(toppings: Mapping[str, Decimal]) -> bytes:
    """The pizza with these toppings (units by code) as an SVG file."""
    parts = [
        circle(MIDDLE, MIDDLE, 108, EDGE),
        circle(MIDDLE, MIDDLE, 104, CRUST),
        circle(MIDDLE, MIDDLE, 95, BASE),
    ]
    parts += [circle(MIDDLE, MIDDLE, SAUCE_RADIUS, SAUCES[code]) for code in toppings if code in SAUCES]
    cheeses = [code for code in toppings if code in CHEESES]
    for layer, code in enumerate(cheeses):
        parts += _melted(CHEESES[code], layer)
    laid = [code for code in toppings if code not in SAUCES and code not in CHEESES]
    for layer, code in enumerate(laid):
        parts += _laid(code, toppings[code], layer)
    return sheet(parts)


def _melted(fill: str, layer: int) -> list[str]:
    """The first cheese covers the sauce, and others lie in spots on it."""
    if layer == 0:
        spots = [circle(x, y, 5, "#e9b75a", ' opacity=".5"') for x, y, _ in spread(9, REACH, 1.7)]
        return [circle(MIDDLE, MIDDLE, CHEESE_RADIUS, fill), *spots]
    return [ellipse(x, y, 10, 8, fill) for x, y, _ in spread(9, REACH, 0.9 * layer)]


def _laid(code: str, units: Decimal, layer: int) -> list[str]:
    shape, fill, pieces = TOPPINGS.get(code, UNKNOWN)
    count = 1 if pieces == 1 else max(3, round(pieces * float(min(units, Decimal(2)))))
    reach = 8 if count == 1 else REACH - 4
    return [turned(shape(fill), x, y, degrees) for x, y, degrees in spread(count, reach, 0.77 * layer)]
