"""Messages that a handler failed to handle, stored until it can."""

import traceback
from dataclasses import replace

import structlog
from django.apps import apps
from django.db.models import F

from dominos.kernel.messaging.bus import Handler
from dominos.kernel.messaging.messages import Envelope
from dominos.kernel.messaging.redaction import without_people
from dominos.kernel.telemetry.logging import scrubbed

log = structlog.get_logger(__name__)


def keep_dead_letter(handler: Handler, envelope: Envelope, error: BaseException) -> None:
    """Stores the error, and what the message says of nobody: its sender keeps the rest. Counts the failures."""
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
        envelope=replace(envelope, data=without_people(envelope.type, envelope.data)).to_wire(),
        error=scrubbed("".join(traceback.format_exception(error)))[-4000:],
        attempts=0,
    )
