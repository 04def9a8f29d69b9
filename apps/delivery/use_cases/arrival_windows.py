"""Keeps the windows that customers see up to date."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from django.db.models import QuerySet

from apps.delivery.contract.events import EtaChanged
from apps.delivery.contract.live import track_group
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.contract.windows import Window
from apps.delivery.domain.eta import Forecast, Progress, forecast, shown
from apps.delivery.domain.states import FINISHED, WITH_COURIER
from apps.delivery.estimates.forecasts import forecast_waiting
from apps.delivery.estimates.hand_overs import measured_rules
from apps.delivery.estimates.roads import chain
from apps.delivery.models import Courier, Delivery, StorePlace
from apps.delivery.queries.market import rules
from apps.delivery.storage.last_positions import last_fix
from apps.delivery.use_cases.failure_isolation import isolated
from apps.delivery.use_cases.transitions import lock_deliveries
from dominos.kernel.clock import now
from dominos.kernel.sockets.pushes import push_after_commit
from dominos.kernel.unit_of_work import publish, unit_of_work

MAX_AT_ONCE = 500
log = structlog.get_logger(__name__)


def stale() -> QuerySet[Delivery]:
    """Open deliveries whose windows were not updated for a while; providers tell of what they deliver."""
    since = now() - timedelta(seconds=rules().eta_refresh_seconds)
    return Delivery.objects.filter(eta_at__lt=since, job_id=None).exclude(status__in=FINISHED)


def refresh_stale() -> None:
    """Recomputes those windows, since waiting itself moves them."""
    oldest_first = stale().order_by("eta_at")
    waiting = list(oldest_first.filter(courier=None)[:MAX_AT_ONCE])
    try:
        _refresh_waiting(waiting)
    except Exception:
        log.exception("no windows for all stores, each has its own")
        for store_id in {delivery.store_id for delivery in waiting}:
            here = [delivery for delivery in waiting if delivery.store_id == store_id]
            _refresh_apart(here, _refresh_waiting, here)
    busy = oldest_first.exclude(courier=None).values_list("courier_id", flat=True)
    for courier in Courier.objects.filter(user_id__in=set(busy[:MAX_AT_ONCE])):
        run = Delivery.objects.filter(courier=courier, status__in=WITH_COURIER)
        _refresh_apart(run, _refresh_run, courier)


def _refresh_waiting(waiting: Sequence[Delivery]) -> None:
    if waiting:
        _show_all(waiting, forecast_waiting(waiting))


def _refresh_apart[T](
    rows: Sequence[Delivery] | QuerySet[Delivery], work: Callable[[T], None], about: T
) -> None:
    """Does it; where it fails, the rows go to the end of the queue, or they would be all that is ever looked at."""
    if not isolated(False, _done, work, about):
        Delivery.objects.filter(id__in=[delivery.id for delivery in rows]).update(eta_at=now())


def _done[T](work: Callable[[T], None], about: T) -> bool:
    work(about)
    return True


def refresh_eta(delivery_id: UUID) -> None:
    """Recomputes the windows of the delivery and of its run, and publishes those that moved. Queries roads first."""
    open_ones = Delivery.objects.select_related("courier").filter(job_id=None).exclude(status__in=FINISHED)
    delivery = open_ones.filter(id=delivery_id).first()
    if delivery is None:
        return
    if delivery.courier is None:
        _show_all([delivery], forecast_waiting([delivery]))
    else:
        _refresh_run(delivery.courier)


def _refresh_run(courier: Courier) -> None:
    run = Delivery.objects.filter(courier=courier, status__in=WITH_COURIER).order_by("stop", "id")
    if stops := list(run):
        market, known = measured_rules(), _progress(courier, stops)
        _show_all(stops, {key: forecast(value, market) for key, value in known.items()})


def _show_all(seen: Sequence[Delivery], forecasts: Mapping[UUID, Forecast]) -> None:
    """Shows the forecasts, but for deliveries that changed since they were made."""
    sequences = {delivery.id: (delivery.status, delivery.courier_id) for delivery in seen}
    with unit_of_work("delivery"):
        for locked in lock_deliveries(sequences):
            if (locked.status, locked.courier_id) == sequences[locked.id]:
                show(locked, forecasts[locked.id])


def _progress(courier: Courier, stops: Sequence[Delivery]) -> dict[UUID, Progress]:
    road, at = _road(courier, stops), now()
    return {
        stop.id: Progress(
            now=at,
            status=DeliveryStatus(stop.status),
            ready_at=stop.ready_at,
            is_released=stop.is_released,
            to_store=road.to_store,
            to_door=to_door,
            stops_before=before,
            is_estimated=road.is_estimated,
        )
        for before, (stop, to_door) in enumerate(zip(stops, road.to_doors, strict=True))
    }


@dataclass(frozen=True, slots=True)
class _Road:
    to_store: float
    to_doors: Sequence[float]
    is_estimated: bool


def _road(courier: Courier, stops: Sequence[Delivery]) -> _Road:
    """The drives ahead: to the store while something waits there, then from door to door."""
    doors = [stop.point for stop in stops]
    fix = last_fix(courier.user_id)
    is_to_store = any(stop.status == DeliveryStatus.ASSIGNED for stop in stops)
    if fix is not None and not is_to_store:
        legs, is_estimated = chain([fix.point, *doors], courier.vehicle)
        return _Road(0.0, _sums(legs), is_estimated)
    store = StorePlace.objects.get(store_id=stops[0].store_id).point
    if fix is None:
        legs, _ = chain([store, *doors], courier.vehicle)
        return _Road(0.0, _sums(legs), True)
    (to_store, *legs), is_estimated = chain([fix.point, store, *doors], courier.vehicle)
    return _Road(to_store, _sums(legs), is_estimated)


def _sums(legs: Sequence[float]) -> list[float]:
    return [sum(legs[: leg + 1]) for leg in range(len(legs))]


def show(delivery: Delivery, expected: Forecast) -> None:
    """Stores the forecast; publishes it if it changes the shown window."""
    window, cause = shown(Window(delivery.eta_from, delivery.eta_to), expected)
    delivery.expected_at, delivery.eta_at = expected.expected_at, now()
    delivery.eta_from, delivery.eta_to = window.start, window.end
    columns = ["expected_at", "eta_at", "eta_from", "eta_to"]
    if cause is not None:
        delivery.sequence += 1
        columns.append("sequence")
        publish_eta(delivery, cause)
    delivery.save(update_fields=columns)


def publish_eta(delivery: Delivery, cause: str) -> None:
    """Publishes the delivery's window, and why it changed."""
    publish(
        EtaChanged(
            order_id=delivery.order_id, eta_from=delivery.eta_from, eta_to=delivery.eta_to, cause=cause
        ),
        subject=delivery.order_id,
        sequence=delivery.sequence,
    )
    push_after_commit(
        track_group(delivery.order_id),
        {
            "type": "eta",
            "eta_from": delivery.eta_from.isoformat(),
            "eta_to": delivery.eta_to.isoformat(),
            "cause": cause,
        },
    )
