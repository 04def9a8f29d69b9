"""Shapes of the reviews' REST calls."""

from rest_framework import serializers

from apps.reviews.domain import FEWEST_STARS, LONGEST_TEXT, MOST_STARS
from dominos.kernel.edge.serializers import StrictSerializer


class NewReviewSerializer(StrictSerializer):
    """A rating of one's own completed order."""

    order_id = serializers.UUIDField()
    stars = serializers.IntegerField(min_value=FEWEST_STARS, max_value=MOST_STARS)
    text = serializers.CharField(max_length=LONGEST_TEXT, default="", allow_blank=True)


class ReviewSerializer(StrictSerializer):
    """A review, without its author."""

    id = serializers.UUIDField()
    stars = serializers.IntegerField()
    text = serializers.CharField()
    posted_at = serializers.DateTimeField()


class ReviewPageSerializer(StrictSerializer):
    """A page of reviews, newest first."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = ReviewSerializer(many=True)


class RatingSerializer(StrictSerializer):
    """A store's rating; the mean of 1 to 5 stars in hundredths, 0 while nobody rated."""

    store_id = serializers.UUIDField()
    mean_hundredths = serializers.IntegerField()
    count = serializers.IntegerField()
