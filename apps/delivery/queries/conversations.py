"""What courier and customer wrote to each other, for those it concerns."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.conf import settings

from apps.delivery.domain.calls import CallOutcome
from apps.delivery.domain.conversations import PHRASES, Phrase, Side, is_open
from apps.delivery.domain.couriers import first_name
from apps.delivery.models import Delivery
from apps.delivery.queries.call_parties import can_call
from apps.delivery.queries.deliveries import EVERYWHERE, STAFF, visible_to
from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import OrderSummary
from dominos.kernel.auth import Principal
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Answer
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service


class MessageAnswer(Answer):
    """A message: words, or a ready phrase that each client says in its reader's language."""

    number: int
    side: Side
    text: str
    phrase: Phrase | Literal[""]
    at: datetime
    is_read: bool
    """Whether the other side's page has shown it."""


class CallAnswer(Answer):
    """A call from one side to the other, put through by a number of the platform."""

    side: Side
    at: datetime
    outcome: CallOutcome | Literal[""]
    """Empty while it rings or they speak, and where nobody has told how it ended."""
    seconds: int
    """How long they spoke."""


class ConversationAnswer(Answer):
    """What was written about a delivery, in its order, and who called whom."""

    is_open: bool
    """Whether something may be written now: from the assignment until half an hour after the end."""
    courier_name: str
    phrases: list[Phrase]
    """The ready phrases of the reader's side."""
    messages: list[MessageAnswer]
    can_call: bool
    """Whether the reader can call the other side, by a number of the platform."""
    calls: list[CallAnswer]


def delivery_of_link(token: str) -> Delivery:
    """The last attempt of the order of a tracking link. NotFound."""
    order = service(OrdersService).get_tracked_order(token=token)
    found = _last_attempt(order.order_id)
    if found is None:
        raise NotFound("Nobody brings this order yet.")
    return found


def conversation_by_link(token: str) -> ConversationAnswer:
    """The customer's side by the link of their order: empty and closed until somebody is asked to bring it."""
    order = service(OrdersService).get_tracked_order(token=token)
    found = _last_attempt(order.order_id)
    if found is None:
        return ConversationAnswer(
            is_open=False, courier_name="", phrases=[], messages=[], can_call=False, calls=[]
        )
    return conversation_of(found, Side.CUSTOMER, order)


def _last_attempt(order_id: UUID) -> Delivery | None:
    attempts = Delivery.objects.select_related("courier").filter(order_id=order_id)
    return attempts.order_by("-attempt").first()


def conversation_of(
    delivery: Delivery, side: Side | None, order: OrderSummary | None = None
) -> ConversationAnswer:
    """The conversation for one of its sides; None for staff, who read only."""
    has_courier = delivery.courier is not None
    may_write = side is not None and has_courier and is_open(delivery.status, delivery.finished_at, now())
    return ConversationAnswer(
        is_open=may_write,
        courier_name=first_name(delivery.courier.name) if delivery.courier else "",
        phrases=[phrase for phrase in Phrase if side and phrase in PHRASES[side]],
        messages=[
            MessageAnswer(
                number=row.number,
                side=Side(row.side),
                text=row.text,
                phrase=Phrase(row.phrase) if row.phrase else "",
                at=row.at,
                is_read=row.read_at is not None,
            )
            for row in delivery.messages.order_by("number")
        ],
        can_call=may_write and bool(settings.CALL_NUMBERS) and can_call(delivery, order),
        calls=CallAnswer.of_all(delivery.calls.order_by("at")),
    )


def own_delivery(courier_id: UUID, delivery_id: UUID) -> Delivery:
    """A delivery that this courier brings, or brought. NotFound."""
    found = Delivery.objects.filter(id=delivery_id, courier_id=courier_id).first()
    if found is None:
        raise NotFound("There is no such delivery in your run.")
    return found


def conversation_for(principal: Principal, delivery_id: UUID) -> ConversationAnswer:
    """For the delivery's courier while it is open, its store's staff and support. NotFound for others."""
    found = visible_to(principal).filter(id=delivery_id).select_related("courier").first()
    if found is None:
        raise NotFound("There is no such delivery.")
    if principal.is_any(*STAFF, *EVERYWHERE) and principal.works_for(found.store_id):
        is_theirs = found.courier_id == principal.id
        return conversation_of(found, Side.COURIER if is_theirs else None)
    if not is_open(found.status, found.finished_at, now()):
        raise NotFound("This conversation is over.")
    return conversation_of(found, Side.COURIER)
