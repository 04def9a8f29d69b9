"""What the endpoints of the dashboard take."""

from typing import Any

from rest_framework import serializers

from apps.dashboard.domain.reports import By
from dominos.kernel.edge.fields import DayField
from dominos.kernel.edge.serializers import StrictSerializer

MAX_DAYS = 400


class BoardQuery(StrictSerializer):
    store = serializers.UUIDField()


class SalesQuery(StrictSerializer):
    first = DayField()
    last = DayField()
    store = serializers.UUIDField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["last"] < attrs["first"]:
            raise serializers.ValidationError({"last": "The last day lies before the first."})
        if (attrs["last"] - attrs["first"]).days >= MAX_DAYS:
            raise serializers.ValidationError({"last": f"At most {MAX_DAYS} days at once."})
        return attrs


class ReportQuery(SalesQuery):
    by = serializers.ChoiceField([by.value for by in By], default=By.DAY.value)
