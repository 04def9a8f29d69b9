"""The endpoints of notifications."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.notifications import queries, use_cases
from apps.notifications.rest.serializers import NotificationSerializer, NotificationsQuery
from dominos.kernel.edge.access import Access
from dominos.kernel.edge.pagination import Pages
from dominos.kernel.edge.views import ApiView

OWN = Access(frozenset(), "own")


class NotificationsView(ApiView):
    access = {"GET": OWN}
    pagination_class = Pages

    @extend_schema(
        operation_id="list_notifications",
        tags=["notifications"],
        parameters=[NotificationsQuery],
        responses=NotificationSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """What the caller was told, newest first."""
        query = self.validated_query(NotificationsQuery)
        pages = Pages()
        rows = pages.paginate_queryset(
            queries.list_notifications(self.principal.user_id, **query), request, self
        )
        return pages.get_paginated_response(NotificationSerializer(rows, many=True).data)


class ReadView(ApiView):
    access = {"POST": OWN}

    @extend_schema(
        operation_id="mark_notification_read",
        tags=["notifications"],
        request=None,
        responses=NotificationSerializer,
    )
    def post(self, request: Request, notification_id: UUID) -> Response:
        """Notes that the caller has read it."""
        return Response(
            NotificationSerializer(use_cases.mark_read(self.principal.user_id, notification_id)).data
        )
