"""What those who follow orders are answered: the make line and the tracker, for the API's schema."""

from typing import Any

from rest_framework import serializers

from apps.orders.contract.types import EtaCause
from apps.orders.rest.answers import ACTIONS, HereAnswer, SoldLineAnswer
from apps.orders.rest.requests import ORDERABLE, STATUSES


class MakeLineItemAnswer(serializers.Serializer[Any]):
    """An order on the make line."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    service = serializers.ChoiceField(ORDERABLE)
    status = serializers.ChoiceField(STATUSES)
    sequence = serializers.IntegerField()
    promised_to = serializers.DateTimeField()
    is_delayed = serializers.BooleanField()
    pizzas = serializers.IntegerField()
    lines = SoldLineAnswer(many=True)
    instructions = serializers.CharField()
    stage_times = serializers.DictField(child=serializers.DateTimeField())
    attempt = serializers.IntegerField(help_text="2 or more: a delivery failed before.")
    here = HereAnswer(allow_null=True)
    allowed_actions = serializers.ListField(child=serializers.ChoiceField(ACTIONS))
    undo_until = serializers.DateTimeField(
        allow_null=True, help_text="Until when the caller may undo their bump."
    )


class LoadAnswer(serializers.Serializer[Any]):
    """Pizzas in the kitchen: waiting for a station, and in or before the oven."""

    to_make = serializers.IntegerField()
    to_bake = serializers.IntegerField()


class StationAnswer(serializers.Serializer[Any]):
    """Pizzas at a station and before it; seconds are the store's own mean for one batch of its places."""

    station = serializers.ChoiceField(["make", "oven"])
    places = serializers.IntegerField()
    working = serializers.IntegerField()
    waiting = serializers.IntegerField()
    mean_seconds = serializers.IntegerField()
    clear_in_seconds = serializers.IntegerField()


class MakeLineAnswer(serializers.Serializer[Any]):
    """A store's make line in promise order."""

    store_id = serializers.UUIDField()
    at = serializers.DateTimeField()
    load = LoadAnswer()
    stations = StationAnswer(many=True)
    queue = MakeLineItemAnswer(many=True)


class TrackerStageAnswer(serializers.Serializer[Any]):
    """A stage of the tracker; `at` is null until it begins."""

    status = serializers.ChoiceField(STATUSES)
    at = serializers.DateTimeField(allow_null=True)


class CourierPositionAnswer(serializers.Serializer[Any]):
    """Where the courier was."""

    lat = serializers.FloatField()
    lon = serializers.FloatField()
    accuracy = serializers.FloatField()
    at = serializers.DateTimeField()


class TrackedLineAnswer(serializers.Serializer[Any]):
    """What is in the box."""

    quantity = serializers.IntegerField()
    name = serializers.CharField()
    description = serializers.CharField()


class PlaceAnswer(serializers.Serializer[Any]):
    lat = serializers.FloatField()
    lon = serializers.FloatField()


class TrackerMapAnswer(serializers.Serializer[Any]):
    """`home` and `route` between pick-up and hand-over only; a route is a list of [longitude, latitude]."""

    store = PlaceAnswer()
    home = PlaceAnswer(allow_null=True)
    route = serializers.ListField(child=serializers.ListField(child=serializers.FloatField()))


class TrackerAnswer(serializers.Serializer[Any]):
    """An order as the holder of its link sees it. `unavailable` names what cannot be shown right now.

    Stages never go back: a second attempt after a delivery that failed makes the list longer.
    """

    number = serializers.CharField()
    store_name = serializers.CharField()
    service = serializers.ChoiceField(ORDERABLE)
    status = serializers.ChoiceField(STATUSES)
    sequence = serializers.IntegerField()
    attempt = serializers.IntegerField()
    is_revising = serializers.BooleanField()
    stages = TrackerStageAnswer(many=True)
    lines = TrackedLineAnswer(many=True)
    promised_from = serializers.DateTimeField()
    promised_to = serializers.DateTimeField()
    eta_from = serializers.DateTimeField(allow_null=True)
    eta_to = serializers.DateTimeField(allow_null=True)
    eta_cause = serializers.ChoiceField(
        [cause.value for cause in EtaCause],
        allow_blank=True,
        help_text="Why the window moved, empty if it did not.",
    )
    is_delayed = serializers.BooleanField()
    is_final = serializers.BooleanField()
    pin = serializers.CharField()
    collection_code = serializers.CharField()
    has_photo = serializers.BooleanField(
        help_text="Whether `drop-photo` below this link shows what was left at the door."
    )
    here = HereAnswer(allow_null=True)
    may_say_here = serializers.BooleanField()
    stops_before = serializers.IntegerField()
    position = CourierPositionAnswer(allow_null=True)
    map = TrackerMapAnswer()
    unavailable = serializers.ListField(child=serializers.CharField())
