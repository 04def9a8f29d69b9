"""Assigns items to slots so that all required places are filled and the gain is maximal.

A transport problem solved exactly by augmenting along paths of maximal gain; a required place gains more than
all items together, so required places are filled first. Slots added to a solved problem extend its solution:
items come from those left over, or from what open slots hold beyond their need.
"""

from collections.abc import Sequence
from dataclasses import dataclass

UNREACHED = -1


@dataclass(slots=True)
class Places:
    """A slot: the items it needs, whether it takes more, and the gain of an item of each line (None: does not fit)."""

    needed: int
    is_open: bool
    gains: Sequence[int | None]
    fits: list[tuple[int, int]]

    def __init__(self, needed: int, is_open: bool, gains: Sequence[int | None]) -> None:
        self.needed, self.is_open, self.gains = needed, is_open, gains
        self.fits = [(line, gain) for line, gain in enumerate(gains) if gain is not None]


@dataclass(slots=True)
class Assignment:
    """The optimal assignment to the slots so far: `taken[slot][line]`, and the remaining items of each line."""

    supply: list[int]
    bonus: int
    slots: list[Places]
    taken: list[list[int]]
    filled: list[int]

    @classmethod
    def of(cls, supply: Sequence[int], highest: int) -> "Assignment":
        """The empty assignment; no item gains more than `highest`."""
        return cls(list(supply), 1 + 2 * (highest + 1) * (sum(supply) + 1), [], [], [])

    def with_slots(self, slots: Sequence[Places]) -> "Assignment | None":
        """The optimum with these slots added; None if not all required places can be filled."""
        new = Assignment(
            self.supply.copy(),
            self.bonus,
            [*self.slots, *slots],
            [row.copy() for row in self.taken] + [[0] * len(self.supply) for _ in slots],
            [*self.filled, *(0 for _ in slots)],
        )
        while new._augment():
            pass
        is_full = all(filled >= slot.needed for filled, slot in zip(new.filled, new.slots, strict=True))
        return new if is_full else None

    def freed(self) -> list[int | None]:
        """The best gain of freeing an item of each line: 0 if some are left, negative if one has to be
        replaced, None if none can be freed. These are the items' prices in the dual problem.
        """
        return self._reach()[0]

    def gain(self, first: int, last: int) -> int:
        """The gain of the items in the slots from `first` to before `last`."""
        return sum(
            gain * taken[line]
            for slot, taken in zip(self.slots[first:last], self.taken[first:last], strict=True)
            for line, gain in slot.fits
            if taken[line]
        )

    def _augment(self) -> bool:
        """Moves items along the best path to a slot with room; False at the optimum."""
        rooms = [
            self.bonus if filled < slot.needed else 0 if slot.is_open else None
            for filled, slot in zip(self.filled, self.slots, strict=True)
        ]
        if all(room is None for room in rooms):
            return False
        _, gains, from_line, from_slot, released = self._reach()
        best, end = 0, UNREACHED
        for number, room in enumerate(rooms):
            gain = gains[number]
            if gain is not None and room is not None and gain + room > best:
                best, end = gain + room, number
        if end == UNREACHED:
            return False
        self._move(end, from_line, from_slot, released)
        return True

    def _reach(self) -> tuple[list[int | None], list[int | None], list[int], list[int], list[int]]:
        """The greatest gain on a path to each line and slot; what comes before each; the slot a path begins at.

        It begins at a line with items left, or with an item that an open slot can do without.
        """
        at_line: list[int | None] = [0 if left else None for left in self.supply]
        at_slot: list[int | None] = [None] * len(self.slots)
        from_line, from_slot = [UNREACHED] * len(self.slots), [UNREACHED] * len(self.supply)
        released = self._release(at_line)
        is_changed = True
        while is_changed:
            is_changed = False
            for number, slot in enumerate(self.slots):
                there, found = at_slot[number], False
                for line, gain in slot.fits:
                    here = at_line[line]
                    if here is not None and (there is None or here + gain > there):
                        there, from_line[number], found = here + gain, line, True
                if there is None or not found:
                    continue
                at_slot[number], is_changed = there, True
                taken = self.taken[number]
                if not self.filled[number]:
                    continue
                for line, gain in slot.fits:
                    if taken[line]:
                        here = at_line[line]
                        if here is None or there - gain > here:
                            at_line[line], from_slot[line] = there - gain, number
        return at_line, at_slot, from_line, from_slot, released

    def _release(self, at_line: list[int | None]) -> list[int]:
        """Lets paths begin with the items that open slots hold beyond their need; the slot each line would leave."""
        released = [UNREACHED] * len(self.supply)
        for number, slot in enumerate(self.slots):
            if slot.is_open and self.filled[number] > slot.needed:
                for line, gain in slot.fits:
                    here = at_line[line]
                    if self.taken[number][line] and (here is None or -gain > here):
                        at_line[line], released[line] = -gain, number
        return released

    def _move(self, end: int, from_line: list[int], from_slot: list[int], released: list[int]) -> None:
        path: list[tuple[int, int, int]] = []
        slot = end
        needed = self.slots[end].needed - self.filled[end]
        most = needed if needed > 0 else sum(map(sum, self.taken)) + sum(self.supply)
        while True:
            line = from_line[slot]
            path.append((slot, line, 1))
            before = from_slot[line]
            if before == UNREACHED:
                break
            path.append((before, line, -1))
            most = min(most, self.taken[before][line])
            slot = before
        leaving = UNREACHED if self.supply[line] else released[line]
        if leaving == UNREACHED:
            most = min(most, self.supply[line])
            self.supply[line] -= most
        else:
            surplus = self.filled[leaving] - self.slots[leaving].needed
            most = min(most, self.taken[leaving][line], surplus)
            self.taken[leaving][line] -= most
            self.filled[leaving] -= most
        for slot, moved, sign in path:
            self.taken[slot][moved] += sign * most
        self.filled[end] += most
