"""A side wants to call: gives it the number of the pool by which it reaches the other one."""

from datetime import timedelta
from uuid import UUID

from apps.delivery.contract.errors import ConversationClosed, NoLineFree, NotToBeCalled, TooManyCalls
from apps.delivery.domain.calls import MAX_CALLS, MAX_CALLS_IN_A_MINUTE, free_number
from apps.delivery.domain.conversations import Side, is_open
from apps.delivery.models import CallSession, Delivery
from apps.delivery.queries.call_parties import Parties, parties_of
from apps.delivery.queries.call_sessions import phone_marks, taken_by
from apps.delivery.use_cases.calls.configured import exchange, pool
from apps.delivery.use_cases.transitions import lock_deliveries
from dominos.kernel.clock import now
from dominos.kernel.postgres.locks import one_at_a_time
from dominos.kernel.unit_of_work import unit_of_work

CHOOSING = "delivery: a number of the pool"


def open_session(delivery: Delivery, side: Side) -> str:
    """The number that both sides of the delivery dial; asked for again, the same.

    ConversationClosed, TooManyCalls; NotToBeCalled where a telephone is not known, NoLineFree where all are taken.
    """
    parties = parties_of(delivery) if exchange() else None
    if parties is None or not parties.are_known:
        raise NotToBeCalled
    with unit_of_work("delivery"):
        [locked] = lock_deliveries([delivery.id])
        courier_id = locked.courier_id
        is_reached = courier_id == delivery.courier_id and is_open(locked.status, locked.finished_at, now())
        if courier_id is None or not is_reached:
            raise ConversationClosed
        if has_called_enough(locked, side):
            raise TooManyCalls
        return _session(locked, courier_id, parties).number


def has_called_enough(delivery: Delivery, side: Side) -> bool:
    """Whether this side has used up its calls, or those of this minute."""
    calls = delivery.calls.filter(side=side)
    a_minute_ago = now() - timedelta(minutes=1)
    return calls.count() >= MAX_CALLS or calls.filter(at__gt=a_minute_ago).count() >= MAX_CALLS_IN_A_MINUTE


def _session(delivery: Delivery, courier_id: UUID, parties: Parties) -> CallSession:
    """One that the delivery has already, unless others of either telephone have its number; else a new one."""
    one_at_a_time(CHOOSING)
    open_ones = list(taken_by(parties.customer, parties.courier))
    own = [one for one in open_ones if one.delivery_id == delivery.id and _is_of(one, parties)]
    others = frozenset(one.number for one in open_ones if one not in own)
    for session in own:
        if session.number in pool() and session.number not in others:
            return session
    number = free_number(pool(), others)
    if number is None:
        raise NoLineFree
    return CallSession.objects.create(
        delivery=delivery,
        courier_id=courier_id,
        number=number,
        customer_mark=phone_marks(parties.customer)[0],
        courier_mark=phone_marks(parties.courier)[0],
        locale=parties.locale,
    )


def _is_of(session: CallSession, parties: Parties) -> bool:
    return session.customer_mark in phone_marks(parties.customer) and session.courier_mark in phone_marks(
        parties.courier
    )
