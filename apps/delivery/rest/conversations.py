"""Endpoints of what courier and customer write to each other; couriers write over their socket."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.delivery.contract.courier_protocol import MAX_NUMBER, MAX_WORDS
from apps.delivery.contract.errors import ConversationClosed, TooManyMessages
from apps.delivery.domain.conversations import PHRASES, Side
from apps.delivery.queries.conversations import (
    ConversationAnswer,
    conversation_by_link,
    conversation_for,
    conversation_of,
    delivery_of_link,
)
from apps.delivery.rest.deliveries import INVOLVED
from apps.delivery.use_cases.conversations import read_by_customer, write_to_courier
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.contact_fields import GreetingField
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.views import ApiView


class WriteSerializer(StrictSerializer):
    """Words without links, or a ready phrase."""

    text = GreetingField(min_length=1, max_length=MAX_WORDS, required=False)
    phrase = serializers.ChoiceField(
        sorted(phrase.value for phrase in PHRASES[Side.CUSTOMER]), required=False
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise serializers.ValidationError({"text": "Either words or a phrase."}, "required")
        return {"text": None, "phrase": None} | attrs


class ReadSerializer(StrictSerializer):
    """The number of the last message that was shown."""

    number = serializers.IntegerField(min_value=1, max_value=MAX_NUMBER)


class TrackedMessagesView(ApiView):
    """The customer's side, by the order's link."""

    access = {"GET": ANYONE, "POST": ANYONE}
    problems = {"POST": [ConversationClosed, TooManyMessages]}
    key_required = True

    @extend_schema(operation_id="get_conversation_by_link", tags=["delivery"], responses=ConversationAnswer)
    def get(self, request: Request, token: str) -> Response:
        """What courier and customer wrote to each other. Closed and empty before anybody is asked to bring it."""
        return self.answer(conversation_by_link(token))

    @extend_schema(
        operation_id="write_to_courier",
        tags=["delivery"],
        request=WriteSerializer,
        responses={201: ConversationAnswer},
    )
    def post(self, request: Request, token: str) -> Response:
        """Writes to the courier, who is told at once."""
        addressed = delivery_of_link(token)
        delivery = write_to_courier(addressed.id, **self.validated(WriteSerializer))
        return self.answer(conversation_of(delivery, Side.CUSTOMER), 201)


class TrackedReadMarkView(ApiView):
    """How far the customer has read."""

    access = {"PUT": ANYONE}

    @extend_schema(
        operation_id="read_messages_by_link",
        tags=["delivery"],
        request=ReadSerializer,
        responses=ConversationAnswer,
    )
    def put(self, request: Request, token: str) -> Response:
        """Says that what the courier wrote was shown, up to this number."""
        delivery = delivery_of_link(token)
        read_by_customer(delivery, **self.validated(ReadSerializer))
        return self.answer(conversation_of(delivery, Side.CUSTOMER))


class DeliveryMessagesView(ApiView):
    """What was written about a delivery."""

    access = {"GET": only(*INVOLVED, scope="own")}

    @extend_schema(operation_id="get_conversation", tags=["delivery"], responses=ConversationAnswer)
    def get(self, request: Request, delivery_id: UUID) -> Response:
        """For its courier until half an hour after its end, and for its store's staff and support while it is kept."""
        return self.answer(conversation_for(self.principal, delivery_id))
