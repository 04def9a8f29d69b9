"""A night drawn: orders by hour, windows that held by hour, lateness. An SVG that needs nothing from outside."""

from collections.abc import Iterator, Sequence

from dominos.simulation.figures import NightFigures
from dominos.simulation.report import STEP, lateness_bins

WIDTH, PANEL, LEFT, GAP = 720, 150, 50, 46
HEIGHT = 3 * (PANEL + GAP) + 20
AIM, BAND = 80.0, 5.0
LOWEST = 50.0
INK, BLUE, GREEN, RED, GREY = "#333", "#2266aa", "#2a8a4a", "#b03030", "#dddddd"


def draw(figures: NightFigures) -> str:
    """The picture as SVG text."""
    hours = [f"{hour.hour:02}" for hour in figures.hours]
    orders = [float(hour.orders) for hour in figures.hours]
    bins = lateness_bins(figures)
    late = [RED if start >= 0 else GREEN for start in bins]
    names = [str(start) for start in bins]
    parts = [
        *_bars(0, "Orders by hour of placement", hours, orders, [BLUE] * len(hours)),
        *_shares(1, figures),
        *_bars(2, f"Lateness in steps of {STEP} minutes", names, [float(n) for n in bins.values()], late),
    ]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
        f' font-size="12" fill="{INK}">'
    )
    return "\n".join([head, f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>', *parts, "</svg>", ""])


def _top(panel: int) -> float:
    return panel * (PANEL + GAP) + 30


def _title(panel: int, text: str) -> str:
    return f'<text x="{LEFT}" y="{_top(panel) - 10:g}" font-weight="bold">{text}</text>'


def _bars(
    panel: int, title: str, names: Sequence[str], values: Sequence[float], colours: Sequence[str]
) -> Iterator[str]:
    yield _title(panel, title)
    most, base = max(values, default=1.0), _top(panel) + PANEL
    step = (WIDTH - LEFT - 20) / max(len(values), 1)
    for number, (name, value, colour) in enumerate(zip(names, values, colours, strict=True)):
        high, x = PANEL * value / most, LEFT + number * step
        yield _box(x + 2, base - high, step - 4, high, colour)
        yield _text(x + step / 2, base + 15, name)
        yield _text(x + step / 2, base - high - 3, f"{value:g}")


def _shares(panel: int, figures: NightFigures) -> Iterator[str]:
    """Points for the share of orders inside their window, on the band it has to stay in."""
    yield _title(panel, "Handed over inside the window shown at placement, %")
    base, scale = _top(panel) + PANEL, PANEL / (100 - LOWEST)
    step = (WIDTH - LEFT - 20) / max(len(figures.hours), 1)
    upper = base - (AIM + BAND - LOWEST) * scale
    yield _box(LEFT, upper, WIDTH - LEFT - 20, 2 * BAND * scale, GREY)
    yield _text(LEFT - 16, base - (AIM - LOWEST) * scale + 4, f"{AIM:g}")
    for number, hour in enumerate(figures.hours):
        x, y = LEFT + (number + 0.5) * step, base - (max(hour.held, LOWEST) - LOWEST) * scale
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{BLUE}"/>'
        yield _text(x, y - 8, f"{hour.held:.1f}")
        yield _text(x, base + 15, f"{hour.hour:02}")


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'


def _text(x: float, y: float, text: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{text}</text>'
