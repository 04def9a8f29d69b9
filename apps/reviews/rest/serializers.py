"""Shapes of the reviews' REST calls."""

from rest_framework import serializers

from apps.reviews.domain import FEWEST_STARS, MAX_STARS, MAX_TEXT
from dominos.kernel.edge.serializers import StrictSerializer


class NewReviewSerializer(StrictSerializer):
    """A rating of one's own completed order."""

    order_id = serializers.UUIDField()
    stars = serializers.IntegerField(min_value=FEWEST_STARS, max_value=MAX_STARS)
    text = serializers.CharField(max_length=MAX_TEXT, default="", allow_blank=True)
