"""Addresses drawn from a raw extract, as people type them: clean, with typos, with floors and abbreviations."""

import random
import string
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from apps.geo.contract.types import Point
from apps.geo.osm.extract import RawAddress, read_extract


@dataclass(frozen=True, slots=True)
class Sample:
    typed: str
    point: Point
    same: tuple[Point, ...]
    """Every object of the map that carries this very address."""


def draw(path: Path, count: int, seed: int) -> list[Sample]:
    """``count`` different addresses of an extract (all, if it has fewer), written as on an envelope."""
    by_text = _by_text(path)
    chosen = random.Random(seed).sample(sorted(by_text), min(count, len(by_text)))
    return [Sample(text, by_text[text][0], tuple(by_text[text])) for text in chosen]


@cache
def _by_text(path: Path) -> dict[str, list[Point]]:
    by_text: dict[str, list[Point]] = {}
    for address in read_extract(path).addresses:
        if address.exact and address.city:
            by_text.setdefault(write(address), []).append(Point(lat=address.lat, lon=address.lon))
    return by_text


def write(address: RawAddress) -> str:
    return f"{address.street} {address.number.text}, {f'{address.postcode} {address.city}'.strip()}"


def misspell(text: str, edits: int, rng: random.Random) -> str:
    """``text`` with slips of the finger in its words; digits stay, they are what cannot be guessed."""
    for _ in range(edits):
        at = rng.choice([i for i, letter in enumerate(text) if letter.isalpha() and i < len(text) - 1])
        letter = rng.choice(string.ascii_lowercase)
        kind = rng.randrange(4)
        if kind == 0:
            text = text[:at] + text[at + 1 :]
        elif kind == 1:
            text = text[:at] + letter + text[at:]
        elif kind == 2:
            text = text[:at] + letter + text[at + 1 :]
        elif text[at + 1].isalpha():
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text
