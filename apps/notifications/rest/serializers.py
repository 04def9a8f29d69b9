"""What the endpoints of notifications take."""

from typing import Any

from rest_framework import serializers


class NotificationsQuery(serializers.Serializer[Any]):
    """Which notifications to list."""

    unread = serializers.BooleanField(default=False)
