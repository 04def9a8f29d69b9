"""Shifts and breaks."""

from datetime import timedelta
from uuid import UUID

from apps.delivery.actions.papers import require_papers
from apps.delivery.actions.steps import lock_courier, move_courier
from apps.delivery.conf import rules
from apps.delivery.contract.errors import CashNotSettled
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain import courier_after
from apps.delivery.models import Courier, Delivery, Shift
from apps.delivery.positions import beat, forget
from apps.delivery.soon import DISPATCH, soon
from apps.payments.contract.service import PaymentsService
from dominos.kernel.clock import now
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import unit_of_work


def start_shift(courier_id: UUID) -> Courier:
    """The courier starts work. IllegalAction when on shift, PapersWanting."""
    with unit_of_work("delivery"):
        courier = lock_courier(courier_id)
        courier_after(courier.status, "shift.start")
        require_papers(courier)
        move_courier(courier, "shift.start", free_since=now())
        Shift.objects.create(
            courier=courier, started_at=now(), ends_at=now() + timedelta(hours=rules().shift_hours)
        )
        beat(courier_id)
        soon(DISPATCH)
        return courier


def require_cash_settled(courier_id: UUID) -> None:
    """CashNotSettled while cash of the shift waits for its count or a difference for its explanation.

    Asks payments: not inside a unit of work. Who carries no cash is not held up by payments being away.
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


def end_shift(courier_id: UUID) -> Courier:
    """The courier goes home. IllegalAction with an offer open or a run under way."""
    with unit_of_work("delivery"):
        courier = lock_courier(courier_id)
        move_courier(courier, "shift.end", cash_carried=0)
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
