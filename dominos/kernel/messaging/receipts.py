"""Receipts: which handlers have handled which messages, recorded in the transaction of their effects."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from celery import current_app
from django.apps import apps

from dominos.kernel.clock import now
from dominos.kernel.messaging.messages import Envelope
from dominos.kernel.messaging.topology import is_here, queue_of
from dominos.kernel.postgres.cursors import prepared_cursor
from dominos.kernel.redis_client import through_broker

type Receipt = tuple[UUID, str]
"""The id of a message, and the name of a handler that has handled it."""


def record_receipts(app: str, receipts: Sequence[Receipt], acknowledged: Sequence[Envelope]) -> set[Receipt]:
    """Inserts the receipts, drops the dead letters they settle, and marks the messages' deliveries as done.

    Returns those that are new. A rival waits here until the first one commits.
    """
    producers = sorted({each.producer for each in acknowledged if is_here(each.producer)})
    values: dict[str, Any] = {
        "messages": [message for message, _ in receipts],
        "handlers": [handler for _, handler in receipts],
        "now": now(),
        "receiver": app,
        **{name: [each.id for each in acknowledged if each.producer == name] for name in producers},
    }
    with prepared_cursor() as cursor:
        cursor.execute(_receipts_statement(app, tuple(producers)), values)
        return set(cursor.fetchall())


@cache
def _receipts_statement(app: str, producers: tuple[str, ...]) -> str:
    receipts, dead_letters = _name(app, "InboxReceipt"), _name(app, "DeadLetter")
    acknowledging = "".join(
        f", acknowledged_{producer} AS (UPDATE {_name(producer, 'OutboxDelivery')}"  # noqa: S608
        " SET done_at = %(now)s, dead_at = NULL"
        f" WHERE message_id = ANY(%({producer})s) AND receiver = %(receiver)s AND done_at IS NULL)"
        for producer in producers
    )
    return (
        f"WITH recorded AS (INSERT INTO {receipts} (message_id, handler, received_at)"  # noqa: S608
        " SELECT message_id, handler, %(now)s"
        " FROM unnest(%(messages)s::uuid[], %(handlers)s::text[]) AS came (message_id, handler)"
        " ORDER BY message_id, handler ON CONFLICT DO NOTHING RETURNING message_id, handler),"
        f" settled AS (DELETE FROM {dead_letters} AS dead USING recorded"
        " WHERE (dead.message_id, dead.handler) = (recorded.message_id, recorded.handler))"
        f"{acknowledging} SELECT message_id, handler FROM recorded"
    )


def _name(app: str, model: str) -> str:
    return f'"{apps.get_model(app, model)._meta.db_table}"'


def acknowledge_elsewhere(receiver: str, handled: Iterable[Envelope]) -> None:
    """Tells producers in other deployments, which mark their deliveries as done themselves."""
    by_producer: dict[str, list[str]] = {}
    for envelope in handled:
        if not is_here(envelope.producer):
            by_producer.setdefault(envelope.producer, []).append(str(envelope.id))
    for producer, ids in by_producer.items():
        through_broker(
            current_app.send_task,
            "dominos.acknowledge",
            args=[producer, ids, receiver],
            queue=queue_of(producer),
            retry=False,
        )
