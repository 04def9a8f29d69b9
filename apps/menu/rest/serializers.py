"""What the menu endpoints take, except baskets."""

from rest_framework import serializers

from dominos.kernel.edge.serializers import StrictSerializer

MAX_PRICE = 10**9
"""In minor units, of any currency."""


class SoldOutSerializer(StrictSerializer):
    """How long something is out of stock."""

    until = serializers.DateTimeField(
        required=False, allow_null=True, help_text="Without it: until it is restocked."
    )


class PublishSerializer(StrictSerializer):
    """What to publish: an older version by its hash, or, without one, the draft as it stands."""

    version = serializers.RegexField(r"^[0-9a-f]{64}$", required=False)


class NewStoreChangeSerializer(StrictSerializer):
    """Not sold here, or sold at other prices (minor units; null: as in the catalogue) or in other dayparts."""

    is_sold = serializers.BooleanField(default=True)
    price = serializers.IntegerField(
        min_value=0,
        max_value=MAX_PRICE,
        allow_null=True,
        default=None,
        help_text="Of a variant or a side.",
    )
    topping_price = serializers.IntegerField(
        min_value=0, max_value=MAX_PRICE, allow_null=True, default=None, help_text="Of a variant."
    )
    dayparts = serializers.ListField(
        child=serializers.CharField(max_length=40), allow_null=True, default=None, help_text="Of a product."
    )
