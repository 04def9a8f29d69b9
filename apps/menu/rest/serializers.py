"""What the menu endpoints take and give."""

from rest_framework import serializers

from apps.menu.domain import HalfRule
from apps.menu.domain.deals.types import Combine, Rule
from dominos.kernel.edge.serializers import StrictSerializer


class NutritionSerializer(StrictSerializer):
    """Grams on a whole piece by size (or variant; `*`: any other), and whole numbers of nutrients in 100 g."""

    grams = serializers.DictField(child=serializers.IntegerField())
    per_100g = serializers.DictField(child=serializers.IntegerField())


def _allergens() -> serializers.ListField:
    return serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="Null: unknown, which is not none."
    )


class CodedSerializer(StrictSerializer):
    """Something of the menu known by a code."""

    code = serializers.CharField()
    name = serializers.CharField()


class CategorySerializer(CodedSerializer):
    """A heading; headings form a tree."""

    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]


class CrustSerializer(CodedSerializer):
    """A crust."""

    allergens = _allergens()
    nutrition = NutritionSerializer(required=False)


class ToppingSerializer(CodedSerializer):
    """What may lie on a product."""

    group = serializers.CharField()
    whole_only = serializers.BooleanField()
    exclusive_group = serializers.CharField(
        allow_blank=True, help_text="Of the toppings of one exclusive group only one fits on a half."
    )
    is_paid = serializers.BooleanField()
    price = serializers.IntegerField(
        required=False, help_text="Of a side beyond those included; without it that of a topping unit."
    )
    allergens = _allergens()
    nutrition = NutritionSerializer(required=False)


class ProductToppingSerializer(StrictSerializer):
    """The amounts in which a product takes a topping, and how much of it is there by default."""

    amounts = serializers.ListField(child=serializers.CharField())
    default = serializers.CharField()
    is_exclusive = serializers.BooleanField(
        required=False, help_text="False: the topping's exclusive group does not count on this product."
    )
    is_paid_otherwise = serializers.BooleanField(
        required=False,
        help_text="True: here the topping is paid if elsewhere it is not, or the other way round.",
    )


class ProductSerializer(CodedSerializer):
    """A thing to order, in one or more variants."""

    description = serializers.CharField(allow_blank=True)
    category = serializers.CharField()
    max_toppings = serializers.IntegerField()
    needs_oven = serializers.BooleanField()
    is_halvable = serializers.BooleanField()
    tax_class = serializers.CharField(help_text="The item class for taxes: food, beverage.")
    allergens = _allergens()
    nutrition = NutritionSerializer(required=False)
    dayparts = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="When it is sold; without it always."
    )
    toppings = serializers.DictField(child=ProductToppingSerializer(), help_text="By topping code.")


class VariantSerializer(CodedSerializer):
    """A product in a size and crust. Prices in minor units of the menu's currency."""

    name = serializers.CharField(
        allow_blank=True, help_text="What tells it from the product's other variants."
    )
    product = serializers.CharField()
    size = serializers.CharField(allow_null=True)
    crust = serializers.CharField(allow_null=True)
    price = serializers.IntegerField()
    crust_surcharge = serializers.IntegerField()
    topping_price = serializers.IntegerField(help_text="For each topping unit beyond the defaults.")
    included_units = serializers.IntegerField()
    deposit = serializers.IntegerField(required=False, help_text="For the bottle, on top of the price.")
    unit_steps = serializers.ListField(
        child=serializers.IntegerField(),
        required=False,
        help_text="What 1, 2, 3 ... topping units add, where they do not add the same each.",
    )
    own_defaults = serializers.DictField(
        child=serializers.CharField(),
        required=False,
        help_text="All defaults of this variant, where they are not the product's.",
    )
    without = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Toppings of the product that this variant does not take.",
    )


class PreconfiguredSerializer(CodedSerializer):
    """A product with options chosen for the customer, to order in its variant or in any of the product's."""

    description = serializers.CharField(allow_blank=True)
    category = serializers.CharField()
    product = serializers.CharField()
    variant = serializers.CharField(required=False)
    options = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField()), help_text="`{topping: {part: amount}}`"
    )


class DaypartSerializer(CodedSerializer):
    """From one time of the store's day to before another; across midnight where it ends earlier than it starts."""

    starts = serializers.CharField()
    ends = serializers.CharField()
    weekdays = serializers.ListField(
        child=serializers.IntegerField(), help_text="ISO, 1 is Monday, of the start; none: all."
    )


class HalvesSerializer(StrictSerializer):
    """What halves cost here: by the dearer, the average, a percentage of the whole, or as the whole."""

    rule = serializers.ChoiceField([rule.value for rule in HalfRule])
    percent = serializers.IntegerField()


class SlotSerializer(StrictSerializer):
    """So many items of these variants, with at most so many topping units each."""

    variants = serializers.ListField(child=serializers.CharField())
    quantity = serializers.IntegerField(required=False)
    max_units = serializers.IntegerField(required=False)
    is_open = serializers.BooleanField(required=False)
    is_free = serializers.BooleanField(required=False)


class CouponSerializer(CodedSerializer):
    """A deal. `value`: a price or an amount in minor units, or basis points."""

    description = serializers.CharField(allow_blank=True)
    rule = serializers.ChoiceField([rule.value for rule in Rule])
    value = serializers.IntegerField(required=False)
    slots = SlotSerializer(many=True, required=False)
    tiers = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()), required=False
    )
    combine = serializers.ChoiceField([combine.value for combine in Combine])
    services = serializers.ListField(child=serializers.CharField(), required=False)
    stores = serializers.ListField(child=serializers.CharField(), required=False)
    starts_on = serializers.DateField(required=False)
    ends_on = serializers.DateField(required=False)
    weekdays = serializers.ListField(child=serializers.IntegerField(), required=False)
    daypart = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="From and until, by the store's clock."
    )
    min_subtotal = serializers.IntegerField(required=False)
    max_uses = serializers.IntegerField(required=False)
    is_automatic = serializers.BooleanField(required=False)
    limit_total = serializers.IntegerField(required=False)
    limit_per_customer = serializers.IntegerField(required=False)


class UnorderableSerializer(StrictSerializer):
    """Codes of what cannot be ordered as it comes, since something ran out."""

    toppings = serializers.ListField(child=serializers.CharField())
    variants = serializers.ListField(
        child=serializers.CharField(),
        help_text="Also those with a default that ran out, which can be had without it.",
    )
    preconfigured = serializers.ListField(child=serializers.CharField())
    coupons = serializers.ListField(
        child=serializers.CharField(), help_text="Those nobody can use: all that a slot takes has run out."
    )


class MenuSerializer(StrictSerializer):
    """A published menu; lists are in the order to show."""

    version = serializers.CharField(help_text="The hash of the published content.")
    unorderable = UnorderableSerializer()
    name = serializers.CharField()
    currency = serializers.CharField()
    categories = CategorySerializer(many=True)
    sizes = CodedSerializer(many=True)
    crusts = CrustSerializer(many=True)
    toppings = ToppingSerializer(many=True)
    products = ProductSerializer(many=True)
    variants = VariantSerializer(many=True)
    preconfigured = PreconfiguredSerializer(many=True)
    halves = HalvesSerializer()
    dayparts = DaypartSerializer(many=True)
    coupons = CouponSerializer(many=True, help_text="The deals the store tells of.")


class SoldOutSerializer(StrictSerializer):
    """How long something is out of stock."""

    until = serializers.DateTimeField(
        required=False, allow_null=True, help_text="Without it: until it is put back."
    )


class OutageSerializer(StrictSerializer):
    """Something out of stock."""

    kind = serializers.CharField()
    code = serializers.CharField()
    until = serializers.DateTimeField(allow_null=True)
    reported_at = serializers.DateTimeField()
    reported_by = serializers.UUIDField(allow_null=True)


class OutagesSerializer(StrictSerializer):
    """What a store has run out of."""

    outages = OutageSerializer(many=True)
    unorderable = UnorderableSerializer()


class PublishSerializer(StrictSerializer):
    """What to publish: an older version by its hash, or, without one, the draft as it stands."""

    version = serializers.RegexField(r"^[0-9a-f]{64}$", required=False)


class PublicationSerializer(StrictSerializer):
    """A version the store sold by from an instant on."""

    version = serializers.CharField()
    revision = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    published_by = serializers.UUIDField(allow_null=True)
    is_current = serializers.BooleanField()


class PublicationPageSerializer(StrictSerializer):
    """A page of publications, the latest first."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = PublicationSerializer(many=True)
