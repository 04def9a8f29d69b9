"""Shapes of the reviews' REST calls."""

from rest_framework import serializers

from apps.menu.contract import limits
from apps.reviews.domain import MAX_STARS, MAX_TEXT_CHARS, MIN_STARS
from dominos.kernel.edge.fields import MapField
from dominos.kernel.edge.serializers import StrictSerializer


class TrackedReviewSerializer(StrictSerializer):
    """A rating of the completed order of a link."""

    stars = serializers.IntegerField(min_value=MIN_STARS, max_value=MAX_STARS)
    text = serializers.CharField(max_length=MAX_TEXT_CHARS, default="", allow_blank=True)
    courier_stars = serializers.IntegerField(
        min_value=MIN_STARS, max_value=MAX_STARS, required=False, help_text="Of who brought it."
    )
    product_stars = MapField(
        child=serializers.IntegerField(min_value=MIN_STARS, max_value=MAX_STARS),
        max_entries=limits.MAX_LINES,
        max_name_length=limits.MAX_CODE_LENGTH,
        required=False,
        help_text="By the code of a product that was ordered.",
    )


class NewReviewSerializer(TrackedReviewSerializer):
    """A rating of one's own completed order."""

    order_id = serializers.UUIDField()
