"""Request serializers of the dashboard."""

from rest_framework import serializers

from apps.dashboard.domain.reports import By
from dominos.kernel.edge.serializers import DaysQuery, StrictSerializer


class BoardQuery(StrictSerializer):
    store = serializers.UUIDField()


class SalesQuery(DaysQuery):
    store = serializers.UUIDField(required=False)


class ReportQuery(SalesQuery):
    by = serializers.ChoiceField([by.value for by in By], default=By.DAY.value)
