"""Endpoints of the caller's saved cards."""

from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.payments.contract.card_numbers import refuse_card_numbers
from apps.payments.contract.errors import CardDeclined, CardGatewayDown, TooManyDeclines
from apps.payments.domain.gateway import DeclineCode, Declined, SetupStatus
from apps.payments.processing import wallet
from apps.payments.queries.answers import SavedCardAnswer
from apps.payments.queries.cards import list_cards
from apps.payments.rest.clients import payer_of
from apps.payments.rest.serializers import AddCardSerializer
from dominos.kernel.auth import Role
from dominos.kernel.edge import problems
from dominos.kernel.edge.access import only
from dominos.kernel.edge.idempotency import HEADER
from dominos.kernel.edge.views import ApiView

OWN = only(Role.CUSTOMER, scope="own")


class _CardView(ApiView):
    def answer_card(self, card: SavedCardAnswer, status: int) -> Response:
        """The card, or its failure as a problem: the attempt stays on record."""
        if card.status is SetupStatus.FAILED:
            return problems.response(Declined(DeclineCode.AUTHENTICATION_FAILED))
        return self.answer(card, 202 if card.status is SetupStatus.REQUIRES_ACTION else status)


class CardsView(_CardView):
    """One's saved cards."""

    access = {"GET": OWN, "POST": OWN}
    problems = {"POST": [CardDeclined, TooManyDeclines, CardGatewayDown]}
    key_required = True

    @extend_schema(operation_id="payments_methods", tags=["payments"], responses={200: list[SavedCardAnswer]})
    def get(self, request: Request) -> Response:
        """One's saved cards, newest first."""
        return self.answer(list_cards(self.principal.user_id))

    @extend_schema(
        operation_id="payments_add_method",
        tags=["payments"],
        request=AddCardSerializer,
        responses={
            201: SavedCardAnswer,
            202: OpenApiResponse(SavedCardAnswer, "Visit `next_action.url`, then confirm."),
        },
    )
    def post(self, request: Request) -> Response:
        """Saves a card for later orders. Needs an Idempotency-Key."""
        refuse_card_numbers(request.data)
        token = self.validated(AddCardSerializer)["token"]
        card = wallet.add_card(payer_of(request, self.principal), token, key=request.headers[HEADER])
        return self.answer_card(SavedCardAnswer.of(card), 201)


class CardView(ApiView):
    """One saved card."""

    access = {"DELETE": OWN}
    problems = {"DELETE": [CardGatewayDown]}

    @extend_schema(operation_id="payments_remove_method", tags=["payments"], responses={204: None})
    def delete(self, request: Request, method_id: UUID) -> Response:
        """Removes the card, here and at the gateway."""
        wallet.remove_card(method_id, self.principal.user_id)
        return self.answer(None, 204)


class ConfirmCardView(_CardView):
    """Continuing after the owner's authentication."""

    access = {"POST": OWN}
    problems = {"POST": [CardDeclined, CardGatewayDown]}

    @extend_schema(
        operation_id="payments_confirm_method",
        tags=["payments"],
        request=None,
        responses={
            200: SavedCardAnswer,
            202: OpenApiResponse(SavedCardAnswer, "The owner has not acted yet."),
        },
    )
    def post(self, request: Request, method_id: UUID) -> Response:
        """Asks the gateway for the outcome of the owner's action."""
        card = wallet.confirm_card(method_id, payer_of(request, self.principal))
        return self.answer_card(SavedCardAnswer.of(card), 200)
