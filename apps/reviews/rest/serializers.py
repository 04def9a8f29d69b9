"""Shapes of the reviews' REST calls."""

from rest_framework import serializers

from apps.reviews.domain import MAX_STARS, MAX_TEXT_CHARS, MIN_STARS
from dominos.kernel.edge.serializers import StrictSerializer


class NewReviewSerializer(StrictSerializer):
    """A rating of one's own completed order."""

    order_id = serializers.UUIDField()
    stars = serializers.IntegerField(min_value=MIN_STARS, max_value=MAX_STARS)
    text = serializers.CharField(max_length=MAX_TEXT_CHARS, default="", allow_blank=True)
