"""Request serializers of the menu endpoints, except baskets."""

from rest_framework import serializers

from apps.menu.contract.limits import MAX_PRICE
from dominos.kernel.edge.fields import DayField, InstantField, ListField, WallTimeField
from dominos.kernel.edge.serializers import StrictSerializer

MAX_DAYPARTS = 50


class SoldOutSerializer(StrictSerializer):
    """How long something is out of stock."""

    until = InstantField(required=False, allow_null=True, help_text="Without it: until it is restocked.")


class CatalogueSerializer(StrictSerializer):
    """The store whose catalogue is to be used."""

    like = serializers.UUIDField()


class PublishSerializer(StrictSerializer):
    """What to publish: an older version by its hash, or, without one, the draft as it stands."""

    version = serializers.RegexField(r"^[0-9a-f]{64}\Z", max_length=64, required=False)


class PlanSerializer(StrictSerializer):
    """When to publish, by the store's own clock."""

    date = DayField()
    time = WallTimeField()


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
    dayparts = ListField(
        child=serializers.CharField(max_length=40),
        max_length=MAX_DAYPARTS,
        allow_null=True,
        default=None,
        help_text="Of a product.",
    )
