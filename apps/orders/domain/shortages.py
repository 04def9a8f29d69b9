"""Why a store cannot make an order ahead, as it is reported and stored. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from apps.orders.contract.types import MissingLine


@dataclass(frozen=True, slots=True)
class Shortage:
    """Why the store cannot make the order for its slot: it is closed, or lacks `lines`. Falsy if it can."""

    reason: str = ""
    lines: tuple[MissingLine, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.reason)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Parses the saga's JSON."""
        lines = (
            MissingLine(**{**line, "alternatives": tuple(map(tuple, line["alternatives"]))})
            for line in kept.get("lines", ())
        )
        return cls(kept.get("reason", ""), tuple(lines))

    def as_json(self) -> dict[str, Any]:
        """The JSON stored in the saga; empty if nothing is wrong."""
        return {"reason": self.reason, "lines": [asdict(line) for line in self.lines]} if self else {}

    def is_news_after(self, known: "Shortage") -> bool:
        """Whether a customer who knows of `known` has to be notified: more is missing, or the reason differs."""
        numbers = {line.number for line in known.lines}
        more = {line.number for line in self.lines} - numbers
        return bool(self) and (bool(more) or not known or bool(self.lines) != bool(known.lines))


def missing(lines: tuple[MissingLine, ...]) -> Shortage:
    """The missing items of lines that are not available."""
    names = ", ".join(line.name for line in lines)
    return Shortage(f"Not to be had any more: {names}.", lines) if lines else Shortage()
