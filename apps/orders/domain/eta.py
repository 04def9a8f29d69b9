"""When the food will be there: the stages between placement and the customer's hands, in seconds."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import hypot
from typing import NamedTuple

from apps.orders.contract.types import OrderStatus


class EtaStage(StrEnum):
    """What passes between placement and the customer's hands, in order."""

    QUEUE = "queue"
    MAKE = "make"
    OVEN = "oven"
    RACK = "rack"
    PICKUP = "pickup"
    TRAVEL = "travel"
    DROP = "drop"


class Span(NamedTuple):
    """A stage in seconds: its P20 is `expected - early`, its P80 `expected + late`."""

    expected: float
    early: float
    late: float


type Plan = Mapping[EtaStage, Span]

ETA_STAGES = tuple(EtaStage)
KITCHEN_DOUBT = {EtaStage.QUEUE: (0.4, 0.6), EtaStage.MAKE: (0.2, 0.4), EtaStage.OVEN: (0.05, 0.1)}
"""How far the P20 and the P80 of a kitchen stage lie from its nominal time, as a share of it."""
RUNNING: Mapping[OrderStatus, EtaStage] = {
    OrderStatus.PLACED: EtaStage.QUEUE,
    OrderStatus.ACCEPTED: EtaStage.QUEUE,
    OrderStatus.PREPARING: EtaStage.MAKE,
    OrderStatus.BAKING: EtaStage.OVEN,
    OrderStatus.READY: EtaStage.RACK,
    OrderStatus.OUT_FOR_DELIVERY: EtaStage.TRAVEL,
    OrderStatus.ARRIVED: EtaStage.DROP,
}
"""The stage that begins with a status; a pickup is part of the time in the rack until the courier has left."""


def whole(plan: Plan) -> Span:
    """All stages together, their doubts being independent."""
    spans = plan.values()
    return Span(
        sum(span.expected for span in spans),
        hypot(*(span.early for span in spans)),
        hypot(*(span.late for span in spans)),
    )


def remaining(plan: Plan, status: OrderStatus, elapsed: timedelta = timedelta()) -> Plan:
    """What is left of the plan when `status` began `elapsed` ago: the stages that ended are out of it.

    A status before the kitchen's leaves the whole plan.
    """
    running = RUNNING.get(status, ETA_STAGES[0])
    left = {stage: plan[stage] for stage in ETA_STAGES[ETA_STAGES.index(running) :] if stage in plan}
    if status in RUNNING and running in left:
        span = left[running]
        left[running] = span._replace(expected=max(span.expected - elapsed.total_seconds(), 0.0))
    return left


def observed(plan: Plan, began: Mapping[str, datetime], placed: datetime) -> dict[EtaStage, float]:
    """How long each stage of the plan took, as far as it ended, by when the statuses began.

    Without a time in the oven its stage took none. Nobody sees where a pickup begins: what the rack took is what the
    planned pickup leaves of the time between.
    """
    marks = (
        (EtaStage.QUEUE, placed),
        (EtaStage.MAKE, began.get(OrderStatus.PREPARING)),
        (EtaStage.OVEN, began.get(OrderStatus.BAKING, began.get(OrderStatus.READY))),
        (EtaStage.RACK, began.get(OrderStatus.READY)),
        (EtaStage.TRAVEL, began.get(OrderStatus.OUT_FOR_DELIVERY)),
        (EtaStage.DROP, began.get(OrderStatus.ARRIVED)),
        (None, began.get(OrderStatus.COMPLETED)),
    )
    took = {
        stage: (end - start).total_seconds()
        for (stage, start), (_, end) in pairwise(marks)
        if stage in plan and stage is not None and start is not None and end is not None
    }
    if EtaStage.RACK in took and EtaStage.PICKUP in plan:
        took[EtaStage.PICKUP] = plan[EtaStage.PICKUP].expected
        took[EtaStage.RACK] -= took[EtaStage.PICKUP]
    return took


def as_json(plan: Plan) -> dict[str, Sequence[float]]:
    """The plan as it is stored."""
    return {stage.value: [round(part, 1) for part in span] for stage, span in plan.items()}


def from_json(stored: Mapping[str, Sequence[float]]) -> Plan:
    """The reverse of `as_json`."""
    return {stage: Span(*stored[stage]) for stage in ETA_STAGES if stage in stored}
