"""The expectation for deliveries without a courier: the engine's, from its plan and from how it did lately."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, Value

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.contract.windows import rounded
from apps.delivery.dispatch.promise import etas
from apps.delivery.dispatch.types import Estimate
from apps.delivery.domain.eta import (
    Fleet,
    Forecast,
    Progress,
    around,
    forecast,
    instant,
    minutes,
    stages_ahead,
)
from apps.delivery.domain.states import FINISHED, WITH_COURIER, OfferStatus
from apps.delivery.estimates.hand_overs import measured_rules
from apps.delivery.estimates.snapshot import ON_SHIFT, engine_order, recent_errors, snapshot_with
from apps.delivery.models import Delivery, Offer, Shift
from dominos.kernel.clock import now

FEWEST_ERRORS = 20
_ON_SHIFT = ""


def forecast_waiting(
    deliveries: Sequence[Delivery], *, estimated: frozenset[UUID] = frozenset()
) -> dict[UUID, Forecast]:
    """One expectation for each delivery, by id; `estimated` are those whose drive is a guess.

    An open offer's plan is the expectation; else the engine plans; with nobody on shift the stages are added up.
    Asks for roads: never inside a unit of work.
    """
    offers = Offer.objects.filter(delivery__in=deliveries, status=OfferStatus.PENDING)
    offered = dict(offers.values_list("delivery_id", "drop_off_at"))
    planned = _planned([delivery for delivery in deliveries if delivery.id not in offered])
    return {
        delivery.id: _forecast(
            progress_of(delivery, delivery.id in estimated),
            offered.get(delivery.id),
            planned.get(str(delivery.id)),
        )
        for delivery in deliveries
    }


def progress_of(delivery: Delivery, is_estimated: bool) -> Progress:
    """What is known of a delivery that has no courier."""
    return Progress(
        now=now(),
        status=DeliveryStatus(delivery.status),
        ready_at=delivery.ready_at,
        is_released=delivery.is_released,
        to_store=None,
        to_door=delivery.drive_seconds,
        is_estimated=is_estimated,
    )


def _planned(deliveries: Sequence[Delivery]) -> dict[str, tuple[Estimate, bool]]:
    """The engine's estimates by id, each with whether enough errors are known to trust its window."""
    if not deliveries:
        return {}
    errors = recent_errors()
    is_calibrated = len(errors) >= FEWEST_ERRORS
    snapshot = snapshot_with(deliveries, errors if is_calibrated else ())
    if snapshot is None:
        return {}
    found = etas(snapshot, [engine_order(delivery) for delivery in deliveries])
    return {name: (estimate, is_calibrated) for name, estimate in found.items()}


def _forecast(
    progress: Progress, offered: datetime | None, planned: tuple[Estimate, bool] | None
) -> Forecast:
    stages = stages_ahead(progress, measured_rules())
    if offered is not None:
        return around(max(offered, progress.now), stages)
    if planned is None:
        return forecast(progress, measured_rules())
    estimate, is_calibrated = planned
    expected = progress.now + timedelta(minutes=estimate.minutes)
    if not is_calibrated:
        return around(expected, stages)
    start = minutes(progress.now)
    return Forecast(
        expected,
        rounded(instant(start + estimate.low), instant(start + estimate.high)),
        "courier",
        instant(start + estimate.planned),
    )


def fleet_of(store_id: UUID) -> Fleet:
    """The couriers who deliver for the store now, and its orders that wait for one."""
    of_store = Q(courier__home_store_id=store_id) | Q(courier__home_store_id=None)
    shifts = Shift.objects.filter(of_store, ended_at=None, courier__status__in=ON_SHIFT)
    couriers = shifts.values_list(Value(_ON_SHIFT), "courier_id", "started_at", "ends_at", Value(0))
    columns = ("status", "courier_id", "ready_at", "expected_at", "drive_seconds")
    open_ones = Delivery.objects.filter(store_id=store_id).exclude(status__in=FINISHED)
    rows = list(open_ones.values_list(*columns).union(couriers, all=True))
    free_in = {row[1]: 0.0 for row in rows if row[0] == _ON_SHIFT}
    after, at, waiting = measured_rules().after_drop_seconds, now(), []
    for status, courier_id, ready_at, expected_at, drive in rows:
        if status == _ON_SHIFT:
            continue
        if status not in WITH_COURIER:
            waiting.append(((ready_at - at).total_seconds(), float(drive)))
        elif courier_id in free_in:
            back = (expected_at - at).total_seconds() + after + drive
            free_in[courier_id] = max(free_in[courier_id], back)
    return Fleet(tuple(free_in.values()), tuple(waiting))
