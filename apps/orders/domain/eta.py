"""Estimated time of arrival: the stages between placement and hand-over, in seconds."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import hypot
from typing import NamedTuple

from apps.orders.contract.types import OrderStatus


class EtaStage(StrEnum):
    """The stages between placement and hand-over, in order."""

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
"""How far P20 and P80 of a kitchen stage lie from its nominal time, as a share of it."""
RUNNING: Mapping[OrderStatus, EtaStage] = {
    OrderStatus.PLACED: EtaStage.QUEUE,
    OrderStatus.ACCEPTED: EtaStage.QUEUE,
    OrderStatus.PREPARING: EtaStage.MAKE,
    OrderStatus.BAKING: EtaStage.OVEN,
    OrderStatus.READY: EtaStage.RACK,
    OrderStatus.OUT_FOR_DELIVERY: EtaStage.TRAVEL,
    OrderStatus.ARRIVED: EtaStage.DROP,
}
"""The stage that begins with a status; pickup is part of the rack time until the courier has left."""


def whole(plan: Plan) -> Span:
    """All stages together, their uncertainties assumed to be independent."""
    spans = plan.values()
    return Span(
        sum(span.expected for span in spans),
        hypot(*(span.early for span in spans)),
        hypot(*(span.late for span in spans)),
    )


def remaining(plan: Plan, status: OrderStatus, elapsed: timedelta = timedelta()) -> Plan:
    """The rest of the plan when `status` began `elapsed` ago; finished stages are left out.

    A status before the kitchen's leaves the whole plan.
    """
    running = RUNNING.get(status, ETA_STAGES[0])
    left = {stage: plan[stage] for stage in ETA_STAGES[ETA_STAGES.index(running) :] if stage in plan}
    if status in RUNNING and running in left:
        span = left[running]
        left[running] = span._replace(expected=max(span.expected - elapsed.total_seconds(), 0.0))
    return left


def observed(plan: Plan, began: Mapping[str, datetime], placed: datetime) -> dict[EtaStage, float]:
    """The duration of each finished stage of the plan, by when the statuses began.

    Without a time in the oven, that stage took 0 s. The start of a pickup is not recorded: the rack took what
    the planned pickup leaves of the time between.
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
    """The plan in its stored form."""
    return {stage.value: [round(part, 1) for part in span] for stage, span in plan.items()}


def from_json(stored: Mapping[str, Sequence[float]]) -> Plan:
    """The reverse of `as_json`."""
    return {stage: Span(*stored[stage]) for stage in ETA_STAGES if stage in stored}
