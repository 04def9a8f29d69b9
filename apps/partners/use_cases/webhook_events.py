"""Turns other apps' messages into events for webhooks, batch by batch."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from apps.menu.contract.errors import NoMenu
from apps.partners.domain.attempts import GIVEN_UP_AFTER
from apps.partners.domain.events import EVENTS_OF, WebhookEvent
from apps.partners.models import Delivery, PartnerOrder
from apps.partners.queries.orders import must_serve
from apps.partners.queries.payloads import told
from apps.partners.queries.snapshots import SNAPSHOTS
from apps.partners.queries.webhooks import listening, partner_of
from apps.partners.use_cases.webhooks import SEND
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.messaging.messages import Envelope, Event
from dominos.kernel.unit_of_work import unit_of_work

type Snapshots = Mapping[WebhookEvent, dict[str, Any]]


def ask_snapshots(message: Event) -> Snapshots:
    """Queries the current state of the message's store for events that need it, if anybody subscribes."""
    store_id = _store_of(message)
    wanted = [each for each in EVENTS_OF[type(message)] if each in SNAPSHOTS and listening(each, {store_id})]
    return {event: data for event in wanted if (data := snapshot(event, store_id)) is not None}


def snapshot(event: WebhookEvent, store_id: UUID) -> dict[str, Any] | None:
    """The store's state as JSON values; None if it is gone or sells nothing yet."""
    try:
        return SNAPSHOTS[event](store_id).model_dump(mode="json")
    except (NotFound, NoMenu):
        return None


def tell(message: Event, envelope: Envelope, snapshots: Snapshots) -> None:
    """Queues the message's events for each webhook that was subscribed when it happened."""
    order_id = getattr(message, "order_id", None)
    sent = PartnerOrder.objects.filter(order_id=order_id).first() if order_id else None
    rows = [
        row
        for event in EVENTS_OF[type(message)]
        for row in _rows(event, message, envelope, snapshots.get(event), sent)
    ]
    if rows:
        put_in_line(rows)


def put_in_line(rows: Sequence[Delivery]) -> None:
    """Queues the events, each once."""
    with unit_of_work("partners"):
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
        start_after_commit(SEND)


def _rows(
    event: WebhookEvent,
    message: Event,
    envelope: Envelope,
    known: dict[str, Any] | None,
    sent: PartnerOrder | None,
) -> Iterator[Delivery]:
    """Of an order that a partner sent, that partner is told by which identifier it knows it."""
    if event in SNAPSHOTS and known is None:
        return
    for webhook in listening(event, {_store_of(message)}, sent.partner_id if sent else None):
        own = sent.external_id if sent and sent.partner_id == webhook.partner_id else None
        if webhook.created_at <= envelope.occurred_at:
            yield Delivery(
                webhook=webhook,
                message_id=envelope.id,
                event=event.value,
                subject=envelope.subject,
                occurred_at=envelope.occurred_at,
                data=known or told(event, message, own),
                give_up_at=now() + GIVEN_UP_AFTER,
            )


def push(key_id: UUID, store_id: UUID) -> int:
    """Sends the store's current state to the partner's subscribed webhooks; returns their number. NotFound."""
    partner = partner_of(key_id)
    must_serve(partner, store_id)
    rows = [
        Delivery(
            webhook=webhook,
            message_id=new_id(),
            event=event.value,
            subject=store_id,
            occurred_at=now(),
            data=data,
            give_up_at=now() + GIVEN_UP_AFTER,
        )
        for event in SNAPSHOTS
        for webhook in listening(event, {store_id})
        if webhook.partner_id == partner.id and (data := snapshot(event, store_id)) is not None
    ]
    put_in_line(rows)
    return len(rows)


def _store_of(message: Any) -> UUID:
    store_id: UUID = message.store_id
    return store_id
