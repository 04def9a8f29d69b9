"""Observations of each store and hour, stored from completed orders and used for the next windows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.delivery.contract.windows import Window
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.calibration import (
    MIN_OBSERVATIONS,
    RECENT,
    Observation,
    comparable_hours,
    observe,
    relevant,
)
from apps.orders.domain.eta import EtaStage
from apps.orders.models import Order, StageErrors
from dominos.kernel.ttl_cache import TtlCache

cached = TtlCache[tuple[UUID, int], Sequence[Observation]](seconds=10)


def observations(store_id: UUID, at: datetime) -> Sequence[Observation]:
    """The store's observations that are comparable with now (`calibration.relevant`), cached for up to ten seconds."""
    return cached.get_or_read((store_id, at.hour), lambda: _recent(store_id, at))


def _recent(store_id: UUID, at: datetime) -> Sequence[Observation]:
    stored = dict(StageErrors.objects.filter(store_id=store_id).values_list("hour", "recent"))
    alike = [hour for hour in comparable_hours(at) if hour in stored]
    enough = sum(len(stored[hour]) for hour in alike) >= MIN_OBSERVATIONS
    return relevant(
        {hour: [_read(one) for one in stored[hour]] for hour in (alike if enough else stored)}, at
    )


def record_observation(order: Order) -> None:
    """Stores the completed order's observation. Its store's row of the hour stays locked until the transaction ends.

    Orders for a slot, or delivered twice, say nothing about how long an order takes.
    """
    if not order.stage_plan or order.earlier_attempts or OrderStatus.SCHEDULED in order.stage_times:
        return
    began = {status: datetime.fromisoformat(at) for status, at in order.stage_times.items()}
    shown = Window(order.promised_from, order.promised_to)
    seen = observe(order.plan, began, order.created_at, shown)
    row, _ = StageErrors.objects.select_for_update().get_or_create(store_id=order.store_id, hour=seen.at.hour)
    row.recent = [*row.recent, _written(seen)][-RECENT:]
    row.save(update_fields=["recent"])
    cached.discard((order.store_id, seen.at.hour))


def _read(stored: dict[str, Any]) -> Observation:
    stages = {EtaStage(stage): (planned, took) for stage, (planned, took) in stored["stages"].items()}
    return Observation(datetime.fromisoformat(stored["at"]), stored["held"], stages)


def _written(seen: Observation) -> dict[str, Any]:
    stages = {stage.value: [round(planned), round(took)] for stage, (planned, took) in seen.stages.items()}
    return {"at": seen.at.isoformat(), "held": seen.held, "stages": stages}
