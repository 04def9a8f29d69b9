"""Request serializers of the dashboard."""

from datetime import datetime

from rest_framework import serializers

from apps.dashboard.domain.board import REPLAYED
from apps.dashboard.domain.reports import By
from dominos.kernel.clock import now
from dominos.kernel.edge.fields import InstantField
from dominos.kernel.edge.serializers import DaysQuery, StrictSerializer


class BoardQuery(StrictSerializer):
    store = serializers.UUIDField()


class PastBoardQuery(BoardQuery):
    at = InstantField(help_text=f"The instant, of the last {REPLAYED.days} days.")

    def validate_at(self, at: datetime) -> datetime:
        if at > now():
            raise serializers.ValidationError("That is yet to come.", "future")
        if at <= now() - REPLAYED:
            raise serializers.ValidationError(f"Boards are kept for {REPLAYED.days} days.", "too_old")
        return at


class SalesQuery(DaysQuery):
    store = serializers.UUIDField(required=False)


class ReportQuery(SalesQuery):
    by = serializers.ChoiceField([by.value for by in By], default=By.DAY.value)
