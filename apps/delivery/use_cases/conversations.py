"""Courier and customer write to each other; what a courier writes at the door is an attempt to reach the customer."""

from datetime import timedelta
from uuid import UUID

from apps.delivery.contract.courier_protocol import Written
from apps.delivery.contract.errors import ConversationClosed, TooManyMessages
from apps.delivery.contract.events import MessageWritten
from apps.delivery.contract.live import track_group
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.conversations import MAX_IN_A_MINUTE, MAX_MESSAGES, Phrase, Side, is_open
from apps.delivery.domain.proofs import attempts_missing
from apps.delivery.domain.states import delivery_after
from apps.delivery.models import Delivery, WrittenMessage
from apps.delivery.queries.courier_frames import wire
from apps.delivery.queries.market import rules
from apps.delivery.storage.last_positions import is_hidden
from apps.delivery.use_cases.pushes import courier_group, push_delivery
from apps.delivery.use_cases.transitions import change, lock_deliveries, lock_delivery
from dominos.kernel.clock import now
from dominos.kernel.sockets.pushes import push_after_commit
from dominos.kernel.unit_of_work import publish, unit_of_work


def write_to_customer(courier_id: UUID, delivery_id: UUID, text: str | None, phrase: str | None) -> None:
    """The assigned courier writes. ConversationClosed, TooManyMessages."""
    with unit_of_work("delivery"):
        delivery = lock_delivery(delivery_id, courier_id)
        is_attempt = _would_be_attempt(delivery)
        _write(delivery, Side.COURIER, text, phrase, is_attempt=is_attempt and _is_missing(delivery))
        if is_attempt:
            _count_attempt(delivery)


def warn_courier_unread(courier_id: UUID, delivery_id: UUID) -> None:
    """The courier at the door tells the customer that nobody opens; said again at once, it is the same attempt."""
    with unit_of_work("delivery"):
        delivery = lock_delivery(delivery_id, courier_id)
        delivery_after(delivery.status, "fail")
        if not _would_be_attempt(delivery):
            return
        _write(delivery, Side.COURIER, None, Phrase.NOBODY_OPENS, is_attempt=_is_missing(delivery))
        _count_attempt(delivery)


def note_attempt(delivery: Delivery) -> None:
    """The courier has just tried to reach the customer of the locked delivery in another way than by a message."""
    if _would_be_attempt(delivery):
        _count_attempt(delivery)


def write_to_courier(delivery_id: UUID, text: str | None, phrase: str | None) -> Delivery:
    """Whoever holds the order's link writes. ConversationClosed, TooManyMessages."""
    with unit_of_work("delivery"):
        [delivery] = lock_deliveries([delivery_id])
        _write(delivery, Side.CUSTOMER, text, phrase)
    return delivery


def read_by_courier(courier_id: UUID, delivery_id: UUID, number: int) -> None:
    """The courier's page has shown messages up to this number. ConversationClosed once they read it no more."""
    with unit_of_work("delivery"):
        delivery = lock_delivery(delivery_id, courier_id)
        if not is_open(delivery.status, delivery.finished_at, now()):
            raise ConversationClosed
        _read(delivery, Side.COURIER, number)


def read_by_customer(delivery: Delivery, number: int) -> None:
    """The tracker has shown messages up to this number."""
    with unit_of_work("delivery"):
        _read(delivery, Side.CUSTOMER, number)


def _write(
    delivery: Delivery, side: Side, text: str | None, phrase: str | None, *, is_attempt: bool = False
) -> None:
    """On the locked delivery, so that messages are numbered in their order."""
    at = now()
    if delivery.courier_id is None or not is_open(delivery.status, delivery.finished_at, at):
        raise ConversationClosed
    own = delivery.messages.filter(side=side)
    a_minute_ago = at - timedelta(minutes=1)
    if own.count() >= MAX_MESSAGES or own.filter(at__gt=a_minute_ago).count() >= MAX_IN_A_MINUTE:
        raise TooManyMessages
    number = delivery.messages.count() + 1
    WrittenMessage.objects.create(
        delivery=delivery, number=number, side=side, text=text or "", phrase=phrase or "", at=at
    )
    if side is Side.COURIER or is_hidden(delivery.courier_id):
        written = MessageWritten(
            order_id=delivery.order_id,
            courier_id=delivery.courier_id,
            is_to_courier=side is Side.CUSTOMER,
            at=at,
            is_attempt=is_attempt,
        )
        publish(written, subject=delivery.order_id)
    push_talk(delivery, side)


def _read(delivery: Delivery, side: Side, number: int) -> None:
    unread = delivery.messages.filter(side=side.other, number__lte=number, read_at=None)
    if unread.update(read_at=now()):
        push_talk(delivery, side)


def push_talk(delivery: Delivery, side: Side) -> None:
    """To both pages: each reads the conversation again."""
    push_after_commit(track_group(delivery.order_id), {"type": "message"})
    if delivery.courier_id is not None:
        by_customer = side is Side.CUSTOMER
        frame = Written(delivery=delivery.id, number=delivery.number, by_customer=by_customer)
        push_after_commit(courier_group(delivery.courier_id), wire(frame))


def _would_be_attempt(delivery: Delivery) -> bool:
    """Whether what the courier says now is another attempt: at the door, and not in quick succession."""
    since = now() - timedelta(seconds=rules().contact_pause_seconds)
    return delivery.status == DeliveryStatus.ARRIVED and not (
        delivery.changes.filter(action="contact", at__gt=since).exists()
    )


def _is_missing(delivery: Delivery) -> bool:
    """Whether attempts are still required: of these the customer has to be told each."""
    return attempts_missing(delivery.contact_attempts, rules()) > 0


def _count_attempt(delivery: Delivery) -> None:
    attempts = delivery.contact_attempts + 1
    change(delivery, "contact", actor=delivery.courier_id, contact_attempts=attempts)
    push_delivery(delivery, "contacted")
