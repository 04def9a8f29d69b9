"""Dispatches couriers' messages to use cases, each message id with a single effect."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from apps.delivery.contract import courier_protocol as protocol
from apps.delivery.contract.courier_protocol import Ack, CourierMessage, Error, Pong, Positions, Sync, Welcome
from apps.delivery.contract.errors import CashNotSettled
from apps.delivery.models import Courier, CourierReceipt, Shift
from apps.delivery.queries.courier_frames import shift_state, sync_of, welcome, wire
from apps.delivery.storage.last_positions import note_hidden, record_heartbeat
from apps.delivery.use_cases import conversations, delivery_steps, offers, positions, shifts
from dominos.kernel.clock import now
from dominos.kernel.edge import problems
from dominos.kernel.errors import DomainError, Forbidden
from dominos.kernel.postgres.cursors import prepared_cursor
from dominos.kernel.unit_of_work import unit_of_work

type Outcome = DomainError | None
type CourierCommand = Callable[[UUID, Any], Outcome]


def greet(courier_id: UUID) -> Welcome | None:
    """The first message to a courier; None if the user is not one."""
    courier = Courier.objects.filter(user_id=courier_id).first()
    if courier is None:
        return None
    record_heartbeat(courier_id)
    return welcome(courier)


def sync(courier_id: UUID) -> Sync:
    """The message to the courier's other devices after an action on one."""
    return sync_of(Courier.objects.get(user_id=courier_id))


def answer(courier_id: UUID, message: CourierMessage) -> dict[str, Any]:
    """Performs the message's command, once, and returns the answer to send."""
    record_heartbeat(courier_id)
    try:
        if isinstance(message, protocol.Ping):
            if message.hidden is not None:
                note_hidden(courier_id, hidden=message.hidden)
            return wire(Pong(re=message.id, at=now()))
        if isinstance(message, Positions):
            acked = positions.keep_positions(courier_id, message.positions, message.sent_at)
            return wire(Ack(re=message.id, acked_sequence=acked))
        if isinstance(message, protocol.ShiftEnd):
            shifts.require_cash_settled(courier_id)
        return _once(courier_id, message)
    except CashNotSettled as error:
        shifts.pause_for_count(courier_id)
        return refusal(message.id, error)
    except DomainError as error:
        return refusal(message.id, error)


def refusal(re: str | None, error: DomainError) -> dict[str, Any]:
    """The answer to a message without effect."""
    return wire(Error(re=re, problem=problems.document(error)))


def _once(courier_id: UUID, message: CourierMessage) -> dict[str, Any]:
    """Effect and answer commit together; a refusal that is raised leaves neither."""
    with unit_of_work("delivery"):
        if not _claim(courier_id, message.id):
            return _answered(courier_id, message.id)
        outcome = COMMANDS[type(message)](courier_id, message)
        given = refusal(message.id, outcome) if outcome else wire(_acknowledged(courier_id, message))
        CourierReceipt.objects.filter(courier_id=courier_id, message_id=message.id).update(answer=given)
        return given


def _claim(courier_id: UUID, message_id: str) -> bool:
    """Whether the id is new; a second one with the same id waits here until the first has committed."""
    with prepared_cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{CourierReceipt._meta.db_table}" (courier_id, message_id, at)'  # noqa: S608
            " VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [courier_id, message_id, now()],
        )
        return bool(cursor.rowcount)


def _answered(courier_id: UUID, message_id: str) -> dict[str, Any]:
    given = CourierReceipt.objects.get(courier_id=courier_id, message_id=message_id).answer
    if given is None:
        raise Forbidden("This message has no answer.")
    found: dict[str, Any] = given
    return found


def _acknowledged(courier_id: UUID, message: CourierMessage) -> Ack:
    status = Courier.objects.values_list("status", flat=True).get(user_id=courier_id)
    shift = None
    if isinstance(message, protocol.ShiftStart):
        shift = shift_state(Shift.objects.get(courier_id=courier_id, ended_at=None))
    return Ack(re=message.id, courier=status, shift=shift)


def _raising(use_case: Callable[..., object], *fields: str) -> CourierCommand:
    """A use case that refuses by raising; `fields` of the message are its arguments."""

    def do(courier_id: UUID, message: CourierMessage) -> Outcome:
        use_case(courier_id, *(getattr(message, field) for field in fields))
        return None

    return do


def _hand_over(courier_id: UUID, message: protocol.HandOver) -> Outcome:
    return delivery_steps.hand_over(courier_id, message.delivery, message.pin)


COMMANDS: dict[type[CourierMessage], CourierCommand] = {
    protocol.ShiftStart: _raising(shifts.start_shift),
    protocol.ShiftEnd: _raising(shifts.end_shift),
    protocol.BreakStart: _raising(shifts.start_break),
    protocol.BreakEnd: _raising(shifts.end_break),
    protocol.OfferAccept: _raising(offers.accept_offer, "offer"),
    protocol.OfferDecline: _raising(offers.decline_offer, "offer", "reason"),
    protocol.PickUp: _raising(delivery_steps.pick_up, "delivery"),
    protocol.Arrive: _raising(delivery_steps.arrive, "delivery"),
    protocol.Contact: _raising(conversations.warn_courier_unread, "delivery"),
    protocol.Write: _raising(conversations.write_to_customer, "delivery", "text", "phrase"),
    protocol.Read: _raising(conversations.read_by_courier, "delivery", "number"),
    protocol.HandOver: _hand_over,
    protocol.Fail: _raising(delivery_steps.fail, "delivery", "reason"),
}
