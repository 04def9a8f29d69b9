"""Rebuilds a projection from the stored messages."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from celery import current_app
from django.apps import apps
from django.db.models import Q

from dominos.kernel.messaging.messages import command_receiver
from dominos.kernel.messaging.topology import is_here, queue_of, subscriptions
from dominos.kernel.unit_of_work import unit_of_work


@dataclass(frozen=True, slots=True)
class Projection:
    """Declares, as a model's `projection`, that its rows are derived from messages only.

    Rows whose column `since` is in the rebuilt period are deleted and created again. Others stay, as do those
    of `kept`, which no message recreates: handling a message again must not change existing rows.
    """

    since: str
    kept: Q = field(default_factory=Q)


def projections(app: str) -> list[Any]:
    """The app's models that are projections."""
    return [model for model in apps.get_app_config(app).get_models() if hasattr(model, "projection")]


def rebuild(app: str, since: datetime) -> dict[str, int | None]:
    """Deletes what the app derived from messages since then, and has them sent again.

    Returns the number of messages by producer; None for a remote one, whose worker sends them by itself.
    """
    with unit_of_work(app):
        for model in projections(app):
            made = model._base_manager.filter(**{f"{model.projection.since}__gte": since})
            (made.exclude(model.projection.kept) if model.projection.kept else made).delete()
        apps.get_model(app, "InboxReceipt")._base_manager.all().delete()
    return {producer: _have_sent(producer, since, app) for producer in _producers(app)}


def _producers(app: str) -> Iterable[str]:
    return sorted({command_receiver(kind.type) for kind in subscriptions()[app]})


def _have_sent(producer: str, since: datetime, receiver: str) -> int | None:
    from dominos.kernel.messaging.replay import replay

    if is_here(producer):
        return replay(producer, since=since, to=receiver)
    arguments = [producer, since.isoformat(), receiver]
    current_app.send_task("dominos.replay", args=arguments, queue=queue_of(producer))
    return None
