"""Reading what people were told."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.core import signing
from pydantic import JsonValue

from apps.notifications.domain.news import PLACED
from apps.notifications.models import Notification
from dominos.kernel.edge.answers import Answer, Listing
from dominos.kernel.errors import NotFound


class NotificationAnswer(Answer):
    """Something a person was told."""

    id: UUID
    kind: str
    title: str
    body: str
    data: dict[str, JsonValue]
    """For the client; depends on `kind`."""
    created_at: datetime
    read_at: datetime | None


class ReadyFrame(Answer):
    """The first frame of a person's websocket."""

    type: Literal["ready"] = "ready"
    unread: int


class NotificationFrame(NotificationAnswer):
    """A notification as it happens."""

    type: Literal["notification"] = "notification"


def group_of(user_id: UUID) -> str:
    """The group of the person's websockets."""
    return f"notifications.{user_id}"


def list_notifications(user_id: UUID, *, unread: bool = False) -> Listing[NotificationAnswer]:
    """What a person was told, or what of it they have not read, newest first."""
    rows = Notification.objects.filter(user_id=user_id)
    return Listing(rows.filter(read_at=None) if unread else rows, NotificationAnswer.of_all)


def count_unread(user_id: UUID) -> int:
    """How many notifications a person has not read."""
    return Notification.objects.filter(user_id=user_id, read_at=None).count()


def get_notification(user_id: UUID, notification_id: UUID) -> Notification:
    """A notification of this person. NotFound, also for somebody else's."""
    row = Notification.objects.filter(user_id=user_id, id=notification_id).first()
    if row is None:
        raise NotFound
    return row


def tracking_url_of(order_id: UUID) -> str:
    """The tracker's address as the order's confirmation told it; empty before that."""
    placed = Notification.objects.filter(subject_id=order_id, kind=PLACED.name).first()
    return str(placed.data["tracking_url"]) if placed else ""


_UNSUBSCRIBING = "notifications.unsubscribe"


def unsubscribe_url(user_id: UUID, kind: str) -> str:
    """Where one click ends mails of this kind to this person; whoever has the mail may."""
    return f"{settings.PUBLIC_URL}/unsubscribe/{signing.dumps([str(user_id), kind], salt=_UNSUBSCRIBING)}"


def unsubscribed(token: str) -> tuple[UUID, str]:
    """Who, and from which kind, by the token of `unsubscribe_url`. NotFound."""
    try:
        user_id, kind = signing.loads(token, salt=_UNSUBSCRIBING)
    except signing.BadSignature:
        raise NotFound from None
    return UUID(user_id), str(kind)
