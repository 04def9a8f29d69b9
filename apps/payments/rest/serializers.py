"""What payments' endpoints take."""

from typing import Any

from rest_framework import serializers

from apps.payments.contract.methods import wrong_method
from apps.payments.contract.types import PaymentChoice
from apps.payments.domain.payment import OperationStatus, PaymentMethod
from dominos.kernel.edge.contact_fields import WordsField
from dominos.kernel.edge.serializers import PageQuery, StrictSerializer
from dominos.kernel.reasons import MAX_REASON


class LinkMethodSerializer(StrictSerializer):
    """How to pay by a link: by the token the gateway gave the client, or in cash at the door or the counter."""

    type = serializers.ChoiceField(choices=[PaymentMethod.CARD.value, PaymentMethod.CASH.value])
    token = serializers.RegexField(r"^[A-Za-z0-9_]+\Z", max_length=100, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        choice = PaymentChoice(method=attrs["type"], token=attrs.get("token", ""), saved=attrs.get("saved"))
        if wrong := wrong_method(choice):
            raise serializers.ValidationError({wrong.field: wrong.message}, wrong.code)
        return attrs


class MethodSerializer(LinkMethodSerializer):
    """How to pay. A card is named by the token the gateway gave the client; card numbers are refused."""

    saved = serializers.UUIDField(required=False, help_text="The id of a saved card, instead of a token")


class PaySerializer(StrictSerializer):
    """A customer's request to pay an order."""

    order_id = serializers.UUIDField()
    method = MethodSerializer()


class PayByLinkSerializer(StrictSerializer):
    """A payment of the link's order."""

    method = LinkMethodSerializer()


class AddCardSerializer(StrictSerializer):
    """The token the gateway gave the card form; card numbers are refused."""

    token = serializers.RegexField(r"^[A-Za-z0-9_]+\Z", max_length=100)


MAX_COUNTED = 10**12
"""In minor units, of which a currency may have very small ones."""


class CountSerializer(StrictSerializer):
    """What is in the bag, in minor units."""

    counted = serializers.IntegerField(min_value=0, max_value=MAX_COUNTED)
    note = WordsField(max_length=200, required=False, default="", allow_blank=True)


class ExplanationSerializer(StrictSerializer):
    """Why counted and expected cash differ."""

    reason = WordsField(min_length=3, max_length=MAX_REASON)


class ReturnSerializer(StrictSerializer):
    """How the customer got the cash back, where there is something to say."""

    note = WordsField(max_length=200, required=False, default="", allow_blank=True)


class RefundDecisionSerializer(StrictSerializer):
    """Why a refund is approved or declined."""

    reason = WordsField(max_length=MAX_REASON, required=False, default="", allow_blank=True)


class StoreQuery(PageQuery):
    """Which page, and of which store."""

    store = serializers.UUIDField(required=False)


class OpenQuery(StoreQuery):
    """Which page, of which store, and whether only what is still to be done."""

    open = serializers.BooleanField(required=False, default=False, help_text="Only what is still to be done")


class RefundQuery(StoreQuery):
    """Which refunds to list."""

    status = serializers.ChoiceField(choices=[status.value for status in OperationStatus], required=False)
