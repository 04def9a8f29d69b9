"""Drawings of everything except pizzas: by kind, in its colours."""

import hashlib
from collections.abc import Callable, Mapping

from apps.menu.pictures.drawings.svg import SIDE, box, circle, ellipse, path, sheet, spread, turned

MIDDLE = SIDE / 2
type Colours = tuple[str, str]
RIM = "#8c8580"
"""Visible on light and dark backgrounds: outlines items that may have the colour of either."""
PALETTE = ("#c8573a", "#d99a4e", "#8aa04a", "#7a4a8c", "#4f8fa8", "#b8485e")


def _plate() -> list[str]:
    return [
        circle(MIDDLE, MIDDLE, 104, "#e4d8c6"),
        circle(MIDDLE, MIDDLE, 98, "#fffdf8"),
        circle(MIDDLE, MIDDLE, 76, "#f4eee3"),
    ]


def _pieces(colours: Colours) -> list[str]:
    piece = box(-24, -11, 48, 22, colours[0], 10) + box(-17, -5, 34, 5, colours[1], 3)
    return [*_plate(), *(turned(piece, x, y, degrees) for x, y, degrees in spread(9, 56))]


def _sticks(colours: Colours) -> list[str]:
    stick = box(-6, -44, 12, 88, colours[0], 4) + box(-3, -40, 4, 80, colours[1], 2)
    places = ((52 + 17 * n, 104 + (n % 3) * 7, (n * 23) % 31 - 15) for n in range(9))
    tub = path("M46 118H194L178 208Q120 220 62 208z", "#c8402b") + path("M46 118H194L191 134H49z", "#fffdf8")
    return [*(turned(stick, x, y, degrees) for x, y, degrees in places), tub]


def _rings(colours: Colours) -> list[str]:
    ring = (
        f'<circle r="23" fill="none" stroke="{colours[0]}" stroke-width="13"/>'
        f'<circle r="23" fill="none" stroke="{colours[1]}" stroke-width="3" stroke-dasharray="6 11"/>'
    )
    return [*_plate(), *(turned(ring, x, y, degrees) for x, y, degrees in spread(6, 54))]


def _wings(colours: Colours) -> list[str]:
    wing = (
        box(10, -5, 30, 10, "#f6ead8", 5)
        + ellipse(-6, 0, 25, 17, colours[0])
        + ellipse(-12, -6, 9, 5, colours[1], ' opacity=".7"')
    )
    return [*_plate(), *(turned(wing, x, y, degrees) for x, y, degrees in spread(7, 58))]


def _salad(colours: Colours) -> list[str]:
    leaf = path("M-26 0Q-8 -22 26 0Q-8 22 -26 0z", "#6ea844") + path("M-18 0h36", stroke="#a8cf7a", width=2)
    bits = [circle(x, y, 9, colours[n % 2]) for n, (x, y, _) in enumerate(spread(11, 66, 1.1))]
    bowl = [circle(MIDDLE, MIDDLE, 106, "#8a5a34"), circle(MIDDLE, MIDDLE, 96, "#c99a63")]
    return [*bowl, *(turned(leaf, x, y, degrees) for x, y, degrees in spread(17, 72)), *bits]


def _pasta(colours: Colours) -> list[str]:
    tube = box(-17, -6, 34, 12, "#f0cd7c", 6) + box(-12, -3, 24, 3, "#fbe7b4", 2)
    dish = [box(18, 44, 204, 152, "#4f6f86", 34), box(28, 54, 184, 132, colours[0], 26)]
    tubes = [turned(tube, x, MIDDLE + (y - MIDDLE) * 0.68, degrees) for x, y, degrees in spread(19, 82)]
    return [
        *dish,
        *tubes,
        *(ellipse(x, MIDDLE + (y - MIDDLE) * 0.6, 10, 7, colours[1]) for x, y, _ in spread(9, 76, 2)),
    ]


def _sandwich(colours: Colours) -> list[str]:
    return [
        path("M28 108Q30 60 120 60T212 108z", "#d99a4e"),
        *(ellipse(66 + 36 * n, 82 - (n % 2) * 8, 5, 3, "#f6e2b8") for n in range(4)),
        path("M26 112Q42 132 58 116T92 118T126 116T160 118T194 116T214 112V126H26z", "#6ea844"),
        box(28, 124, 184, 16, colours[0], 8),
        box(34, 138, 172, 12, colours[1], 6),
        box(28, 150, 184, 34, "#c98a42", 16),
    ]


def _cake(colours: Colours) -> list[str]:
    return [
        *_plate(),
        path("M62 112H178L168 168H72z", colours[0]),
        ellipse(120, 112, 58, 20, colours[1]),
        path("M96 114Q120 132 146 112Q150 150 132 152Q112 152 108 138T96 114z", colours[0]),
        circle(120, 100, 9, "#b8305a"),
    ]


def _cookie(colours: Colours) -> list[str]:
    chips = [turned(box(-6, -6, 12, 12, colours[1], 3), x, y, degrees) for x, y, degrees in spread(15, 72)]
    return [circle(MIDDLE, MIDDLE, 104, "#3b3a3f"), circle(MIDDLE, MIDDLE, 92, colours[0]), *chips]


def _scoops(colours: Colours) -> list[str]:
    scoops = [(84, 104), (156, 104), (120, 70)]
    cup = path("M50 122H190L168 204Q120 216 72 204z", "#7fb3c8") + box(44, 114, 152, 14, "#a9d0de", 7)
    shine = [ellipse(x - 12, y - 14, 10, 6, "#fff8") for x, y in scoops]
    return [*(circle(x, y, 40, colours[n % 2]) for n, (x, y) in enumerate(scoops)), *shine, cup]


def _bottle(colours: Colours) -> list[str]:
    return [
        box(104, 22, 32, 16, RIM, 5),
        path(
            "M106 38H134V74Q164 92 164 120V206Q164 220 150 220H90Q76 220 76 206V120Q76 92 106 74z",
            colours[0],
            RIM,
            2,
        ),
        box(76, 130, 88, 50, colours[1]),
        circle(120, 155, 15, colours[0]),
        path("M88 118Q90 98 104 88", stroke="#fff9", width=6),
    ]


def _pot(colours: Colours) -> list[str]:
    swirl = path("M82 106Q104 84 128 104T166 104", stroke="#fff8", width=6)
    specks = [circle(x, MIDDLE - 16 + (y - MIDDLE) * 0.35, 3, colours[1]) for x, y, _ in spread(12, 58)]
    return [
        path("M46 104H194L178 186Q120 206 62 186z", "#5a5358"),
        ellipse(120, 104, 78, 30, "#746c71"),
        ellipse(120, 104, 68, 24, colours[0]),
        *specks,
        swirl,
    ]


def _slice(colours: Colours) -> list[str]:
    return [
        path("M30 66Q120 26 210 66L120 220z", colours[0]),
        path("M42 78Q120 46 198 78L120 208z", "#f6dc8c"),
        *(circle(x, y, 13, colours[1]) for x, y in ((92, 92), (142, 96), (114, 136), (124, 174))),
    ]


type Drawing = Callable[[Colours], list[str]]
BY_CATEGORY: Mapping[str, Drawing] = {
    "SIDES": _pieces,
    "WINGS": _wings,
    "SALADS": _salad,
    "PASTA": _pasta,
    "SANDWICHES": _sandwich,
    "DESSERTS": _cake,
    "DRINKS": _bottle,
    "DIPS": _pot,
}
BY_CODE: Mapping[str, tuple[Drawing, Colours]] = {
    "F_GARLIC": (_pieces, ("#d99a4e", "#f3e0a8")),
    "F_TWIST": (_sticks, ("#dba95c", "#f6dc8c")),
    "F_WEDGES": (_pieces, ("#e0a83e", "#f5d67e")),
    "F_FRIES": (_sticks, ("#f0c04a", "#fbe08c")),
    "F_STICKS": (_pieces, ("#c98a3a", "#f6dc8c")),
    "F_JALAPENO": (_pieces, ("#8aa04a", "#dba95c")),
    "F_RINGS": (_rings, ("#c98a3a", "#efc271")),
    "L_SLICE": (_slice, ("#d99a4e", "#b8402b")),
    "W_CLASSIC": (_wings, ("#a8482a", "#e08a4a")),
    "W_BONELESS": (_pieces, ("#b8662e", "#e8a85a")),
    "W_DRUM": (_wings, ("#b07a3a", "#e0b66a")),
    "W_CAULI": (_pieces, ("#d8b25e", "#f3e3b2")),
    "G_CAESAR": (_salad, ("#e7c48c", "#d99a4e")),
    "G_GREEK": (_salad, ("#3a3342", "#fffaf0")),
    "G_TUNA": (_salad, ("#d9b49c", "#f8d34a")),
    "G_GARDEN": (_salad, ("#d8402c", "#c2427e")),
    "T_BOLOGNESE": (_pasta, ("#b8402b", "#6e4228")),
    "T_CARBONARA": (_pasta, ("#f3e0b0", "#a94a35")),
    "T_ALFREDO": (_pasta, ("#f6ead0", "#e7c48c")),
    "T_PRIMAVERA": (_pasta, ("#e9d9a8", "#5f9a3f")),
    "T_ARRABBIATA": (_pasta, ("#c8301e", "#f0704a")),
    "B_CHICKEN": (_sandwich, ("#e7c48c", "#a94a35")),
    "B_ITALIAN": (_sandwich, ("#b8402b", "#f6dc8c")),
    "B_BEEF": (_sandwich, ("#6e4228", "#eda63c")),
    "B_TUNA": (_sandwich, ("#d9b49c", "#f6dc8c")),
    "B_VEGGIE": (_sandwich, ("#d8402c", "#4f9a3c")),
    "E_LAVA": (_cake, ("#4a2618", "#6e3a22")),
    "E_COOKIE": (_cookie, ("#d6a05a", "#4a2618")),
    "E_CINNAMON": (_sticks, ("#b9772f", "#f3e0c0")),
    "E_BLUEBERRY": (_cake, ("#d6a05a", "#4a4a8c")),
    "E_ICE": (_scoops, ("#f6ead0", "#6e4228")),
    "E_SORBET": (_scoops, ("#c2305a", "#e0607e")),
    "D_COLA": (_bottle, ("#4a1f16", "#c8301e")),
    "D_COLAZERO": (_bottle, ("#2b1a18", "#8a8a90")),
    "D_ORANGE": (_bottle, ("#f08a1e", "#fff2d8")),
    "D_LEMON": (_bottle, ("#f2dc4a", "#5f9a3f")),
    "D_WATER": (_bottle, ("#bfe0ee", "#4f8fa8")),
    "D_APPLE": (_bottle, ("#e0b83a", "#8aa04a")),
    "D_ICETEA": (_bottle, ("#c9782e", "#f6b87a")),
    "D_MILK": (_bottle, ("#fbfaf4", "#4f8fc8")),
    "D_KOMBUCHA": (_bottle, ("#d8b25e", "#e8eedc")),
    "Y_GARLIC": (_pot, ("#fbf6e4", "#8aa04a")),
    "Y_BBQ": (_pot, ("#6e2f18", "#a8482a")),
    "Y_AIOLI": (_pot, ("#f0a86a", "#c8301e")),
    "Y_BLUE": (_pot, ("#eef0f4", "#7a86a8")),
    "Y_SALSA": (_pot, ("#c8301e", "#5f9a3f")),
    "Y_VEGAN": (_pot, ("#e6ecc8", "#3f7a3a")),
}
"""The drawing of each code. Other codes are drawn as their category is, in colours of their own."""


def draw_dish(code: str, category: str) -> bytes:
    """The dish as an SVG file."""
    known = BY_CODE.get(code)
    drawing, colours = known or (BY_CATEGORY.get(category, _pieces), _own_colours(code))
    return sheet(drawing(colours))


def _own_colours(code: str) -> Colours:
    first, second, *_ = hashlib.sha256(code.encode()).digest()
    return PALETTE[first % len(PALETTE)], PALETTE[second % len(PALETTE)]
