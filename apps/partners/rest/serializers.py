"""What partners send."""

from rest_framework import serializers

from apps.partners.domain.attempts import DeliveryState
from apps.partners.domain.events import MAX_URL, WebhookEvent
from apps.partners.domain.keys import MAX_KEY
from dominos.kernel.edge.fields import InstantField, ListField
from dominos.kernel.edge.serializers import PageQuery, StrictSerializer

EVENTS = [event.value for event in WebhookEvent]


class KeySerializer(StrictSerializer):
    """A partner's key."""

    key = serializers.CharField(max_length=MAX_KEY)


class WebhookSerializer(StrictSerializer):
    """Where to tell of what."""

    url = serializers.CharField(max_length=MAX_URL)
    events = ListField(child=serializers.ChoiceField(EVENTS), min_length=1, max_length=len(EVENTS))


class WebhookChangeSerializer(StrictSerializer):
    """What shall be another; what is left out stays."""

    url = serializers.CharField(max_length=MAX_URL, required=False)
    events = ListField(
        child=serializers.ChoiceField(EVENTS), min_length=1, max_length=len(EVENTS), required=False
    )
    is_active = serializers.BooleanField(required=False)


class DeliveryQuery(PageQuery):
    """`?state=`, and the pages' own."""

    state = serializers.ChoiceField([state.value for state in DeliveryState], required=False)


class ReplaySerializer(StrictSerializer):
    """Since when, by the time of the event; all that is dead if not given."""

    since = InstantField(required=False)
