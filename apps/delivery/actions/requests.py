"""What the orders saga asks for: a delivery, its release, its end."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from apps.delivery import eta
from apps.delivery.actions.eta import publish_eta, refresh_later
from apps.delivery.actions.runs import leave_run, lock_unoffered, tell_courier_of
from apps.delivery.actions.steps import advance, change
from apps.delivery.conf import rules
from apps.delivery.contract.commands import CancelDelivery, ReleaseDelivery, RequestDelivery
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain import FINISHED, LatLon, Rules
from apps.delivery.forecasting import forecast_waiting
from apps.delivery.models import Delivery, DeliveryChange, Recall, StorePlace
from apps.delivery.soon import DISPATCH, soon
from apps.delivery.travel import chain
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.unit_of_work import unit_of_work

COPIED = (
    *("number", "store_id", "address", "note", "lat", "lon", "recipient", "bags", "contactless"),
    *("cash_due", "currency", "ready_at", "promised_to"),
)


def drive_to_door(command: RequestDelivery) -> tuple[float, bool]:
    """Seconds by road from the store to the door, and whether that is a guess. NotFound for an unknown store."""
    store = StorePlace.objects.filter(store_id=command.store_id).first()
    if store is None:
        raise NotFound(f"store {command.store_id} is not known yet")
    legs, is_estimated = chain([store.point, LatLon(command.lat, command.lon)], rules().usual_vehicle)
    return legs[0], is_estimated


def request_delivery(command: RequestDelivery, drive: tuple[float, bool]) -> None:
    """Creates the order's delivery; asking again changes nothing."""
    with unit_of_work("delivery"):
        if not _is_wanted(command.order_id):
            return
        market, at = rules(), now()
        expected = _forecast(command, drive, at)
        delivery, is_new = Delivery.objects.get_or_create(
            order_id=command.order_id,
            defaults={
                **{name: getattr(command, name) for name in COPIED},
                "sequence": 1,
                "requested_at": at,
                "drive_seconds": round(drive[0]),
                "earliest_at": _earliest(command.ready_at, drive[0], at, market),
                "expected_at": expected.expected_at,
                "eta_from": expected.window.start,
                "eta_to": expected.window.end,
                "eta_at": at,
            },
        )
        if not is_new:
            return
        DeliveryChange.objects.create(
            delivery=delivery, sequence=1, action="request", status=delivery.status, at=at
        )
        publish_eta(delivery, eta.REQUESTED)
        soon(DISPATCH)


def _is_wanted(order_id: UUID) -> bool:
    """Whether nobody recalled the order before its request came; serialises the two."""
    _one_at_a_time(order_id)
    return not Recall.objects.filter(order_id=order_id).exists()


def _one_at_a_time(order_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(order_id)])


def _forecast(command: RequestDelivery, drive: tuple[float, bool], at: datetime) -> eta.Forecast:
    progress = eta.Progress(
        now=at,
        status=DeliveryStatus.WAITING,
        ready_at=command.ready_at,
        is_released=False,
        to_store=None,
        to_door=drive[0],
        is_estimated=drive[1],
    )
    return forecast_waiting(progress)


def _earliest(ready_at: datetime, drive: float, at: datetime, market: Rules) -> datetime:
    pick_up = max(ready_at, at + timedelta(seconds=market.before_pick_up_seconds))
    return pick_up + timedelta(seconds=market.after_pick_up_seconds + drive + market.before_drop_seconds)


def release_delivery(command: ReleaseDelivery) -> None:
    """The food is ready: it may be picked up. Nothing happens to a delivery that is over or released.

    NotFound while the delivery is not there: its request is still on the way, and this comes again.
    """
    with unit_of_work("delivery"):
        delivery = _locked(command.order_id)
        if delivery.is_released or delivery.status in FINISHED:
            return
        change(delivery, "release_food", is_released=True, ready_at=command.ready_at)
        if delivery.courier_id:
            tell_courier_of(delivery, "released")
        refresh_later(delivery.id)
        soon(DISPATCH)


def cancel_delivery(command: CancelDelivery) -> None:
    """Ends the delivery; its open offer is withdrawn and its courier told. Nothing happens to one that is over.

    Messages may overtake each other: a request that comes later is not heeded.
    """
    with unit_of_work("delivery"):
        _one_at_a_time(command.order_id)
        delivery_id = Delivery.objects.filter(order_id=command.order_id).values_list("id", flat=True).first()
        if delivery_id is None:
            Recall.objects.get_or_create(order_id=command.order_id)
            return
        delivery = lock_unoffered(delivery_id, "cancelled")
        if delivery.status in FINISHED:
            return
        advance(delivery, "cancel", reason=command.reason, finished_at=now())
        leave_run(delivery, delivery.courier_id, "cancelled")
        soon(DISPATCH)


def _locked(order_id: UUID) -> Delivery:
    found = Delivery.objects.select_for_update().filter(order_id=order_id).first()
    if found is None:
        raise NotFound(f"order {order_id} has no delivery yet")
    return found
