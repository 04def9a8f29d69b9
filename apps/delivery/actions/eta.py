"""Keeping the window a customer sees true."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from apps.delivery.actions.steps import lock_deliveries, push_later, track_group
from apps.delivery.conf import rules
from apps.delivery.contract.events import EtaChanged
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain import FINISHED, WITH_COURIER
from apps.delivery.eta import Forecast, Progress, Window, forecast, shown
from apps.delivery.forecasting import forecast_waiting
from apps.delivery.models import Courier, Delivery, StorePlace
from apps.delivery.positions import last_fix
from apps.delivery.soon import REFRESH_ETA, soon
from apps.delivery.travel import chain
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import publish, unit_of_work


def refresh_later(delivery_id: UUID) -> None:
    """Computes the delivery's window anew after the transaction."""
    soon(REFRESH_ETA, str(delivery_id))


def stale_deliveries() -> list[UUID]:
    """Open deliveries whose windows were not looked at for a while, one for each run."""
    since = now() - timedelta(seconds=rules().eta_refresh_seconds)
    stale = Delivery.objects.filter(eta_at__lt=since).exclude(status__in=FINISHED).order_by("eta_at")
    found = {row["run"] or row["id"]: row["id"] for row in stale.values("id", "run")[:200]}
    return list(found.values())


def refresh_eta(delivery_id: UUID) -> None:
    """Computes the windows of the delivery and of its run, publishes those that moved. Asks for roads first."""
    delivery = (
        Delivery.objects.select_related("courier").exclude(status__in=FINISHED).filter(id=delivery_id).first()
    )
    if delivery is None:
        return
    progress = _of_run(delivery.courier) if delivery.courier else {delivery.id: _without_courier(delivery)}
    with unit_of_work("delivery"):
        for locked in lock_deliveries(progress):
            if locked.status == progress[locked.id].status:
                show(locked, _forecast(progress[locked.id]))


def _forecast(progress: Progress) -> Forecast:
    return forecast_waiting(progress) if progress.to_store is None else forecast(progress, rules())


def _without_courier(delivery: Delivery) -> Progress:
    return Progress(
        now=now(),
        status=DeliveryStatus(delivery.status),
        ready_at=delivery.ready_at,
        is_released=delivery.is_released,
        to_store=None,
        to_door=delivery.drive_seconds,
    )


@dataclass(frozen=True, slots=True)
class _Road:
    to_store: float
    to_doors: Sequence[float]
    is_estimated: bool


def _of_run(courier: Courier) -> dict[UUID, Progress]:
    stops = list(Delivery.objects.filter(courier=courier, status__in=WITH_COURIER).order_by("stop", "id"))
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
    """Keeps the expectation; tells everybody when it changes the window shown."""
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
    """Tells the window that the delivery shows now, and why it is another one."""
    publish(
        EtaChanged(
            order_id=delivery.order_id, eta_from=delivery.eta_from, eta_to=delivery.eta_to, cause=cause
        ),
        subject=delivery.order_id,
        sequence=delivery.sequence,
    )
    push_later(
        track_group(delivery.order_id),
        {
            "type": "eta",
            "eta_from": delivery.eta_from.isoformat(),
            "eta_to": delivery.eta_to.isoformat(),
            "cause": cause,
        },
    )
