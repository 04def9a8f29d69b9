"""An order's progress as its customer sees it. Pure.

Reached stages stay reached: an undone bump, a revision and a second attempt never shorten the list. A
delivery that failed and is tried again makes the list longer instead.
"""

from collections.abc import Mapping, Sequence

from apps.orders.contract.types import EtaCause, OrderStatus
from apps.orders.domain.states import COLLECTED
from apps.stores.contract.types import ServiceMethod

S = OrderStatus
KITCHEN = (S.PLACED, S.ACCEPTED, S.PREPARING, S.BAKING, S.READY)
ROAD = (S.OUT_FOR_DELIVERY, S.ARRIVED)
WITHIN = frozenset((*KITCHEN, *ROAD, S.COMPLETED, S.REVISION_PENDING))

Times = Mapping[str, str]
TrackerStage = tuple[OrderStatus, str | None]


def stages_of(
    service: ServiceMethod, times: Times, earlier: Sequence[Times] = (), *, baked: bool
) -> list[TrackerStage]:
    """Every stage of the order's way with the time it began, None if it has not; no oven without baked items.

    `times` are those of the current attempt, `earlier` those of the failed ones, oldest first.
    """
    return [
        (stage, at) for stage, at in _whole_way(service, times, earlier) if baked or stage is not S.BAKING
    ]


def _whole_way(service: ServiceMethod, times: Times, earlier: Sequence[Times]) -> list[TrackerStage]:
    if service in COLLECTED:
        return _timed((*KITCHEN, S.COMPLETED), times)
    shown: list[TrackerStage] = []
    before: Times | None = None
    for attempt in earlier:
        shown += _timed((*_start(before, attempt), *ROAD, S.DELIVERY_FAILED), attempt)
        before = attempt
    return [*shown, *_timed((*_start(before, times), *ROAD, S.COMPLETED), times)]


def _start(before: Times | None, times: Times) -> tuple[OrderStatus, ...]:
    """The kitchen's stages of an attempt: all of the first one, then those that were gone through again."""
    if before is None:
        return KITCHEN
    is_remade = before.get(S.PREPARING) != times.get(S.PREPARING)
    return (S.PREPARING, S.BAKING, S.READY) if is_remade else (S.READY,)


def _timed(stages: Sequence[OrderStatus], times: Times) -> list[TrackerStage]:
    return [(stage, times.get(stage)) for stage in stages]


_BEFORE_OVEN = frozenset({S.PLACED, S.ACCEPTED, S.PREPARING})
_BEFORE_ROAD = frozenset(KITCHEN)
_OPEN = frozenset((*KITCHEN, *ROAD, S.SCHEDULED, S.REVISION_PENDING))
SHOWN_WHILE: Mapping[EtaCause, frozenset[OrderStatus]] = {
    EtaCause.PROGRESS: frozenset(),
    EtaCause.QUEUE: frozenset({S.PLACED, S.ACCEPTED}),
    EtaCause.MAKE: _BEFORE_OVEN,
    EtaCause.OVEN: _BEFORE_OVEN | {S.BAKING},
    EtaCause.RACK: _BEFORE_ROAD,
    EtaCause.COURIER: _BEFORE_ROAD,
    EtaCause.PICKUP: _BEFORE_ROAD,
    EtaCause.TRAVEL: _BEFORE_ROAD | {S.OUT_FOR_DELIVERY},
    EtaCause.DROP: _BEFORE_ROAD | set(ROAD),
    EtaCause.REVISION: _OPEN,
    EtaCause.RETRY: _OPEN,
}
"""The states in which the cause of a delay is still shown: not after the stage that caused it."""


def shown_cause(cause: str, status: OrderStatus) -> EtaCause | None:
    """Why the window moved, while that is still shown."""
    found = EtaCause(cause) if cause else None
    return found if found is not None and status in SHOWN_WHILE[found] else None


def reached(stages: Sequence[TrackerStage]) -> int:
    """The index of the furthest stage that began; -1 if none."""
    return max((index for index, (_, at) in enumerate(stages) if at is not None), default=-1)


def shown_status(status: OrderStatus, stages: Sequence[TrackerStage]) -> OrderStatus:
    """The status to show: the furthest stage reached while the order is under way, else its own."""
    at = reached(stages)
    return stages[at][0] if status in WITHIN and at >= 0 else status
