"""House numbers as they are written on maps and typed by people: 5, 5A, 5 A, 15-17, 1;3, "8, 2. krs./Floor 2"."""

import re
from dataclasses import dataclass

_ONE = re.compile(r"(\d{1,5})\s*([a-z])?(?:\s*[-–]\s*(\d{1,5})?\s*([a-z])?)?(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HouseNumber:
    """``first`` to ``last`` inclusive (equal for a single door), and the letter of the first, upper case or empty."""

    first: int
    last: int
    suffix: str = ""

    @property
    def text(self) -> str:
        tail = f"-{self.last}" if self.last != self.first else ""
        return f"{self.first}{self.suffix}{tail}"

    def covers(self, number: int) -> bool:
        """Whether the door ``number`` lies in this range, on the same side of the street."""
        if number in (self.first, self.last):
            return True
        return self.first < number < self.last and number % 2 == self.first % 2


def parse_house_number(text: str) -> HouseNumber | None:
    """The first house number in ``text``, or None."""
    found = _ONE.search(text)
    if found is None:
        return None
    first, last = int(found[1]), int(found[3] or found[1])
    return HouseNumber(min(first, last), max(first, last), (found[2] or "").upper())


def parse_house_numbers(text: str) -> list[HouseNumber]:
    """Every house number of an ``addr:housenumber`` value; floors and names after a comma are left out."""
    parts = re.split(r"[;&+]", text)
    if len(parts) == 1 and re.fullmatch(r"[\s\d,]+", text) and "," in text:
        parts = text.split(",")
    parsed = [parse_house_number(part) for part in parts]
    return [number for number in dict.fromkeys(parsed) if number is not None]
