"""Request serializers of the reviews endpoints."""

from typing import Any

from rest_framework import serializers

from apps.menu.contract import limits
from apps.reviews.domain.complaints import MAX_WORDS_CHARS, ComplaintState, Matter
from apps.reviews.domain.moderation import HiddenFor, ReviewState
from apps.reviews.domain.subjects import MAX_STARS, MAX_TAGS, MIN_STARS, Rated, Subject, tags_of
from apps.reviews.domain.texts import MAX_TEXT_CHARS
from apps.reviews.use_cases.review_commands import Said
from dominos.kernel.edge.contact_fields import WordsField
from dominos.kernel.edge.fields import ListField, MapField
from dominos.kernel.edge.serializers import PageQuery, StrictSerializer


def _stars() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=MIN_STARS, max_value=MAX_STARS)


def _tags(subject: Subject) -> ListField:
    return ListField(child=serializers.ChoiceField(tags_of(subject)), max_length=MAX_TAGS, required=False)


class ProductRatingSerializer(StrictSerializer):
    """Stars for a product, with tags."""

    stars = _stars()
    tags = _tags(Subject.PRODUCT)


class CourierRatingSerializer(StrictSerializer):
    """Stars for the courier, with tags."""

    stars = _stars()
    tags = _tags(Subject.COURIER)


class ReviewSerializer(StrictSerializer):
    """A review of a completed order."""

    stars = _stars()
    tags = _tags(Subject.ORDER)
    products = MapField(
        child=ProductRatingSerializer(),
        max_entries=limits.MAX_LINES,
        max_name_length=limits.MAX_CODE_LENGTH,
        required=False,
        help_text="By the code of a product that was ordered.",
    )
    courier = CourierRatingSerializer(required=False)
    text = WordsField(max_length=MAX_TEXT_CHARS, default="", allow_blank=True)


class NewReviewSerializer(ReviewSerializer):
    """A rating of one's own completed order."""

    order_id = serializers.UUIDField()


class ModerationQuery(PageQuery):
    """`?state=`, and the page parameters."""

    state = serializers.ChoiceField([state.value for state in ReviewState], required=False)


class ReasonSerializer(StrictSerializer):
    """The reason; required for hiding."""

    reason = serializers.ChoiceField([reason.value for reason in HiddenFor], required=False)


class ReplySerializer(StrictSerializer):
    """The store's answer; an empty one removes it."""

    text = WordsField(max_length=MAX_TEXT_CHARS, allow_blank=True)


def said(given: dict[str, Any]) -> Said:
    """The review in validated data."""
    return Said(
        order=_rated(given),
        products={code: _rated(each) for code, each in given.get("products", {}).items()},
        courier=_rated(given["courier"]) if "courier" in given else None,
        text=given["text"],
    )


def _rated(given: dict[str, Any]) -> Rated:
    return Rated.of(given["stars"], given.get("tags", ()))


class ComplaintSerializer(StrictSerializer):
    """What was wrong with which lines of the order; a photo is JPEG, PNG or WebP, at most 900,000 bytes."""

    matter = serializers.ChoiceField(choices=[matter.value for matter in Matter])
    lines = serializers.RegexField(
        r"^\d{1,3}(,\d{1,3}){0,99}\Z", max_length=400, help_text="Numbers of the order's lines: `1,3`"
    )
    words = WordsField(max_length=MAX_WORDS_CHARS, default="", allow_blank=True)
    photo = serializers.FileField(required=False)


class ComplaintQuery(PageQuery):
    """Filters of the list of complaints."""

    state = serializers.ChoiceField(choices=[state.value for state in ComplaintState], required=False)
    store = serializers.UUIDField(required=False)


class ComplaintDecisionSerializer(StrictSerializer):
    """The amount of store credit, in minor units; 0 for none."""

    amount = serializers.IntegerField(min_value=0, max_value=10**9)
