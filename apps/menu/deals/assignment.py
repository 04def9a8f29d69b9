"""Items into slots, so that all needed places are taken and the gain is greatest.

A transport problem solved exactly by augmenting along the path of greatest gain; a place that must be taken gains
more than all items together, so that those are taken first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

UNREACHED = -1


@dataclass(slots=True)
class Places:
    """A slot: how many items it needs, whether it takes more, and what an item of each line gains in it (None: no)."""

    needed: int
    is_open: bool
    gains: Sequence[int | None]


@dataclass(slots=True)
class _State:
    supply: list[int]
    slots: Sequence[Places]
    bonus: int
    fits: list[list[tuple[int, int]]]
    taken: list[list[int]] = field(default_factory=list)
    filled: list[int] = field(default_factory=list)


def assign(supply: Sequence[int], slots: Sequence[Places]) -> list[list[int]] | None:
    """How many items of each line lie in each slot, `[slot][line]`; None where the needed places cannot be taken."""
    highest = max((gain for slot in slots for gain in slot.gains if gain is not None), default=0)
    fits = [
        [(line, gain) for line, gain in enumerate(slot.gains) if gain is not None and supply[line]]
        for slot in slots
    ]
    state = _State(list(supply), slots, 1 + 2 * (highest + 1) * (sum(supply) + 1), fits)
    state.taken = [[0] * len(supply) for _ in slots]
    state.filled = [0] * len(slots)
    while _augment(state):
        pass
    is_full = all(filled >= slot.needed for filled, slot in zip(state.filled, slots, strict=True))
    return state.taken if is_full else None


def _augment(state: _State) -> bool:
    """Moves items along the best path from a line with items left to a slot with room; False at the optimum."""
    gains, from_line, from_slot = _reach(state)
    best, end = 0, UNREACHED
    for number, slot in enumerate(state.slots):
        room = state.bonus if state.filled[number] < slot.needed else 0 if slot.is_open else None
        gain = gains[number]
        if gain is not None and room is not None and gain + room > best:
            best, end = gain + room, number
    if end == UNREACHED:
        return False
    _move(state, end, from_line, from_slot)
    return True


def _reach(state: _State) -> tuple[list[int | None], list[int], list[int]]:
    """The greatest gain on a path to each slot; the line before each slot, and the slot before each line."""
    slots = state.slots
    at_line: list[int | None] = [0 if left else None for left in state.supply]
    at_slot: list[int | None] = [None] * len(slots)
    from_line, from_slot = [UNREACHED] * len(slots), [UNREACHED] * len(state.supply)
    is_changed = True
    while is_changed:
        is_changed = False
        for number, fits in enumerate(state.fits):
            there, found = at_slot[number], False
            for line, gain in fits:
                here = at_line[line]
                if here is not None and (there is None or here + gain > there):
                    there, from_line[number], found = here + gain, line, True
            if there is None or not found:
                continue
            at_slot[number], is_changed = there, True
            taken = state.taken[number]
            for line, gain in fits:
                here = at_line[line]
                if taken[line] and (here is None or there - gain > here):
                    at_line[line], from_slot[line] = there - gain, number
    return at_slot, from_line, from_slot


def _move(state: _State, end: int, from_line: list[int], from_slot: list[int]) -> None:
    path: list[tuple[int, int, int]] = []
    slot = end
    needed = state.slots[end].needed - state.filled[end]
    most = needed if needed > 0 else sum(state.supply)
    while True:
        line = from_line[slot]
        path.append((slot, line, 1))
        before = from_slot[line]
        if before == UNREACHED:
            break
        path.append((before, line, -1))
        most = min(most, state.taken[before][line])
        slot = before
    most = min(most, state.supply[line])
    for slot, moved, sign in path:
        state.taken[slot][moved] += sign * most
    state.supply[line] -= most
    state.filled[end] += most
