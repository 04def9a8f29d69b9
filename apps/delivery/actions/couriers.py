"""Shifts and breaks."""

from datetime import timedelta
from uuid import UUID

from apps.delivery.actions.steps import lock_courier, move_courier
from apps.delivery.conf import rules
from apps.delivery.models import Courier, Shift
from apps.delivery.positions import beat, forget
from apps.delivery.soon import DISPATCH, soon
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import unit_of_work


def start_shift(courier_id: UUID) -> Courier:
    """The courier starts work. IllegalAction when on shift."""
    with unit_of_work("delivery"):
        courier = lock_courier(courier_id)
        move_courier(courier, "shift.start", free_since=now())
        Shift.objects.create(
            courier=courier, started_at=now(), ends_at=now() + timedelta(hours=rules().shift_hours)
        )
        beat(courier_id)
        soon(DISPATCH)
        return courier


def end_shift(courier_id: UUID) -> Courier:
    """The courier goes home. IllegalAction with an offer open or a run under way."""
    with unit_of_work("delivery"):
        courier = lock_courier(courier_id)
        move_courier(courier, "shift.end")
        Shift.objects.filter(courier=courier, ended_at=None).update(ended_at=now())
    forget(courier_id)
    return courier


def start_break(courier_id: UUID) -> Courier:
    """No offers for a while."""
    with unit_of_work("delivery"):
        courier = lock_courier(courier_id)
        move_courier(courier, "break.start")
        return courier


def end_break(courier_id: UUID) -> Courier:
    """Offers again."""
    with unit_of_work("delivery"):
        courier = lock_courier(courier_id)
        move_courier(courier, "break.end", free_since=now())
        soon(DISPATCH)
        return courier
