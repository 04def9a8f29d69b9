"""Forecasts for deliveries without a courier, by the engine's plan and its recent errors."""

from collections.abc import Sequence
from uuid import UUID

import structlog
from django.db import connection

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.dispatch.promise import etas
from apps.delivery.dispatch.types import Estimate
from apps.delivery.domain.courier_wait import CourierSupply, StoreDelivery, courier_supply
from apps.delivery.domain.eta import MIN_ERRORS, Forecast, Progress, planned_forecast
from apps.delivery.domain.snapshots import ON_SHIFT, engine_order
from apps.delivery.domain.states import FINISHED, OfferStatus
from apps.delivery.estimates.hand_overs import measured_rules
from apps.delivery.estimates.snapshot import recent_errors, snapshot_with
from apps.delivery.models import Delivery, Offer
from apps.delivery.queries.dispatch_facts import open_delivery
from apps.delivery.queries.market import rules
from apps.delivery.storage.last_positions import unresponsive
from dominos.kernel.clock import now

_COURIER = ""
log = structlog.get_logger(__name__)


def forecast_waiting(
    deliveries: Sequence[Delivery], *, estimated: frozenset[UUID] = frozenset()
) -> dict[UUID, Forecast]:
    """A forecast for each delivery, by id; `estimated` are those with an estimated drive.

    An open offer's plan is used; else the engine plans; with nobody on shift the stages are added up. Queries
    roads: never call it inside a unit of work.
    """
    offers = Offer.objects.filter(delivery__in=deliveries, status=OfferStatus.PENDING)
    offered = dict(offers.values_list("delivery_id", "drop_off_at"))
    market = measured_rules()
    planned = _planned([delivery for delivery in deliveries if delivery.id not in offered])
    return {
        delivery.id: planned_forecast(
            progress_of(delivery, delivery.id in estimated),
            offered.get(delivery.id),
            planned.get(str(delivery.id)),
            market,
        )
        for delivery in deliveries
    }


def progress_of(delivery: Delivery, is_estimated: bool) -> Progress:
    """What is known about a delivery without a courier."""
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
    known = errors if len(errors) >= MIN_ERRORS else ()
    try:
        found = _plan(deliveries, known)
    except Exception:
        log.exception("no plan for all stores, each is planned alone")
        found = _plan_each(deliveries, known)
    return {name: (estimate, bool(known)) for name, estimate in found.items()}


def _plan_each(deliveries: Sequence[Delivery], errors: tuple[float, ...]) -> dict[str, Estimate]:
    """What can be planned store by store. Where that fails too, the stages are added up."""
    found: dict[str, Estimate] = {}
    for store_id in {delivery.store_id for delivery in deliveries}:
        here = [delivery for delivery in deliveries if delivery.store_id == store_id]
        try:
            found |= _plan(here, errors, store_id)
        except Exception:
            log.exception("no plan for a store", store=str(store_id))
    return found


def _plan(
    deliveries: Sequence[Delivery], errors: tuple[float, ...], store_id: UUID | None = None
) -> dict[str, Estimate]:
    snapshot = snapshot_with(deliveries, errors, store_id)
    if snapshot is None:
        return {}
    return etas(snapshot, [engine_order(open_delivery(delivery), now()) for delivery in deliveries])


_SUPPLY = """
SELECT status, courier_id, ready_at, expected_at, drive_seconds FROM delivery_delivery
WHERE store_id = %s AND status <> ALL(%s)
UNION ALL
SELECT '', s.courier_id, s.started_at, s.ends_at, 0 FROM delivery_shift AS s
JOIN delivery_courier AS c ON c.user_id = s.courier_id
WHERE (c.home_store_id = %s OR c.home_store_id IS NULL) AND s.ended_at IS NULL AND c.status = ANY(%s)
"""


def supply_of(store_id: UUID) -> CourierSupply:
    """The store's couriers now, and its orders without one."""
    with connection.cursor() as cursor:
        cursor.execute(_SUPPLY, [store_id, sorted(FINISHED), store_id, sorted(ON_SHIFT)])
        rows = cursor.fetchall()
    on_shift = {courier for status, courier, *_ in rows if status == _COURIER}
    deliveries = (
        StoreDelivery(DeliveryStatus(status), courier and str(courier), ready_at, expected_at, float(drive))
        for status, courier, ready_at, expected_at, drive in rows
        if status != _COURIER
    )
    at_work = on_shift - unresponsive(on_shift, rules().unresponsive_after_seconds)
    return courier_supply(sorted(map(str, at_work)), deliveries, now(), measured_rules())
