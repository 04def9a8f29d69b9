"""What the endpoints of notifications take."""

from rest_framework import serializers

from dominos.kernel.edge.serializers import PageQuery


class NotificationsQuery(PageQuery):
    """Which notifications to list."""

    unread = serializers.BooleanField(default=False)
