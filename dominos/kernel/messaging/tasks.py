"""Celery's part of the bus."""

from typing import Any
from uuid import UUID

from celery import shared_task

from dominos.kernel.messaging import outbox
from dominos.kernel.messaging.messages import Envelope
from dominos.kernel.retention import purge as purge_app


@shared_task(name="dominos.receive", acks_late=True, reject_on_worker_lost=True, ignore_result=True)
def receive(app: str, envelope: dict[str, Any]) -> None:
    """Handles a message sent to `app`; what fails is sent again by its producer's relay."""
    outbox.deliver(outbox.Delivery(Envelope.from_wire(envelope), app))


@shared_task(name="dominos.acknowledge", acks_late=True, ignore_result=True)
def acknowledge(producer: str, message_id: str, receiver: str) -> None:
    """Tells the producer that a receiver in another deployment has handled its message."""
    outbox.acknowledge(producer, UUID(message_id), receiver)


@shared_task(name="dominos.purge", ignore_result=True)
def purge(app: str) -> None:
    """Forgets and erases, in the app's tables, what is older than its retention."""
    purge_app(app)
