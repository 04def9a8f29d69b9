"""The position stream: stored without gaps, pushed to those who may see it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from apps.delivery.contract.courier_protocol import PositionFix
from apps.delivery.contract.errors import NoShift
from apps.delivery.contract.events import CourierNearby
from apps.delivery.contract.live import fleet_group, track_group
from apps.delivery.domain.geofence import is_at_store, is_near, is_usable
from apps.delivery.domain.states import ON_THE_ROAD, CourierStatus
from apps.delivery.models import Courier, CourierPosition, Delivery, Shift, StorePlace
from apps.delivery.queries.market import rules
from apps.delivery.storage.last_positions import Fix, keep_fix, last_fix
from apps.delivery.storage.position_days import drop_days_before, keep_days_ahead
from apps.delivery.use_cases.after_commit import dispatch_after_commit, refresh_after_commit
from apps.delivery.use_cases.transitions import change, lock_courier, move_courier
from dominos.kernel.clock import now
from dominos.kernel.sockets.pushes import push_after_commit
from dominos.kernel.unit_of_work import publish, unit_of_work

MAX_SHIFT = timedelta(days=2)


def keep_positions(courier_id: UUID, fixes: Sequence[PositionFix], sent_at: datetime | None = None) -> int:
    """Stores new fixes; returns the last sequence number without a gap before it.

    Raises NoShift off shift: nobody is tracked in their own time.
    """
    told = max(fixes, key=lambda fix: fix.sequence)
    fixes = _by_our_clock(fixes, sent_at)
    latest = max(fixes, key=lambda fix: fix.sequence)
    try:
        shift, is_newest = _keep(courier_id, fixes, latest.sequence)
    except IntegrityError:  # a day the timer did not come to
        keep_days_ahead(now() - MAX_SHIFT)
        shift, is_newest = _keep(courier_id, fixes, latest.sequence)
    at = _when(shift, latest if is_newest else told)
    fix = Fix(latest.lat, latest.lon, latest.accuracy, at)
    # A phone that miscounts once must not stand still for the rest of its shift: time decides then.
    if is_newest or _is_later(courier_id, fix):
        keep_fix(courier_id, fix)
        # A transaction of its own: nobody who holds a shift may wait for a delivery or a courier.
        with unit_of_work("delivery"):
            _follow(shift.courier, fix)
    return shift.acked_sequence


def _keep(courier_id: UUID, fixes: Sequence[PositionFix], latest: int) -> tuple[Shift, bool]:
    """The shift with what is acknowledged now, and whether `latest` is its newest."""
    with unit_of_work("delivery"):
        shifts = Shift.objects.select_for_update(of=("self",)).select_related("courier")
        shift = shifts.filter(courier_id=courier_id, ended_at=None).first()
        if shift is None:
            raise NoShift
        known = _store(shift, fixes)
        before, shift.acked_sequence = shift.acked_sequence, contiguous(shift.acked_sequence, known)
        if shift.acked_sequence != before:
            shift.save(update_fields=["acked_sequence"])
        return shift, bool(known) and known[-1] == latest


def _is_later(courier_id: UUID, fix: Fix) -> bool:
    shown = last_fix(courier_id)
    return shown is None or fix.at > shown.at


def _store(shift: Shift, fixes: Sequence[PositionFix]) -> list[int]:
    """Inserts what is new in one statement; the numbers known beyond the acknowledged ones, ascending.

    The shift is locked, so that nobody stores one of them meanwhile; its start keeps the question to its days.
    """
    stored = CourierPosition.objects.filter(
        shift=shift, sequence__gt=shift.acked_sequence, at__gte=shift.started_at
    )
    known = set(stored.values_list("sequence", flat=True))
    new = {fix.sequence: fix for fix in fixes if fix.sequence > shift.acked_sequence}
    rows = [_row(shift, fix) for number, fix in new.items() if number not in known]
    CourierPosition.objects.bulk_create(rows)
    return sorted(known | new.keys())


def _row(shift: Shift, fix: PositionFix) -> CourierPosition:
    return CourierPosition(
        shift=shift,
        courier_id=shift.courier_id,
        sequence=fix.sequence,
        lat=fix.lat,
        lon=fix.lon,
        accuracy=fix.accuracy,
        at=_when(shift, fix),
    )


def _by_our_clock(fixes: Sequence[PositionFix], sent_at: datetime | None) -> list[PositionFix]:
    """The fixes as old as they are by the phone's own clock, counted back from their receipt by ours."""
    sent = sent_at or max(fixes, key=lambda fix: fix.sequence).at
    received = now()
    return [
        fix.model_copy(update={"at": received - max(timedelta(0), min(sent - fix.at, MAX_SHIFT))})
        for fix in fixes
    ]


def _when(shift: Shift, fix: PositionFix) -> datetime:
    """When the courier was there; nobody is followed off shift."""
    return max(shift.started_at, min(fix.at, now()))


def contiguous(acked: int, ascending: Iterable[int]) -> int:
    """The highest number reachable from `acked` without a gap."""
    for sequence in ascending:
        if sequence != acked + 1:
            break
        acked = sequence
    return acked


def _follow(courier: Courier, fix: Fix) -> None:
    """Shows the courier to the customers whose food they carry, to its stores and their own, and to nobody else."""
    carried = Delivery.objects.filter(courier_id=courier.user_id, status__in=ON_THE_ROAD).order_by("stop")
    shown = list(carried)
    for delivery in shown:
        show_place(delivery, fix)
    stores = {delivery.store_id for delivery in shown}
    if courier.home_store_id is not None:
        stores.add(courier.home_store_id)
    for store_id in stores:
        show_to_store(store_id, courier.user_id, fix)
    if not shown:
        _return(courier.user_id, fix)
    elif (now() - min(delivery.eta_at for delivery in shown)).total_seconds() >= rules().eta_refresh_seconds:
        refresh_after_commit(shown[0].id)


def _place(fix: Fix) -> dict[str, Any]:
    return {"lat": fix.lat, "lon": fix.lon, "accuracy": fix.accuracy, "at": fix.at.isoformat()}


def show_to_store(store_id: UUID, brought_by: UUID, fix: Fix) -> None:
    """Moves a courier, ours or a provider's, on the store's map."""
    place = {"type": "courier", "courier_id": str(brought_by), **_place(fix)}
    push_after_commit(fleet_group(store_id), place)


def show_place(delivery: Delivery, fix: Fix) -> None:
    """Shows who carries the delivery to its customer, and tells once that they are near."""
    if not is_usable(fix.accuracy, rules()):
        return
    push_after_commit(
        track_group(delivery.order_id),
        {
            "type": "position",
            **_place(fix),
            "eta_from": delivery.eta_from.isoformat(),
            "eta_to": delivery.eta_to.isoformat(),
        },
    )
    if delivery.near_at is None and is_near(fix.point, fix.accuracy, delivery.point, rules()):
        _tell_near(delivery)


def _tell_near(delivery: Delivery) -> None:
    locked = Delivery.objects.select_for_update().get(id=delivery.id)
    if locked.near_at is not None or locked.status not in ON_THE_ROAD or locked.brought_by is None:
        return
    change(locked, "near", near_at=now())
    publish(
        CourierNearby(order_id=locked.order_id, courier_id=locked.brought_by, at=now()),
        subject=locked.order_id,
        sequence=locked.sequence,
    )
    push_after_commit(track_group(locked.order_id), {"type": "near"})


def _return(courier_id: UUID, fix: Fix) -> None:
    """A courier who is back at the store is available there."""
    courier = Courier.objects.filter(user_id=courier_id, status=CourierStatus.RETURNING).first()
    if courier is None or courier.home_store_id is None:
        return
    store = StorePlace.objects.filter(store_id=courier.home_store_id).first()
    if store is None or not is_at_store(fix.point, fix.accuracy, store.point, rules()):
        return
    courier = lock_courier(courier_id)
    if courier.status == CourierStatus.RETURNING:
        move_courier(courier, "return")
        dispatch_after_commit()


def delete_old_positions() -> None:
    """Drops the days of the history whose retention has ended."""
    drop_days_before(now() - timedelta(days=rules().position_days))
