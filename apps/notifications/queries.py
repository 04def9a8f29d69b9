"""Reading what people were told."""

from uuid import UUID

from django.db.models import QuerySet

from apps.notifications.domain import PLACED
from apps.notifications.models import Notification
from dominos.kernel.errors import NotFound


def group_of(user_id: UUID) -> str:
    """The group of the person's websockets."""
    return f"notifications.{user_id}"


def list_notifications(user_id: UUID, *, unread: bool = False) -> QuerySet[Notification]:
    """What a person was told, or what of it they have not read."""
    rows = Notification.objects.filter(user_id=user_id)
    return rows.filter(read_at=None) if unread else rows


def get_notification(user_id: UUID, notification_id: UUID) -> Notification:
    """A notification of this person. NotFound, also for somebody else's."""
    row = list_notifications(user_id).filter(id=notification_id).first()
    if row is None:
        raise NotFound
    return row


def tracking_url_of(order_id: UUID) -> str:
    """The tracker's address as the order's confirmation told it; empty before that."""
    placed = Notification.objects.filter(subject_id=order_id, kind=PLACED.kind).first()
    return str(placed.data["tracking_url"]) if placed else ""
