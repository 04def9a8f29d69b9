"""Messages of other apps become events for webhooks, in the batches in which they come."""

from typing import Any
from uuid import UUID

from apps.partners.domain.attempts import GIVEN_UP_AFTER
from apps.partners.domain.events import EVENT_OF
from apps.partners.models import Delivery
from apps.partners.queries.payloads import told
from apps.partners.queries.webhooks import listening
from apps.partners.use_cases.webhooks import SEND
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.clock import now
from dominos.kernel.messaging.messages import Envelope, Event
from dominos.kernel.unit_of_work import unit_of_work


def tell(message: Event, envelope: Envelope) -> None:
    """Puts the event in line for each webhook that listened when it happened."""
    event, store_id = EVENT_OF[type(message)], _store_of(message)
    listeners = [each for each in listening(event, {store_id}) if each.created_at <= envelope.occurred_at]
    if not listeners:
        return
    with unit_of_work("partners"):
        rows = [
            Delivery(
                webhook=webhook,
                message_id=envelope.id,
                event=event.value,
                subject=envelope.subject,
                occurred_at=envelope.occurred_at,
                data=told(event, message),
                give_up_at=now() + GIVEN_UP_AFTER,
            )
            for webhook in listeners
        ]
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
        start_after_commit(SEND)


def _store_of(message: Any) -> UUID:
    store_id: UUID = message.store_id
    return store_id
