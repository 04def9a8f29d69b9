"""What changes notifications: telling somebody something, and their having read it."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from apps.notifications.domain import QUEUE, SEND_MAIL, News, Recipient
from apps.notifications.models import Mail, Notification
from apps.notifications.queries import get_notification, group_of
from apps.notifications.renderer import Rendered, render
from dominos.kernel import live
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)


def notify(
    news: News,
    recipient: Recipient,
    *,
    subject_id: UUID,
    data: Mapping[str, Any] | None = None,
    **context: Any,
) -> None:
    """Tells a person: in the app and over their websocket, and by mail where the kind is mailed.

    `data` is for their client, `context` for the words. The mail is only intended here; a task sends it.
    """
    words = render(news.kind, recipient.locale, {"name": recipient.name, **context})
    with unit_of_work("notifications"):
        if news.in_app:
            _show(news, recipient, subject_id, words, dict(data or {}))
        if news.by_mail and recipient.email:
            _mail(news, recipient, words)


def _show(news: News, recipient: Recipient, subject_id: UUID, words: Rendered, data: dict[str, Any]) -> None:
    shown = Notification.objects.create(
        user_id=recipient.user_id,
        subject_id=subject_id,
        kind=news.kind,
        title=words.title,
        body=words.text,
        data=data,
    )
    content = {
        "type": "notification",
        "id": str(shown.id),
        "kind": shown.kind,
        "title": shown.title,
        "body": shown.body,
        "data": data,
        "created_at": shown.created_at.isoformat(),
    }
    transaction.on_commit(partial(live.push, group_of(recipient.user_id), content), robust=True)


def _mail(news: News, recipient: Recipient, words: Rendered) -> None:
    mail = Mail.objects.create(
        user_id=recipient.user_id,
        kind=news.kind,
        recipient=recipient.email,
        title=words.title,
        text=words.text,
        html=words.html,
    )
    transaction.on_commit(partial(_kick, mail.id), robust=True)


def _kick(mail_id: UUID) -> None:
    """Has the mail sent at once; without a broker the regular sweep sends it."""
    try:
        current_app.send_task(SEND_MAIL, (str(mail_id),), queue=QUEUE, retry=False)
    except OperationalError:
        log.warning("broker unreachable, the mail waits for the sweep")


def mark_read(user_id: UUID, notification_id: UUID) -> Notification:
    """Notes that the person has read it; the first time counts. NotFound, also for somebody else's."""
    with unit_of_work("notifications"):
        notification = get_notification(user_id, notification_id)
        if notification.read_at is None:
            notification.read_at = now()
            notification.save(update_fields=["read_at"])
        return notification
