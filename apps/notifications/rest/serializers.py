"""Request serializers of the notifications endpoints."""

from typing import Any
from zoneinfo import available_timezones

from rest_framework import serializers

from apps.notifications.domain.digests import DIGESTED
from apps.notifications.domain.news import KINDS, Audience, Channel
from apps.notifications.sending.channels.push import is_push_service
from dominos.kernel.edge.fields import ListField
from dominos.kernel.edge.serializers import PageQuery, StrictSerializer

BASE64URL = r"^[A-Za-z0-9_-]+={0,2}\Z"


class NotificationsQuery(PageQuery):
    """Which notifications to list."""

    unread = serializers.BooleanField(default=False)


class ReadAllSerializer(StrictSerializer):
    """Everything up to this one was read."""

    upto = serializers.UUIDField()


class ChoiceSerializer(StrictSerializer):
    """Switches a kind on or off for a channel."""

    kind = serializers.ChoiceField(choices=sorted(KINDS))
    channel = serializers.ChoiceField(choices=[channel.value for channel in Channel])
    is_wanted = serializers.BooleanField()


class QuietHoursSerializer(StrictSerializer):
    """Quiet hours in local time; none if both are equal."""

    timezone = serializers.CharField(max_length=64)
    begins = serializers.TimeField()
    ends = serializers.TimeField()

    def validate_timezone(self, value: str) -> str:
        if value not in available_timezones():
            raise serializers.ValidationError("This is not a time zone.", "invalid")
        return value


class DigestSerializer(StrictSerializer):
    """The kinds of the caller's stores in a daily mail (empty: no mail), and its hour in this store's time."""

    store_id = serializers.UUIDField()
    kinds = ListField(child=serializers.ChoiceField(choices=sorted(DIGESTED)), max_length=len(DIGESTED))
    hour = serializers.IntegerField(min_value=0, max_value=23)


class SettingsSerializer(StrictSerializer):
    """Changes; members left out stay unchanged."""

    choices = ListField(child=ChoiceSerializer(), max_length=100, required=False)
    quiet_hours = QuietHoursSerializer(required=False)
    digest = DigestSerializer(required=False)


class KeysSerializer(StrictSerializer):
    """The keys of a browser's subscription, as `PushSubscription.toJSON()` gives them."""

    p256dh = serializers.RegexField(BASE64URL, max_length=100)
    auth = serializers.RegexField(BASE64URL, max_length=32)


class SubscriptionSerializer(StrictSerializer):
    """A browser's push subscription; `store_id` for the notifications of a store."""

    endpoint = serializers.CharField(max_length=2000)
    keys = KeysSerializer()
    audience = serializers.ChoiceField(choices=[audience.value for audience in Audience])
    store_id = serializers.UUIDField(required=False)

    def validate_endpoint(self, value: str) -> str:
        if not is_push_service(value):
            raise serializers.ValidationError("This is no push service that we know.", "invalid")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["audience"] == Audience.STORE) != ("store_id" in attrs):
            raise serializers.ValidationError({"store_id": "It is given for the news of a store."}, "invalid")
        return attrs
