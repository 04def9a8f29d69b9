"""Telling people something, and recording that they read it."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from apps.notifications.domain import SEND_MAIL, NotificationKind, Recipient
from apps.notifications.models import Mail, Notification
from apps.notifications.queries import NotificationFrame, get_notification, group_of
from apps.notifications.renderer import Rendered, render
from dominos.kernel import live
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import json_values
from dominos.kernel.persons import shown_name
from dominos.kernel.unit_of_work import unit_of_work
from dominos.kernel.writes import insert


def notify(
    kind: NotificationKind,
    recipient: Recipient,
    *,
    subject_id: UUID,
    data: Mapping[str, Any] | None = None,
    **context: Any,
) -> None:
    """Tells a person: in the app and over their websocket, and by mail where the kind is mailed.

    `data` is for their client, `context` for the words. The mail is only stored here; a task sends it.
    """
    words = render(kind.name, recipient.locale, {"name": shown_name(recipient.name), **context})
    rows: list[Model] = []
    with unit_of_work("notifications"):
        if kind.in_app:
            rows.append(_shown(kind, recipient, subject_id, words, dict(data or {})))
        if kind.by_mail and recipient.email:
            rows.append(_mail(kind, recipient, words))
        if rows:
            insert(*rows)


def _shown(
    kind: NotificationKind, recipient: Recipient, subject_id: UUID, words: Rendered, data: dict[str, Any]
) -> Notification:
    shown = Notification(
        user_id=recipient.user_id,
        subject_id=subject_id,
        kind=kind.name,
        title=words.title,
        body=words.text,
        data=data,
    )
    content = json_values(NotificationFrame.of(shown))
    transaction.on_commit(partial(live.push, group_of(recipient.user_id), content), robust=True)
    return shown


def _mail(kind: NotificationKind, recipient: Recipient, words: Rendered) -> Mail:
    start_after_commit(SEND_MAIL)
    return Mail(
        user_id=recipient.user_id,
        kind=kind.name,
        recipient=recipient.email,
        title=words.title,
        text=words.text,
        html=words.html,
    )


def mark_read(user_id: UUID, notification_id: UUID) -> Notification:
    """Records that the person has read it; the first time counts. NotFound, also for somebody else's."""
    with unit_of_work("notifications"):
        notification = get_notification(user_id, notification_id)
        if notification.read_at is None:
            notification.read_at = now()
            notification.save(update_fields=["read_at"])
        return notification
