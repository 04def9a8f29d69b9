"""The expectation for deliveries without a courier: the engine's, from its plan and from how it did lately."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from apps.delivery.conf import rules
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.dispatch.promise import etas
from apps.delivery.dispatch.types import Estimate
from apps.delivery.domain import OfferStatus
from apps.delivery.eta import Forecast, Progress, around, forecast, instant, minutes, rounded, stages_ahead
from apps.delivery.models import Delivery, Offer
from apps.delivery.snapshot import engine_order, recent_errors, snapshot_with
from dominos.kernel.clock import now

FEWEST_ERRORS = 20


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
    stages = stages_ahead(progress, rules())
    if offered is not None:
        return around(max(offered, progress.now), stages)
    if planned is None:
        return forecast(progress, rules())
    estimate, is_calibrated = planned
    expected = progress.now + timedelta(minutes=estimate.minutes)
    if not is_calibrated:
        return around(expected, stages)
    start = minutes(progress.now)
    return Forecast(
        expected, rounded(instant(start + estimate.low), instant(start + estimate.high)), "courier"
    )
