"""Request serializers of payments."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from apps.payments.contract.limits import MAX_PASS
from apps.payments.contract.methods import METHODS, wrong_method
from apps.payments.contract.types import PaymentChoice
from apps.payments.domain.credit import bounds
from apps.payments.domain.payment import OperationStatus
from dominos.kernel.edge.contact_fields import EmailField, GreetingField, NameField, WordsField
from dominos.kernel.edge.serializers import PageQuery, StrictSerializer
from dominos.kernel.money import Money
from dominos.kernel.reasons import MAX_REASON
from dominos.kernel.texts.languages import NAMES, SOURCE


class LinkMethodSerializer(StrictSerializer):
    """How to pay by a link: by the token the gateway gave the client, by credit, or in cash at the hand-over."""

    type = serializers.ChoiceField(choices=METHODS)
    token = serializers.RegexField(r"^[A-Za-z0-9_]+\Z", max_length=100, required=False)
    credit = serializers.CharField(
        max_length=MAX_PASS,
        required=False,
        help_text="A pass of a gift card or store credit, which pays first",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if wrong := wrong_method(choice_of(attrs)):
            raise serializers.ValidationError({wrong.field: wrong.message}, wrong.code)
        return attrs


def choice_of(method: Mapping[str, Any]) -> PaymentChoice:
    """The payment choice of a validated method."""
    given = {name: method[name] for name in ("token", "saved", "credit") if name in method}
    return PaymentChoice(method=method["type"], **given)


class MethodSerializer(LinkMethodSerializer):
    """How to pay. A card is identified by the gateway's token; card numbers are refused."""

    saved = serializers.UUIDField(required=False, help_text="The id of a saved card, instead of a token")


class PaySerializer(StrictSerializer):
    """A customer's request to pay an order."""

    order_id = serializers.UUIDField()
    method = MethodSerializer()


class PayByLinkSerializer(StrictSerializer):
    """A payment of the link's order."""

    method = LinkMethodSerializer()


class AddCardSerializer(StrictSerializer):
    """The token that the gateway gave the card form; card numbers are refused."""

    token = serializers.RegexField(r"^[A-Za-z0-9_]+\Z", max_length=100)


MAX_COUNTED = 10**12
"""In minor units, for currencies with very small ones."""


class CountSerializer(StrictSerializer):
    """What is in the bag, in minor units."""

    counted = serializers.IntegerField(min_value=0, max_value=MAX_COUNTED)
    note = WordsField(max_length=200, required=False, default="", allow_blank=True)


class ExplanationSerializer(StrictSerializer):
    """Why counted and expected cash differ."""

    reason = WordsField(min_length=3, max_length=MAX_REASON)


class ReturnSerializer(StrictSerializer):
    """How the customer got the cash back; optional."""

    note = WordsField(max_length=200, required=False, default="", allow_blank=True)


class RefundDecisionSerializer(StrictSerializer):
    """The reason for approving or declining a refund."""

    reason = WordsField(max_length=MAX_REASON, required=False, default="", allow_blank=True)


class StoreQuery(PageQuery):
    """Page and store."""

    store = serializers.UUIDField(required=False)


class OpenQuery(StoreQuery):
    """Page and store, and whether only open items are listed."""

    open = serializers.BooleanField(required=False, default=False, help_text="Only what is still to be done")


class RefundQuery(StoreQuery):
    """Filters of the list of refunds."""

    status = serializers.ChoiceField(choices=[status.value for status in OperationStatus], required=False)


class CreditCodeSerializer(StrictSerializer):
    """A code, in any spelling."""

    code = serializers.CharField(max_length=40)


class PayoutSerializer(StrictSerializer):
    """A partner's payout, and its reference on the partner's and the bank's statements."""

    reference = serializers.RegexField(r"^[\w./-]+\Z", max_length=60)
    amount = serializers.IntegerField(min_value=1, max_value=MAX_COUNTED)
    currency = serializers.RegexField(r"^[A-Z]{3}\Z", max_length=3)
    is_returned = serializers.BooleanField(
        default=False,
        help_text="It went back to the partner, or was booked before by mistake: it is owed again.",
    )


class OfferQuery(StrictSerializer):
    """The currency."""

    currency = serializers.RegexField(r"^[A-Z]{3}\Z", max_length=3)


class GiftSerializer(StrictSerializer):
    """A gift card: amount, recipient, and the token of the card that pays for it."""

    amount = serializers.IntegerField(min_value=1, max_value=MAX_COUNTED)
    currency = serializers.RegexField(r"^[A-Z]{3}\Z", max_length=3)
    token = serializers.RegexField(r"^[A-Za-z0-9_]+\Z", max_length=100)
    recipient_email = EmailField()
    sender = NameField(required=False, default="", allow_blank=True)
    words = GreetingField(max_length=300, required=False, default="", allow_blank=True)
    locale = serializers.ChoiceField(choices=sorted(NAMES), required=False, default=SOURCE)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        least, most = bounds(attrs["currency"])
        if not least <= attrs["amount"] <= most:
            told = (
                f"A gift card is worth {Money(least, attrs['currency'])} to {Money(most, attrs['currency'])}."
            )
            raise serializers.ValidationError({"amount": told}, "out_of_range")
        return attrs
