"""What the endpoints of the dashboard take."""

from typing import Any

from rest_framework import serializers

from dominos.kernel.edge.serializers import StrictSerializer


class BoardQuery(StrictSerializer):
    store = serializers.UUIDField()


class SalesQuery(StrictSerializer):
    first = serializers.DateField()
    last = serializers.DateField()
    store = serializers.UUIDField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["last"] < attrs["first"]:
            raise serializers.ValidationError({"last": "The last day lies before the first."})
        return attrs
