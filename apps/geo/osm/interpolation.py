"""House numbers between two known ones, spaced evenly along a line."""

from collections.abc import Iterator
from itertools import pairwise
from math import cos, hypot, radians

MAX_DOORS = 200


def interpolate(
    first: int, last: int, step: int, line: list[tuple[float, float]]
) -> Iterator[tuple[int, tuple[float, float]]]:
    """The numbers strictly between ``first`` and ``last`` with their (lat, lon) on ``line``."""
    count = abs(last - first) // step
    if count < 2 or count > MAX_DOORS or abs(last - first) % step or len(line) < 2:
        return
    direction = step if last > first else -step
    for at in range(1, count):
        yield first + at * direction, _along(line, at / count)


def _along(line: list[tuple[float, float]], share: float) -> tuple[float, float]:
    narrow = cos(radians(line[0][0]))
    lengths = [hypot(b[0] - a[0], (b[1] - a[1]) * narrow) for a, b in pairwise(line)]
    left = share * sum(lengths)
    for (a, b), length in zip(pairwise(line), lengths, strict=True):
        if left <= length and length > 0:
            part = left / length
            return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part
        left -= length
    return line[-1]
