"""What notifications' endpoints take and give."""

from typing import Any

from rest_framework import serializers

from dominos.kernel.edge.serializers import StrictSerializer


class NotificationsQuery(serializers.Serializer[Any]):
    """Which notifications to list."""

    unread = serializers.BooleanField(default=False)


class NotificationSerializer(StrictSerializer):
    """Something a person was told; `data` depends on `kind`."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField()
    data = serializers.DictField()  # type: ignore[assignment]
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)
