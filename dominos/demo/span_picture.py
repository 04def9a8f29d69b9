"""Traces of the demo's order as a picture: what happened in which program, one below the other, as time goes on."""

from collections.abc import Iterator, Sequence
from html import escape

from dominos.kernel.telemetry.collector import Collected

WIDTH, LEFT, ROW, TOP = 1200, 520, 20, 34
COLORS = ("#b3261e", "#4a6741", "#c98d47", "#2f5d8a", "#7a4f8a", "#5c5348", "#1f7a7a", "#9a3d6b")
PICTURED = {
    "A customer pays": "POST /api/v1/payments",
    "A courier hands over": "delivery.order_delivered",
}
"""What a picture is about, and a span by which its trace is known."""


def picture(traces: Sequence[Sequence[Collected]]) -> str:
    """SVG of the traces that are pictured. LookupError where one is missing."""
    parts: list[str] = []
    y = 0
    for title, name in PICTURED.items():
        trace = next((each for each in traces if any(span.name == name for span in each)), None)
        if trace is None:
            raise LookupError(f"no trace has {name}")
        parts += _trace(title, trace, y)
        y += TOP + ROW * len(trace) + ROW
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" font-family="sans-serif" font-size="12">'
    return "\n".join([head, f'<rect width="{WIDTH}" height="{y}" fill="white"/>', *parts, "</svg>", ""])


def _trace(title: str, trace: Sequence[Collected], y: int) -> Iterator[str]:
    first, last = min(s.begun for s in trace), max(s.ended for s in trace)
    services = sorted({span.service for span in trace})
    scale = (WIDTH - LEFT - 70) / max(1, last - first)
    yield f'<text x="10" y="{y + 22}" font-size="16" font-weight="bold">{title}: {_milliseconds(last - first)}</text>'
    for row, (depth, span) in enumerate(_in_order(trace)):
        line = y + TOP + row * ROW
        start, length = LEFT + (span.begun - first) * scale, max(2.0, (span.ended - span.begun) * scale)
        color = COLORS[services.index(span.service) % len(COLORS)]
        name = escape(_named(span)[: 76 - 2 * depth])
        took = _milliseconds(span.ended - span.begun)
        yield f'<text x="{10 + 12 * depth}" y="{line + 14}">{name}</text>'
        yield f'<rect x="{start:.1f}" y="{line + 4}" width="{length:.1f}" height="12" rx="2" fill="{color}"/>'
        yield f'<text x="{start + length + 4:.1f}" y="{line + 14}" fill="#555">{took}</text>'


def _named(span: Collected) -> str:
    """By its program and what it is; a message by who handles it, too."""
    whose = f" in {span.handler.split('.')[1]}" if span.handler.startswith("apps.") else ""
    return f"{span.service.removeprefix('dominos-')}: {span.name}{whose}"


def _in_order(
    trace: Sequence[Collected], parent: str = "", depth: int = 0
) -> Iterator[tuple[int, Collected]]:
    """Each span below the one it is part of, in the order in which they began; with how deep that is."""
    known = {span.id for span in trace}
    inside = (s for s in trace if (s.parent if s.parent in known else "") == parent)
    for span in sorted(inside, key=lambda span: span.begun):
        yield depth, span
        yield from _in_order(trace, span.id, depth + 1)


def _milliseconds(nanoseconds: int) -> str:
    return f"{nanoseconds / 1e6:.1f} ms"
