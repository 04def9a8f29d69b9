"""Endpoints of what courier and customer write to each other, and of calls; couriers write over their socket."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.delivery.contract.courier_protocol import MAX_NUMBER, MAX_WORDS
from apps.delivery.contract.errors import (
    ConversationClosed,
    NoLineFree,
    NotToBeCalled,
    TooManyCalls,
    TooManyMessages,
)
from apps.delivery.domain.conversations import PHRASES, Side
from apps.delivery.queries.conversations import (
    ConversationAnswer,
    conversation_by_link,
    conversation_for,
    conversation_of,
    delivery_of_link,
    own_delivery,
)
from apps.delivery.queries.deliveries import EVERYWHERE, STAFF
from apps.delivery.rest.deliveries import INVOLVED
from apps.delivery.use_cases.calls.sessions import open_session
from apps.delivery.use_cases.conversations import read_by_customer, write_to_courier
from dominos.kernel.audit import looked_at
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.answers import Answer
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


class CallNumberAnswer(Answer):
    """The number of the platform to dial, from the telephone that the caller gave: neither learns the other's."""

    number: str


REFUSED_CALLS = (ConversationClosed, NotToBeCalled, NoLineFree, TooManyCalls)


class TrackedCallsView(ApiView):
    """The customer calls, by the order's link."""

    access = {"POST": ANYONE}
    problems = {"POST": REFUSED_CALLS}

    @extend_schema(operation_id="call_courier", tags=["delivery"], request=None, responses=CallNumberAnswer)
    def post(self, request: Request, token: str) -> Response:
        """Gives the number by which the courier is reached, until half an hour after the hand-over.

        It holds for the telephone that was given with the order. Asked for again, it is the same number.
        """
        return self.answer(CallNumberAnswer(number=open_session(delivery_of_link(token), Side.CUSTOMER)))


class DeliveryCallsView(ApiView):
    """The courier calls."""

    access = {"POST": only(Role.COURIER, scope="own")}
    problems = {"POST": REFUSED_CALLS}

    @extend_schema(operation_id="call_customer", tags=["delivery"], request=None, responses=CallNumberAnswer)
    def post(self, request: Request, delivery_id: UUID) -> Response:
        """Gives the number by which the customer is reached, until half an hour after the hand-over.

        It holds for the telephone of the courier's account. At the door a call is an attempt to reach the customer.
        """
        delivery = own_delivery(self.principal.user_id, delivery_id)
        return self.answer(CallNumberAnswer(number=open_session(delivery, Side.COURIER)))


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
        answer = conversation_for(self.principal, delivery_id)
        if self.principal.is_any(*STAFF, *EVERYWHERE):
            about = f"delivery.delivery:{delivery_id}"
            looked_at("conversation_viewed", by=self.principal.id, app="delivery", about=about)
        return self.answer(answer)
