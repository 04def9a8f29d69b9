"""Marking notifications as read, on all devices of a person."""

from functools import partial
from uuid import UUID

from django.db import transaction

from apps.notifications.models import Notification
from apps.notifications.queries import ReadFrame, count_unread, get_notification, group_of
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import json_values
from dominos.kernel.sockets import pushes as live
from dominos.kernel.unit_of_work import unit_of_work


def mark_read(user_id: UUID, notification_id: UUID) -> Notification:
    """Marks it as read, with the time of the first call. NotFound, also for somebody else's."""
    with unit_of_work("notifications"):
        notification = get_notification(user_id, notification_id)
        if notification.read_at is None:
            notification.read_at = now()
            notification.save(update_fields=["read_at"])
            _tell_screens(user_id, [notification_id])
        return notification


def mark_all_read(user_id: UUID, upto: UUID) -> int:
    """Marks everything up to this one as read; returns the number of unread ones after it."""
    with unit_of_work("notifications"):
        get_notification(user_id, upto)
        unread = Notification.objects.filter(user_id=user_id, read_at=None, id__lte=upto)
        if unread.update(read_at=now()):
            _tell_screens(user_id, [], upto)
        return count_unread(user_id)


def _tell_screens(user_id: UUID, ids: list[UUID], upto: UUID | None = None) -> None:
    frame = json_values(ReadFrame(ids=ids, upto=upto, unread=count_unread(user_id)))
    transaction.on_commit(partial(live.push, group_of(user_id), frame), robust=True)
