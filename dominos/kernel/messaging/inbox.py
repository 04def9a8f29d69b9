"""The receiver's side: each handler commits exactly once for each message."""

import traceback
from contextvars import ContextVar
from typing import cast
from uuid import UUID

import structlog
from django.apps import apps
from django.db import connection
from django.db.models import F

from dominos.kernel.clock import now
from dominos.kernel.messaging.bus import Handler, signal_of
from dominos.kernel.messaging.messages import Envelope, Message
from dominos.kernel.telemetry import Trace, traced
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)


_envelope: ContextVar[Envelope] = ContextVar("envelope")


def current_envelope() -> Envelope:
    """The envelope of the message being handled: its subject, sequence and time."""
    return _envelope.get()


class NotHandled(Exception):
    """Some handler failed; the message has to come again."""


def receive(app: str, envelope: Envelope) -> None:
    """Runs the app's handlers of the message, each in a transaction of its own.

    Raises NotHandled when one failed; what failed is kept as a dead letter until it succeeds.
    """
    message = envelope.open()
    token = _envelope.set(envelope)
    with traced(Trace(envelope.correlation_id, envelope.traceparent, causation_id=envelope.id)):
        results = signal_of(type(message)).send_robust(
            sender=type(message), app=app, message=message, envelope=envelope, handle=handle_once
        )
        failed = [(cast(Handler, handler), error) for handler, error in results if error is not None]
        for handler, error in failed:
            _keep_dead_letter(handler, envelope, error)
    _envelope.reset(token)
    if failed:
        raise NotHandled(f"{envelope.type} {envelope.id} in {app}") from failed[0][1]


def handle_once(handler: Handler, message: Message, envelope: Envelope) -> None:
    """Handles the message unless the handler's receipt says it has been."""
    if handler.ask is None:
        extra = []
    elif _is_received(handler, envelope.id):
        return
    else:
        extra = [handler.ask(message)]
    with unit_of_work(handler.app):
        if _record_receipt(handler, envelope.id):
            handler.function(message, *extra)


def _is_received(handler: Handler, message_id: UUID) -> bool:
    receipts = apps.get_model(handler.app, "InboxReceipt")
    found: bool = receipts.objects.filter(message_id=message_id, handler=handler.name).exists()
    return found


def _record_receipt(handler: Handler, message_id: UUID) -> bool:
    """Inserts the receipt, and drops the dead letter it settles; False when it was there.

    A rival waits here until the first one commits.
    """
    receipts = apps.get_model(handler.app, "InboxReceipt")._meta.db_table
    dead_letters = apps.get_model(handler.app, "DeadLetter")._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'WITH recorded AS (INSERT INTO "{receipts}" (message_id, handler, received_at)'  # noqa: S608
            " VALUES (%(message)s, %(handler)s, %(now)s) ON CONFLICT DO NOTHING RETURNING message_id, handler),"
            f' settled AS (DELETE FROM "{dead_letters}" AS dead USING recorded'
            " WHERE (dead.message_id, dead.handler) = (recorded.message_id, recorded.handler))"
            " SELECT count(*) FROM recorded",
            {"message": message_id, "handler": handler.name, "now": now()},
        )
        (is_new,) = cursor.fetchone()
        return bool(is_new)


def _keep_dead_letter(handler: Handler, envelope: Envelope, error: BaseException) -> None:
    log.error("handler failed", handler=handler.name, message=envelope.type, exc_info=error)
    apps.get_model(handler.app, "DeadLetter").objects.bulk_create(
        [_dead_letter(handler, envelope, error)],
        update_conflicts=True,
        unique_fields=["message_id", "handler"],
        update_fields=["error", "failed_at"],
    )
    apps.get_model(handler.app, "DeadLetter").objects.filter(
        message_id=envelope.id, handler=handler.name
    ).update(attempts=F("attempts") + 1)


def _dead_letter(handler: Handler, envelope: Envelope, error: BaseException) -> object:
    return apps.get_model(handler.app, "DeadLetter")(
        message_id=envelope.id,
        handler=handler.name,
        envelope=envelope.to_wire(),
        error="".join(traceback.format_exception(error))[-4000:],
        attempts=0,
    )
