"""What the endpoints of selling and finding answer with, for the API's schema."""

from typing import Any

from rest_framework import serializers

from apps.menu.contract.types import Action
from apps.orders.rest.answers import (
    OrderContactAnswer,
    OrderOverviewAnswer,
    QuoteAnswer,
)
from apps.orders.rest.requests import LineSerializer

FIXES = [action.value for action in Action]


class CorrectionAnswer(serializers.Serializer[Any]):
    """What is wrong with a line, and the action that puts it right."""

    code = serializers.CharField()
    action = serializers.ChoiceField(FIXES)
    field = serializers.CharField()
    message = serializers.CharField()
    topping = serializers.CharField()
    value = serializers.CharField()
    alternatives = serializers.ListField(child=serializers.CharField())


class CheckedLineAnswer(serializers.Serializer[Any]):
    """A line as asked for; `corrected` is its number among the corrected lines."""

    number = serializers.IntegerField()
    is_ok = serializers.BooleanField()
    status_codes = serializers.ListField(child=serializers.CharField())
    corrections = CorrectionAnswer(many=True)
    corrected = serializers.IntegerField(allow_null=True)


class ProblemAnswer(serializers.Serializer[Any]):
    """What is wrong with the basket as a whole."""

    code = serializers.CharField()
    detail = serializers.CharField()


class CheckAnswer(serializers.Serializer[Any]):
    """Whether a basket can be ordered, line by line, and the basket that can."""

    is_ok = serializers.BooleanField()
    store_id = serializers.UUIDField()
    menu_version = serializers.CharField()
    problems = ProblemAnswer(many=True)
    lines = CheckedLineAnswer(many=True)
    corrected_lines = LineSerializer(many=True)
    deals = serializers.ListField(child=serializers.CharField())
    unused_deals = serializers.DictField(child=serializers.CharField())


class ChangedLineAnswer(serializers.Serializer[Any]):
    """A line that differs; `now` is null where it is gone."""

    number = serializers.IntegerField()
    name = serializers.CharField()
    was = serializers.IntegerField()
    now = serializers.IntegerField(allow_null=True)
    corrections = CorrectionAnswer(many=True, required=False)


class WasNowAnswer(serializers.Serializer[Any]):
    """Minor units."""

    was = serializers.IntegerField()
    now = serializers.IntegerField()


class DealChangesAnswer(serializers.Serializer[Any]):
    """Deals that apply no more, each with the reason, and those that apply now."""

    lost = serializers.DictField(child=serializers.CharField(), required=False)
    gained = serializers.ListField(child=serializers.CharField(), required=False)


class ChangesAnswer(serializers.Serializer[Any]):
    """What differs."""

    lines = ChangedLineAnswer(many=True)
    amounts = serializers.DictField(child=WasNowAnswer())
    deals = DealChangesAnswer()


class ChangedAnswer(ChangesAnswer):
    """A quote that does not hold: what changed, and the id of a fresh one to accept."""

    code = serializers.CharField()
    quote_id = serializers.UUIDField(allow_null=True)
    was = serializers.IntegerField()
    now = serializers.IntegerField(allow_null=True)
    promise = serializers.DictField(child=serializers.ListField(child=serializers.DateTimeField()))


class ReorderAnswer(serializers.Serializer[Any]):
    """An earlier order quoted anew."""

    quote = QuoteAnswer()
    changes = ChangesAnswer()


class SlotAnswer(serializers.Serializer[Any]):
    """A quarter of an hour."""

    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    is_free = serializers.BooleanField()


class FoundOrderAnswer(OrderOverviewAnswer):
    """An order that was searched for."""

    contact = OrderContactAnswer()


class FoundPageAnswer(serializers.Serializer[Any]):
    """A page of found orders, newest first."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = FoundOrderAnswer(many=True)
