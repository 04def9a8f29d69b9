"""A picture of the map around a place, for mails: the same tiles as on pages, without scripts."""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from io import BytesIO
from typing import Any

import numpy as np

from apps.geo.basemap.mvt import EXTENT, Drawn, decode_tile
from apps.geo.basemap.zooms import MAX_ZOOM, mercator
from apps.geo.contract.types import Point

WIDTH, HEIGHT = 1200, 480
"""Pixels; mails show it at half its size, so that it is sharp on every screen."""
TILE = 1400
"""Pixels per tile: at 60 degrees latitude the picture is a kilometre wide."""
GROUND, EDGE, MARK, LINING, LABEL = "#f6efe4", "#ddcbb1", "#c8321f", "#ffffff", "#6b5c4c"
AREAS: Mapping[str, str] = {"park": "#d8e4c2", "water": "#b9d7e2", "building": "#e8dccb"}
ROADS: Mapping[str, tuple[str, int]] = {
    "path": ("#e3d3bd", 3),
    "service": ("#fffaf2", 6),
    "minor": ("#ffffff", 12),
    "medium": ("#fff3d6", 18),
    "major": ("#fbdf9d", 24),
}
"""Colours and widths in pixels; later ones are drawn above earlier ones."""
ATTRIBUTION = "© OpenStreetMap contributors"
COLOURS = 48

type Square = tuple[int, int]
"""Column from the west and row from the north, at the largest zoom."""


def squares_around(at: Point) -> list[Square]:
    """The tiles that the picture shows parts of."""
    x, y = _middle(at)
    across, down = (
        range(math.floor(middle - half / TILE), math.floor(middle + half / TILE) + 1)
        for middle, half in ((x, WIDTH / 2), (y, HEIGHT / 2))
    )
    return [(column, row) for column in across for row in down]


def draw(at: Point, tiles: Mapping[Square, bytes]) -> bytes:
    """The PNG, with a marker at the place. `tiles` are uncompressed vector tiles."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    layers = _layers(at, tiles)
    for name, colour in AREAS.items():
        picture.paste(colour, mask=_mask(layers.get(name, ())))
    pen = ImageDraw.Draw(picture)
    _draw_roads(pen, layers.get("road", ()))
    _draw_mark(pen)
    pen.text(
        (WIDTH - 12, HEIGHT - 8), ATTRIBUTION, LABEL, _font(), anchor="rs", stroke_width=3, stroke_fill=LINING
    )
    out = BytesIO()
    picture.quantize(COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _middle(at: Point) -> tuple[float, float]:
    x, y = mercator(np.array([[at.lon, at.lat]]))[0] * 2**MAX_ZOOM
    return float(x), float(y)


def _layers(at: Point, tiles: Mapping[Square, bytes]) -> dict[str, list[Drawn]]:
    """What there is to draw, in pixels."""
    x, y = _middle(at)
    found: dict[str, list[Drawn]] = {}
    for (column, row), data in tiles.items():
        shift = np.array([(column - x) * TILE + WIDTH / 2, (row - y) * TILE + HEIGHT / 2])
        for name, drawn in decode_tile(data).items():
            moved = [
                Drawn(one.kind, [np.array(part) * (TILE / EXTENT) + shift for part in one.parts])
                for one in drawn
            ]
            found.setdefault(name, []).extend(moved)
    return found


def _mask(areas: Iterable[Drawn]) -> Any:
    """White where the areas are: rings that turn the other way are holes in the one before."""
    from PIL import Image, ImageDraw

    mask = Image.new("1", (WIDTH, HEIGHT))
    pen = ImageDraw.Draw(mask)
    for ring in (ring for area in areas for ring in area.parts if len(ring) > 2):
        x, y = ring[:, 0], ring[:, 1]
        is_outer = float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum()) > 0
        pen.polygon(_flat(ring), fill=int(is_outer))
    return mask


def _draw_roads(pen: Any, roads: Sequence[Drawn]) -> None:
    for edge in (4, 0):
        for kind, (colour, width) in ROADS.items():
            for line in (line for road in roads if road.kind == kind for line in road.parts):
                if edge == 0 or kind != "path":
                    pen.line(_flat(line), EDGE if edge else colour, width + edge, joint="curve")


def _draw_mark(pen: Any) -> None:
    x, y, radius = WIDTH // 2, HEIGHT // 2, 30
    top = y - 2 * radius
    pen.polygon([(x - 22, top + 18), (x + 22, top + 18), (x, y)], fill=MARK)
    pen.ellipse((x - radius, top - radius, x + radius, top + radius), fill=MARK, outline=LINING, width=4)
    pen.ellipse((x - 10, top - 10, x + 10, top + 10), fill=LINING)


def _flat(points: np.ndarray) -> list[float]:
    return [float(number) for number in points.ravel()]


@cache
def _font() -> Any:
    from PIL import ImageFont

    from dominos.kernel.pdf.fonts import REGULAR_FACE

    return ImageFont.truetype(str(REGULAR_FACE), 20)
