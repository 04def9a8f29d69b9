"""The endpoints of notifications."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.notifications import queries
from apps.notifications.queries import NotificationAnswer
from apps.notifications.rest.serializers import NotificationsQuery, ReadAllSerializer
from apps.notifications.use_cases import inbox
from dominos.kernel.edge.access import Access
from dominos.kernel.edge.answers import Answer, Page
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound

OWN = Access(frozenset(), "own")


class NotificationsView(ApiView):
    access = {"GET": OWN}

    @extend_schema(
        operation_id="list_notifications",
        tags=["notifications"],
        parameters=[NotificationsQuery],
        responses=Page[NotificationAnswer],
    )
    def get(self, request: Request) -> Response:
        """The caller's notifications, newest first."""
        query = self.validated_query(NotificationsQuery)
        return self.page(queries.list_notifications(self.principal.user_id, unread=query["unread"]))


class ReadView(ApiView):
    access = {"POST": OWN}

    @extend_schema(
        operation_id="mark_notification_read",
        tags=["notifications"],
        request=None,
        responses=NotificationAnswer,
    )
    def post(self, request: Request, notification_id: UUID) -> Response:
        """Marks the notification as read."""
        read = inbox.mark_read(self.principal.user_id, notification_id)
        return self.answer(NotificationAnswer.of(read))


class UnreadAnswer(Answer):
    """How many notifications are unread."""

    unread: int


class ReadAllView(ApiView):
    access = {"POST": OWN}
    problems = {"POST": [NotFound]}

    @extend_schema(
        operation_id="mark_notifications_read",
        tags=["notifications"],
        request=ReadAllSerializer,
        responses=UnreadAnswer,
    )
    def post(self, request: Request) -> Response:
        """Marks everything up to the named notification as read, on all of the caller's devices."""
        upto = self.validated(ReadAllSerializer)["upto"]
        return self.answer(UnreadAnswer(unread=inbox.mark_all_read(self.principal.user_id, upto)))
