"""The expectation for a delivery without a courier: the engine's, from what recent deliveries took."""

from apps.delivery.conf import rules
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.dispatch import eta as engine_eta
from apps.delivery.dispatch import types as engine
from apps.delivery.eta import Forecast, Progress, forecast, instant, minutes, rounded
from apps.delivery.models import Delivery

FEWEST_RESIDUALS = 20


def forecast_waiting(progress: Progress) -> Forecast:
    """By the engine's model once enough deliveries ended to know their usual delay, before that by stages."""
    residuals = recent_residuals()
    if len(residuals) < FEWEST_RESIDUALS:
        return forecast(progress, rules())
    snapshot, order = _only(progress, residuals)
    estimate = engine_eta(snapshot, order)
    window = rounded(instant(snapshot.now + estimate.low), instant(snapshot.now + estimate.high))
    return Forecast(instant(snapshot.now + estimate.minutes), window, "courier")


def _only(progress: Progress, residuals: tuple[float, ...]) -> tuple[engine.Snapshot, engine.Order]:
    """A snapshot of nothing but this order and its store."""
    market, now = rules(), minutes(progress.now)
    parameters = service_times()
    ready = max(minutes(progress.ready_at), now + market.before_pick_up_seconds / 60)
    store = engine.Store("store", engine.Place(0.0, 0.0))
    order = engine.Order("order", store.id, engine.Place(1.0, 0.0), placed=now, ready=ready)
    drive = progress.to_door / 60
    snapshot = engine.Snapshot(
        now=now,
        orders=(order,),
        couriers=(),
        stores=(store,),
        travel=lambda origins, destinations: [[drive for _ in destinations] for _ in origins],
        parameters=parameters,
        residuals=residuals,
    )
    return snapshot, order


def service_times() -> engine.Parameters:
    """The engine's parameters with the market's service times."""
    market = rules()
    return engine.Parameters(
        tick=market.offer_lead_seconds / 60,
        before_pickup=market.before_pick_up_seconds / 60,
        after_pickup=market.after_pick_up_seconds / 60,
        before_drop=market.before_drop_seconds / 60,
        after_drop=market.after_drop_seconds / 60,
    )


def recent_residuals() -> tuple[float, ...]:
    """What recent deliveries took beyond their earliest possible end, in minutes, oldest first."""
    recent = (
        Delivery.objects.filter(status=DeliveryStatus.DELIVERED)
        .order_by("-finished_at")
        .values_list("finished_at", "earliest_at")[: rules().residuals]
    )
    return tuple((at - earliest).total_seconds() / 60 for at, earliest in reversed(recent) if at)
