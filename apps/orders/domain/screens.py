"""Which orders and lines each kitchen station's screen shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from apps.orders.contract.types import OrderStatus as S


class Lines(StrEnum):
    """Which lines of an order a screen shows: all, or only those that are baked."""

    ALL = "all"
    BAKED = "baked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A station's screen: orders with baked lines while in `baked`, all others while in `cold`.

    Orders in `counts` are still to do here: their pieces are counted together.
    """

    title: str
    baked: tuple[S, ...]
    cold: tuple[S, ...] = ()
    counts: tuple[S, ...]
    lines: Lines = Lines.BAKED

    def shows(self, status: S, *, is_baked: bool) -> bool:
        """Whether the screen shows an order in this state."""
        return status in (self.baked if is_baked else self.cold)


EVERYWHERE = (S.PLACED, S.ACCEPTED, S.PREPARING, S.BAKING, S.READY)
SCREENS: Mapping[str, Screen] = {
    "all": Screen(
        title="Whole kitchen",
        baked=EVERYWHERE,
        cold=EVERYWHERE,
        counts=(S.PLACED, S.ACCEPTED, S.PREPARING),
        lines=Lines.ALL,
    ),
    "make": Screen(
        title="Make",
        baked=(S.PLACED, S.ACCEPTED, S.PREPARING),
        counts=(S.PLACED, S.ACCEPTED, S.PREPARING),
    ),
    "oven": Screen(title="Oven", baked=(S.PREPARING, S.BAKING), counts=(S.PREPARING, S.BAKING)),
    "cut": Screen(title="Cut and box", baked=(S.BAKING, S.READY), counts=(S.BAKING, S.READY)),
    "expo": Screen(
        title="Pack and hand out",
        baked=(S.BAKING, S.READY),
        cold=(S.PLACED, S.ACCEPTED, S.PREPARING, S.READY),
        counts=(S.PLACED, S.ACCEPTED, S.PREPARING, S.BAKING, S.READY),
        lines=Lines.ALL,
    ),
}
"""Orders without baked lines never appear at the pizza stations; they are packed at the hand-over counter."""
