"""Applies one row of the state table in one transaction, with its history and its effects."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

import structlog

from apps.orders.contract.errors import ActionForbidden, IllegalTransition
from apps.orders.contract.events import OrderAdvanced
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.end_causes import end_cause
from apps.orders.domain.saga import DEADLINES, STATE_OF, SagaState
from apps.orders.domain.slip_kinds import is_printed_anew, slips_due
from apps.orders.domain.states import (
    BUMPS,
    NEW_ATTEMPT,
    RETURNING,
    Actor,
    OrderAction,
    Transition,
    find,
    is_ever_allowed,
)
from apps.orders.lifecycle.attention_deadlines import watch
from apps.orders.lifecycle.delivery_effects import forget_courier
from apps.orders.lifecycle.effects import RUN
from apps.orders.lifecycle.log import note_after_commit
from apps.orders.lifecycle.promises.updates import move_with_step
from apps.orders.lifecycle.pushes import announce_after_commit
from apps.orders.models import Order, OrderHistory, OrderSaga, history_row
from apps.orders.queries.allowed_actions import allowed_to
from apps.orders.queries.summaries import stage_times
from apps.orders.reservations.slots import pay_seat
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.clock import now
from dominos.kernel.postgres.cursors import Rows, unawaited_cursor
from dominos.kernel.prepared_writes import column_values, row_values, update_unawaited
from dominos.kernel.unit_of_work import publish
from dominos.kernel.write_statements import insert_text, update_text

log = structlog.get_logger(__name__)

ON_ROAD = frozenset({OrderStatus.OUT_FOR_DELIVERY, OrderStatus.ARRIVED, OrderStatus.DELIVERY_FAILED})
UNDO_WINDOW = timedelta(seconds=30)
CHECK_AHEAD = timedelta(hours=2)
"""How long before the time of an order ahead its payment is checked once more."""
LOOK_AHEAD = timedelta(minutes=30)
"""How long before its time the store's stock is checked, so that the customer can decide."""
HOLDS_SURELY = timedelta(days=1)
"""No bank lets an authorization lapse within this time."""


@dataclass(frozen=True, slots=True)
class Initiator:
    """Who moves the order, with all their positions towards it, and why."""

    actors: frozenset[Actor]
    id: UUID | None = None
    reason: str = ""

    def position(self, step: Transition) -> Actor:
        """The position in which they take this step."""
        return min(self.actors & step.actors, key=list(Actor).index)


def step_for(
    order: Order, action: OrderAction, by: Initiator, came_from: OrderStatus | None = None
) -> Transition:
    """The table's row for this action now. ActionForbidden or IllegalTransition, with the allowed actions."""
    step = find(order.state, action, by.actors, order.method, came_from, baked=order.is_baked)
    if step is not None:
        return step
    allowed = allowed_to(order, by.actors, by.id)
    kind = IllegalTransition if is_ever_allowed(action, by.actors) else ActionForbidden
    raise kind(
        f"'{action}' does not go with an order that is {order.status}.",
        order_status=order.status,
        allowed_actions=allowed,
    )


def is_repeated(order: Order, action: OrderAction, actor_id: UUID | None) -> bool:
    """Whether the order's last transition was this action by this caller, so that repeating it changes nothing."""
    last = OrderHistory.objects.filter(order=order, sequence=order.sequence)
    return last.filter(action=action, actor_id=actor_id).exists()


def is_revised_to(saga: OrderSaga, quote_id: UUID) -> bool:
    """Whether the order's last transition made it this quote, so that repeating it changes nothing."""
    if saga.revision_quote_id != quote_id:
        return False
    last = OrderHistory.objects.filter(order=saga.order, sequence=saga.order.sequence)
    return last.filter(action=OrderAction.CONFIRM_REVISION).exists()


def advance(saga: OrderSaga, step: Transition, by: Initiator) -> None:
    """Applies the step: compare-and-set, history, saga, effects, event. IllegalTransition if overtaken."""
    order, at = saga.order, now()
    promised_from = order.promised_from
    order.status = step.target
    order.sequence += 1
    was_reached = step.target in order.stage_times
    _note_time(saga, step, by, at)
    move_with_step(order, at, is_new=step.action in NEW_ATTEMPT)
    row = history_row(
        order,
        action=step.action,
        previous=step.source,
        actor=by.position(step),
        actor_id=by.id,
        reason=by.reason,
    )
    _compare_and_set(order, step, row)
    if step.source is OrderStatus.PENDING_PAYMENT:
        pay_seat(order)
    enter(saga, STATE_OF[step.target])
    for effect in step.effects:
        RUN[effect](saga, step.source, by.reason)
    if saga.state == SagaState.AWAITING_TIME:
        saga.deadline_at = first_look(order, at)  # a revision may have given it another time
    if saga.state == SagaState.AWAITING_VOID and saga.payment_id is None:
        enter(saga, SagaState.CLOSED)
    watch(saga)
    update_unawaited(saga)
    is_repeated = was_reached and order.promised_from == promised_from
    event = _advanced(saga, step, by, at, is_repeated)
    publish(event, subject=order.id, sequence=order.sequence)
    announce_after_commit(order)
    note_after_commit(order, row)


def _note_time(saga: OrderSaga, step: Transition, by: Initiator, at: datetime) -> None:
    """When the status began, and who may take that back. A step back leaves the times of what was reached."""
    order = saga.order
    if step.action in NEW_ATTEMPT:
        _begin_attempt(saga, step, at)
    if step.action not in RETURNING:
        order.stage_times[step.target] = at.isoformat()
    elif step.target is OrderStatus.SCHEDULED and saga.revised_in != OrderStatus.SCHEDULED:
        order.stage_times = _from_waiting(order, at)
    is_bump = step.action in BUMPS
    order.undo_by = by.id if is_bump else None
    order.undo_until = at + UNDO_WINDOW if is_bump else None


def _from_waiting(order: Order, at: datetime) -> dict[str, str]:
    """Times of an order that its store had and gets later: it waits as if its store had not had it."""
    kept = (OrderStatus.PENDING_PAYMENT, OrderStatus.SCHEDULED)
    times: dict[str, str] = {
        status: order.stage_times[status] for status in kept if status in order.stage_times
    }
    return {OrderStatus.SCHEDULED: at.isoformat(), **times}


def _begin_attempt(saga: OrderSaga, step: Transition, at: datetime) -> None:
    """Keeps the failed attempt's times, and forgets its courier and what they told."""
    order = saga.order
    order.earlier_attempts.append(dict(order.stage_times))
    kept: tuple[OrderStatus, ...] = (
        OrderStatus.PENDING_PAYMENT,
        OrderStatus.SCHEDULED,
        OrderStatus.PLACED,
        OrderStatus.ACCEPTED,
    )
    if step.target is OrderStatus.READY:
        kept = (*kept, OrderStatus.PREPARING, OrderStatus.BAKING)
    order.stage_times = {status: order.stage_times[status] for status in kept if status in order.stage_times}
    forget_courier(saga, at)


def first_look(order: Order, at: datetime) -> datetime:
    """When an order ahead is first checked: two hours before its time if its payment may lapse.

    At once where it was changed to as soon as possible.
    """
    release = order.release_at
    if release is not None and release - at >= HOLDS_SURELY:
        return release - CHECK_AHEAD
    return next_look(order, at)


def next_look(order: Order, at: datetime) -> datetime:
    """When an order ahead is next checked after `at`: half an hour before its time, then at its time."""
    release = order.release_at or at
    if release - at <= LOOK_AHEAD:
        return release
    return release - LOOK_AHEAD


def enter(saga: OrderSaga, state: SagaState) -> None:
    """Puts the saga into a state with that state's deadline; staying in it keeps the deadline."""
    if saga.state != state:
        saga.attempts = 0
        wait = DEADLINES.get(state)
        if state is SagaState.AWAITING_STORE:
            wait = saga.order.answered_within or wait
        saga.deadline_at = now() + wait if wait else None
        if state is SagaState.AWAITING_TIME:
            saga.deadline_at = first_look(saga.order, now())
        elif state is SagaState.AWAITING_STORE and saga.order.terms.get("accepts_itself"):
            saga.deadline_at = now()
    saga.state = state


_MOVED = (
    "status",
    "sequence",
    "stage_times",
    "eta_from",
    "eta_to",
    "eta_cause",
    "undo_by",
    "undo_until",
    "earlier_attempts",
)


_TO_PRINT = """
, queued AS (
    INSERT INTO orders_printjob (id, printer_id, order_id, kind, copy)
    SELECT uuidv7(), printer.id, %s::uuid, wanted.kind, CASE WHEN %s::boolean
        THEN (
            SELECT coalesce(max(copy) + 1, 0) FROM orders_printjob AS old
            WHERE old.order_id = %s::uuid AND old.kind = wanted.kind
        )
        ELSE 0 END
    FROM orders_printer AS printer, unnest(%s::text[]) AS wanted (kind)
    WHERE printer.store_id = %s::uuid AND printer.is_on AND printer.kinds ? wanted.kind
    ON CONFLICT DO NOTHING RETURNING 1
)"""


@cache
def _move_text(prints: bool) -> str:
    move, note = update_text(Order, _MOVED, ("status", "sequence")), insert_text(OrderHistory, "moved")
    queued, count = (_TO_PRINT, "(SELECT count(*) FROM queued)") if prints else ("", "0")
    return (
        f"WITH moved AS ({move} RETURNING 1), noted AS ({note} RETURNING 1)"  # noqa: S608
        f"{queued} SELECT count(*), {count} FROM noted"
    )


def _compare_and_set(order: Order, step: Transition, row: OrderHistory) -> None:
    """Moves the order with its history row, and has printed what is due then, in one statement."""
    before = (order.pk, step.source, order.sequence - 1)
    values = [*column_values(order, *_MOVED), *before, *row_values(row)]
    slips = slips_due(step, order.method, order.pizzas)
    if slips:
        values += [
            order.pk,
            is_printed_anew(step, order.attempt),
            order.pk,
            [kind.value for kind in slips],
            order.store_id,
        ]
    with unawaited_cursor(_take_moved) as cursor:
        cursor.execute(_move_text(bool(slips)), values)


def _take_moved(rows: Rows) -> None:
    ((moved, queued),) = rows
    if not moved:
        raise IllegalTransition("The order has moved meanwhile.", allowed_actions=[])
    if queued:
        start_after_commit("orders.print_slips")


def _advanced(
    saga: OrderSaga, step: Transition, by: Initiator, at: datetime, is_repeated: bool
) -> OrderAdvanced:
    order, cause = saga.order, end_cause(step.action, by.position(step))
    return OrderAdvanced(
        order_id=order.id,
        number=order.number,
        store_id=order.store_id,
        business_date=order.business_date,
        customer_id=order.customer_id,
        service=order.method,
        previous=step.source,
        status=step.target,
        currency=order.currency,
        total=order.total,
        promised_from=order.promised_from,
        promised_to=order.promised_to,
        reason=by.reason,
        at=at,
        is_repeated=is_repeated,
        cause=cause,
        courier_id=saga.own_courier_id if cause is not None and step.source in ON_ROAD else None,
        stage_times=stage_times(order) if step.target is OrderStatus.COMPLETED else {},
    )
