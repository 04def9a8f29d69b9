"""Shifts and breaks."""

from datetime import datetime, timedelta
from uuid import UUID

from apps.delivery.contract.errors import CashNotSettled
from apps.delivery.contract.events import ShiftEnded
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.couriers import shift_minutes
from apps.delivery.domain.states import FREE, courier_after
from apps.delivery.models import Courier, Delivery, Shift
from apps.delivery.queries.market import rules
from apps.delivery.storage.last_positions import clear, record_heartbeat
from apps.delivery.use_cases.after_commit import dispatch_after_commit
from apps.delivery.use_cases.documents import require_documents
from apps.delivery.use_cases.pushes import push_situation
from apps.delivery.use_cases.transitions import lock_courier, move_courier
from apps.payments.contract.service import PaymentsService
from dominos.kernel.clock import now
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import publish, unit_of_work


def start_shift(courier_id: UUID) -> Courier:
    """The courier starts work. IllegalAction when on shift, DocumentsNotValid."""
    with unit_of_work("delivery"):
        courier = lock_courier(courier_id)
        courier_after(courier.status, "shift.start")
        require_documents(courier)
        move_courier(courier, "shift.start", free_since=now())
        Shift.objects.create(
            courier=courier, started_at=now(), ends_at=now() + timedelta(hours=rules().shift_hours)
        )
        record_heartbeat(courier_id)
        dispatch_after_commit()
        return courier


def require_cash_settled(courier_id: UUID) -> None:
    """Raises CashNotSettled while cash of the shift has to be counted or a difference explained.

    Calls payments: not inside a unit of work. Couriers without cash do not depend on payments.
    """
    courier = Courier.objects.filter(user_id=courier_id).first()
    shift = Shift.objects.filter(courier_id=courier_id, ended_at=None).first()
    if courier is None or shift is None or not courier.cash_carried:
        return
    brought = Delivery.objects.filter(
        courier=courier, status=DeliveryStatus.DELIVERED, cash_due__gt=0, finished_at__gte=shift.started_at
    )
    orders = list(brought.values_list("order_id", flat=True))
    balance = service(PaymentsService).get_cash_balance(courier_id=courier_id, order_ids=orders)
    if not balance.is_settled:
        raise CashNotSettled(
            expected=balance.expected,
            counted=balance.counted,
            difference=balance.difference,
            currency=balance.currency,
        )


def pause_for_count(courier_id: UUID) -> None:
    """Puts a free courier who counts cash before going home on a break, so that they get no offers."""
    with unit_of_work("delivery"):
        if lock_courier(courier_id).status in FREE:
            start_break(courier_id)
            push_situation(courier_id)


def end_shift(courier_id: UUID) -> Courier:
    """Ends the shift. IllegalAction with an offer open or a run under way."""
    with unit_of_work("delivery"):
        courier = lock_courier(courier_id)
        move_courier(courier, "shift.end", cash_carried=0)
        close_shift(courier)
    clear(courier_id)
    return courier


def close_shift(courier: Courier) -> None:
    """Ends the open shift of a courier who is off, and publishes its hours, however it ended."""
    shift = _open_shift(courier)
    _close_break(shift)
    shift.ended_at = now()
    shift.save()
    publish(_ended(shift, courier, shift.ended_at), subject=shift.id)


def start_break(courier_id: UUID) -> Courier:
    """Starts a break: no offers."""
    with unit_of_work("delivery"):
        courier = lock_courier(courier_id)
        move_courier(courier, "break.start")
        shift = _open_shift(courier)
        shift.break_since = now()
        shift.save()
        return courier


def end_break(courier_id: UUID) -> Courier:
    """Ends the break."""
    with unit_of_work("delivery"):
        courier = lock_courier(courier_id)
        move_courier(courier, "break.end", free_since=now())
        shift = _open_shift(courier)
        _close_break(shift)
        shift.save()
        dispatch_after_commit()
        return courier


def _open_shift(courier: Courier) -> Shift:
    return Shift.objects.get(courier=courier, ended_at=None)


def _close_break(shift: Shift) -> None:
    if shift.break_since is not None:
        shift.break_seconds += round((now() - shift.break_since).total_seconds())
        shift.break_since = None


def _ended(shift: Shift, courier: Courier, at: datetime) -> ShiftEnded:
    paid, breaks = shift_minutes(shift.started_at, at, shift.break_seconds)
    return ShiftEnded(
        shift_id=shift.id,
        courier_id=courier.user_id,
        store_id=courier.home_store_id or _last_store(shift),
        started_at=shift.started_at,
        ended_at=at,
        worked_minutes=paid,
        break_minutes=breaks,
        courier_name=courier.name,
    )


def _last_store(shift: Shift) -> UUID | None:
    """The store of the last delivery the shift brought to its end."""
    ended = Delivery.objects.filter(courier=shift.courier, finished_at__gte=shift.started_at)
    return ended.order_by("-finished_at").values_list("store_id", flat=True).first()
