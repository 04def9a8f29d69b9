"""What the app answers with, for the API's schema; `queries` assembles the JSON itself."""

from typing import Any

from rest_framework import serializers

from apps.orders.domain.refund_matrix import CouponOutcome, Fault, Stage
from apps.orders.domain.states import PUBLIC_ACTIONS, Actor
from apps.orders.rest.requests import ORDERABLE, STATUSES

ACTIONS = [action.value for action in PUBLIC_ACTIONS]
FAULTS = [fault.value for fault in Fault]
ACTORS = [actor.value for actor in Actor]


class TaxLineAnswer(serializers.Serializer[Any]):
    """The tax of a class of things: `percent` of `base`, which is net of it."""

    tax_class = serializers.CharField()
    percent = serializers.CharField()
    base = serializers.IntegerField()
    tax = serializers.IntegerField()


class AmountsAnswer(serializers.Serializer[Any]):
    """Minor units: food - discount + delivery_fee + small_order_fee + deposit + tax_added + tip + rounding = total."""

    food = serializers.IntegerField()
    discount = serializers.IntegerField()
    delivery_fee = serializers.IntegerField()
    tax = serializers.IntegerField()
    tax_added = serializers.IntegerField()
    tip = serializers.IntegerField()
    total = serializers.IntegerField()
    small_order_fee = serializers.IntegerField()
    deposit = serializers.IntegerField()
    rounding = serializers.IntegerField(help_text="To the market's smallest coin, either way.")
    savings = serializers.IntegerField(help_text="What deals took off food and delivery.")
    tax_lines = TaxLineAnswer(many=True)


class SoldLineAnswer(serializers.Serializer[Any]):
    """A line as priced and frozen."""

    number = serializers.IntegerField()
    variant = serializers.CharField()
    second_half = serializers.CharField(allow_null=True)
    product = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    quantity = serializers.IntegerField()
    options = serializers.DictField(child=serializers.DictField(child=serializers.CharField()))
    units = serializers.IntegerField()
    unit_price = serializers.IntegerField()
    total = serializers.IntegerField()
    needs_oven = serializers.BooleanField()
    sides = serializers.DictField(child=serializers.IntegerField())
    cooking = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField()
    tax_class = serializers.CharField()
    tax = serializers.IntegerField(help_text="The line's part of its class's tax.")
    discount = serializers.IntegerField(help_text="What deals take off the total.")
    deposit = serializers.IntegerField(help_text="On top of the total.")
    contents = serializers.ListField(
        child=serializers.DictField(), help_text="Allergens and nutrition of the whole, or of each half."
    )


class LineGroupAnswer(serializers.Serializer[Any]):
    """The lines with the same product, by their numbers."""

    product = serializers.CharField()
    quantity = serializers.IntegerField()
    total = serializers.IntegerField()
    lines = serializers.ListField(child=serializers.IntegerField())


class DealAnswer(serializers.Serializer[Any]):
    """A deal that applies: `discount` in all, `lines` off each line by number, `delivery` off the delivery fee."""

    code = serializers.CharField()
    name = serializers.CharField()
    discount = serializers.IntegerField()
    delivery = serializers.IntegerField()
    uses = serializers.IntegerField()
    lines = serializers.DictField(child=serializers.IntegerField())


class OrderAddressAnswer(serializers.Serializer[Any]):
    """Where the food goes."""

    street = serializers.CharField()
    house_number = serializers.CharField()
    postcode = serializers.CharField()
    city = serializers.CharField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    note = serializers.CharField()


class QuoteAnswer(serializers.Serializer[Any]):
    """A price held until `expires_at`. `fallbacks` names what had to be guessed."""

    id = serializers.UUIDField()
    expires_at = serializers.DateTimeField()
    store_id = serializers.UUIDField()
    store_name = serializers.CharField()
    service = serializers.ChoiceField(ORDERABLE)
    currency = serializers.CharField()
    menu_version = serializers.CharField()
    basket_hash = serializers.CharField()
    lines = SoldLineAnswer(many=True)
    groups = LineGroupAnswer(many=True)
    amounts = AmountsAnswer()
    deals = DealAnswer(many=True)
    unused_deals = serializers.DictField(child=serializers.CharField(), help_text="Why, by code.")
    scheduled_for = serializers.DateTimeField(allow_null=True)
    address = OrderAddressAnswer(allow_null=True)
    promised_from = serializers.DateTimeField()
    promised_to = serializers.DateTimeField()
    fallbacks = serializers.ListField(child=serializers.CharField())


class RevisionAnswer(QuoteAnswer):
    """A changed basket's price beside the order's: `difference` is what it adds to the total of before, `was`."""

    was = serializers.IntegerField()
    difference = serializers.IntegerField()


class OrderOverviewAnswer(serializers.Serializer[Any]):
    """An order in a list."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    store_id = serializers.UUIDField()
    service = serializers.ChoiceField(ORDERABLE)
    status = serializers.ChoiceField(STATUSES)
    sequence = serializers.IntegerField()
    currency = serializers.CharField()
    total = serializers.IntegerField()
    business_date = serializers.DateField()
    scheduled_for = serializers.DateTimeField(allow_null=True)
    promised_from = serializers.DateTimeField()
    promised_to = serializers.DateTimeField()
    is_delayed = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class OrderPageAnswer(serializers.Serializer[Any]):
    """A page of orders, newest first."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = OrderOverviewAnswer(many=True)


class OrderContactAnswer(serializers.Serializer[Any]):
    """Whom to call."""

    name = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()


class HereAnswer(serializers.Serializer[Any]):
    """A customer who waits at the store."""

    at = serializers.DateTimeField()
    parking_spot = serializers.CharField()
    vehicle = serializers.CharField()


class RefundComponentsAnswer(serializers.Serializer[Any]):
    """Minor units; all but `tax` add up to the amount."""

    food = serializers.IntegerField()
    delivery_fee = serializers.IntegerField()
    small_order_fee = serializers.IntegerField()
    deposit = serializers.IntegerField()
    tip = serializers.IntegerField()
    tax = serializers.IntegerField()
    tax_added = serializers.IntegerField()
    rounding = serializers.IntegerField()


class CancellationOutcomeAnswer(serializers.Serializer[Any]):
    """What calling the order off gives back where it is so decided."""

    fault = serializers.ChoiceField(FAULTS)
    grant_food = serializers.BooleanField()
    kept = serializers.IntegerField()
    refund = serializers.IntegerField()
    components = RefundComponentsAnswer()
    coupon = serializers.ChoiceField([outcome.value for outcome in CouponOutcome])


class CancellationAnswer(serializers.Serializer[Any]):
    """What follows if the caller calls the order off now."""

    stage = serializers.ChoiceField([stage.value for stage in Stage])
    currency = serializers.CharField()
    outcomes = CancellationOutcomeAnswer(many=True)


class RefundedLineAnswer(serializers.Serializer[Any]):
    """Pieces of a line that come back."""

    number = serializers.IntegerField()
    quantity = serializers.IntegerField()
    amount = serializers.IntegerField()
    tax = serializers.IntegerField()


class RefundAnswer(serializers.Serializer[Any]):
    """Money that goes back. `code` says why payments refused it."""

    id = serializers.UUIDField()
    key = serializers.CharField()
    reason = serializers.CharField()
    fault = serializers.ChoiceField(FAULTS)
    amount = serializers.IntegerField()
    components = RefundComponentsAnswer()
    lines = RefundedLineAnswer(many=True)
    status = serializers.ChoiceField(["ASKED", "DONE", "REFUSED"])
    code = serializers.CharField()
    is_by_rule = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class DisputeAnswer(serializers.Serializer[Any]):
    """A payment the customer's bank took back; `charged_back` is 0 once the dispute is won."""

    status = serializers.ChoiceField(["OPEN", "WON", "LOST"])
    charged_back = serializers.IntegerField()
    currency = serializers.CharField()


class OrderAnswer(OrderOverviewAnswer):
    """An order. `collection_code` and `tracking_token` are told to its customer only."""

    amounts = AmountsAnswer()
    lines = SoldLineAnswer(many=True)
    groups = LineGroupAnswer(many=True)
    deals = DealAnswer(many=True)
    address = OrderAddressAnswer(allow_null=True)
    contact = OrderContactAnswer()
    instructions = serializers.CharField()
    contactless = serializers.BooleanField()
    store_name = serializers.CharField()
    stage_times = serializers.DictField(child=serializers.DateTimeField())
    eta_from = serializers.DateTimeField()
    eta_to = serializers.DateTimeField()
    collection_code = serializers.CharField()
    tracking_token = serializers.CharField()
    allowed_actions = serializers.ListField(child=serializers.ChoiceField(ACTIONS))
    attempt = serializers.IntegerField(help_text="2 or more: a delivery failed before.")
    here = HereAnswer(allow_null=True)
    refunds = RefundAnswer(many=True)
    dispute = DisputeAnswer(allow_null=True, help_text="Told to staff only.")
    cancellation = CancellationAnswer(allow_null=True)
    pay_until = serializers.DateTimeField(allow_null=True)


class OrderHistoryAnswer(serializers.Serializer[Any]):
    """One transition of an order."""

    sequence = serializers.IntegerField()
    action = serializers.CharField()
    previous = serializers.CharField()
    status = serializers.ChoiceField(STATUSES)
    actor = serializers.ChoiceField(ACTORS)
    reason = serializers.CharField()
    at = serializers.DateTimeField()
