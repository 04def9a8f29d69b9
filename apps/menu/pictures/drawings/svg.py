"""Building blocks of drawings: the canvas, and evenly spread points that do not look like a grid."""

from collections.abc import Iterable, Iterator
from math import cos, pi, sin, sqrt

SIDE = 240
"""Width and height of the canvas in user units."""
GOLDEN = pi * (3 - sqrt(5))


def sheet(parts: Iterable[str]) -> bytes:
    """The drawing as an SVG file without a background. It is hidden from screen readers; pages describe it in text."""
    inside = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}">'
        f"{inside}</svg>"
    ).encode()


def number(value: float) -> str:
    """A number in its shortest form, rounded to a tenth."""
    return f"{value:.1f}".removesuffix(".0")


def circle(x: float, y: float, radius: float, fill: str, more: str = "") -> str:
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}"{more}/>'


def ellipse(x: float, y: float, across: float, down: float, fill: str, more: str = "") -> str:
    place = f'cx="{number(x)}" cy="{number(y)}" rx="{number(across)}" ry="{number(down)}"'
    return f'<ellipse {place} fill="{fill}"{more}/>'


def box(x: float, y: float, width: float, height: float, fill: str, round_by: float = 0) -> str:
    corners = f' rx="{number(round_by)}"' if round_by else ""
    size = f'width="{number(width)}" height="{number(height)}"'
    return f'<rect x="{number(x)}" y="{number(y)}" {size}{corners} fill="{fill}"/>'


def path(line: str, fill: str = "none", stroke: str = "", width: float = 0) -> str:
    drawn = f' stroke="{stroke}" stroke-width="{number(width)}" stroke-linecap="round"' if stroke else ""
    return f'<path d="{line}" fill="{fill}"{drawn}/>'


def turned(part: str, x: float, y: float, degrees: float) -> str:
    """The part, drawn around the origin, moved and rotated."""
    return f'<g transform="translate({number(x)} {number(y)}) rotate({number(degrees)})">{part}</g>'


def spread(count: int, radius: float, phase: float = 0.0) -> Iterator[tuple[float, float, float]]:
    """Points in a circle, arranged like a sunflower's seeds, with a rotation in degrees for each."""
    for n in range(count):
        distance = radius * sqrt((n + 0.6) / count)
        angle = n * GOLDEN + phase
        yield SIDE / 2 + distance * cos(angle), SIDE / 2 + distance * sin(angle), (angle * 180 / pi * 3) % 360
