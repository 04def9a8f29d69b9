"""Celery's part of the bus."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from celery import shared_task

from dominos.kernel.messaging import on_demand, outbox
from dominos.kernel.messaging.consumer import consume
from dominos.kernel.messaging.replay import replay
from dominos.kernel.retention import purge as purge_app
from dominos.kernel.sealed.keys import destroy_unused


@shared_task(name="dominos.receive", ignore_result=True)
def receive(queue: str) -> None:
    """Handles what waits in a queue; what a worker that dies had taken is sent again by its producer's relay."""
    consume(queue)


@shared_task(name="dominos.acknowledge", acks_late=True, ignore_result=True)
def acknowledge(producer: str, message_ids: list[str], receiver: str) -> None:
    """Tells the producer that a receiver in another deployment has handled its messages."""
    outbox.acknowledge(producer, list(map(UUID, message_ids)), receiver)


@shared_task(name="dominos.replay", acks_late=True, ignore_result=True)
def send_again(producer: str, since: str, receiver: str) -> None:
    """Sends what the producer stored since then to a receiver in another deployment that makes its projection anew."""
    replay(producer, since=datetime.fromisoformat(since), to=receiver)


@shared_task(name=on_demand.OFFER, ignore_result=True)
def offer(producer: str, receiver: str, types: Sequence[str], since: str) -> None:
    """Sends a receiver in another deployment what it wants for now and has not got."""
    on_demand.offer(producer, receiver, types, datetime.fromisoformat(since))


@shared_task(name="dominos.purge", ignore_result=True)
def purge(app: str) -> None:
    """Forgets and erases, in the app's tables, what is older than its retention; then keys that open nothing there."""
    purge_app(app)
    destroy_unused(app)
