"""Endpoints of one order: read, act, revise, refund."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.orders.contract.errors import (
    ActionForbidden,
    DealExhausted,
    IllegalTransition,
    LineRefunded,
    NoRoomForMore,
    NotCollected,
    NothingToRefund,
    NotRevisable,
    OrderChanged,
    QuoteExpired,
    QuoteRequired,
    ReasonRequired,
    RefundKeyReused,
    RefundTooLarge,
    SlotFull,
    TooLateToCorrect,
    TooManyAttempts,
    WrongCode,
)
from apps.orders.contract.refusals import NOT_SOLD
from apps.orders.domain.actors import ORDERING_ROLES, STORE_ROLES, SUPPORT_ROLES
from apps.orders.domain.refund_matrix import Fault
from apps.orders.domain.refund_requests import Pieces, RefundRequest
from apps.orders.domain.states import PUBLIC_ACTIONS, OrderAction
from apps.orders.lifecycle.actions import act
from apps.orders.lifecycle.check_in import check_in
from apps.orders.lifecycle.corrections import correct
from apps.orders.lifecycle.guards import Decision
from apps.orders.lifecycle.refunds.requests import refund
from apps.orders.queries.orders import (
    OrderAnswer,
    OrderHistoryAnswer,
    get_history,
    get_order,
    get_readable_order,
    get_visible_order,
    order_answer,
)
from apps.orders.queries.quotes import RevisionAnswer
from apps.orders.queries.refunds import OrderRefundAnswer, list_refunds, refund_answer
from apps.orders.quotes.revise import price_revision, quoted, revisable_order
from apps.orders.quotes.timing import time_of
from apps.orders.rest.baskets import RevisionSerializer
from apps.orders.rest.requests import (
    CheckInSerializer,
    CorrectionSerializer,
    DecisionSerializer,
    RefundSerializer,
    corrections,
)
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.audit import looked_at
from dominos.kernel.edge.access import only
from dominos.kernel.edge.idempotency import HEADER
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound

INVOLVED = only(*ORDERING_ROLES, *STORE_ROLES, scope="own")
REVISION_REFUSED = (
    *(IllegalTransition, QuoteExpired, NotRevisable, OrderChanged, DealExhausted),
    *(NoRoomForMore, SlotFull),
)
ACTIONS = [action.value for action in PUBLIC_ACTIONS]


class OrderView(ApiView):
    """One order."""

    access = {"GET": INVOLVED}

    @extend_schema(operation_id="get_order", tags=["orders"], responses=OrderAnswer)
    def get(self, request: Request, order_id: UUID) -> Response:
        """The order and what the caller may do with it."""
        answer = get_order(order_id, self.principal)
        if self.principal.is_any(*SUPPORT_ROLES):
            looked_at("order_viewed", by=self.principal.id, app="orders", about=f"orders.order:{order_id}")
        return self.answer(answer)


class OrderHistoryView(ApiView):
    """What happened to an order."""

    access = {"GET": INVOLVED}

    @extend_schema(operation_id="get_order_history", tags=["orders"], responses=list[OrderHistoryAnswer])
    def get(self, request: Request, order_id: UUID) -> Response:
        """Every transition of the order, oldest first."""
        get_readable_order(order_id, self.principal)
        return self.answer(get_history(order_id))


class OrderActionView(ApiView):
    """Moving an order."""

    access = {"POST": INVOLVED}
    problems = {
        "POST": [
            ActionForbidden,
            ReasonRequired,
            WrongCode,
            TooManyAttempts,
            QuoteRequired,
            *REVISION_REFUSED,
        ]
    }

    @extend_schema(
        operation_id="act_on_order",
        tags=["orders"],
        parameters=[OpenApiParameter("action", str, "path", enum=ACTIONS)],
        request=DecisionSerializer,
        responses=OrderAnswer,
    )
    def post(self, request: Request, order_id: UUID, action: str) -> Response:
        """Performs the action. Repeating it changes nothing; a 409 lists the actions that the state allows."""
        if action not in list(OrderAction):
            raise NotFound("There is no such action.")
        data = self.validated(DecisionSerializer)
        quote_id = data.pop("quote_id", None)
        quote = (
            quoted(order_id, quote_id, self.principal) if action == OrderAction.REVISE and quote_id else None
        )
        fault = Fault(data["fault"]) if "fault" in data else None
        decision = Decision(**{**data, "fault": fault}, quote=quote)
        order, actors = act(order_id, OrderAction(action), self.principal, decision)
        return self.answer(order_answer(order, actors, self.principal.id))


class RefundsView(ApiView):
    """Refunds of an order."""

    access = {"GET": INVOLVED, "POST": INVOLVED}
    problems = {"POST": [ActionForbidden, NothingToRefund, LineRefunded, RefundTooLarge, RefundKeyReused]}
    key_required = True

    @extend_schema(operation_id="list_order_refunds", tags=["orders"], responses=list[OrderRefundAnswer])
    def get(self, request: Request, order_id: UUID) -> Response:
        """The refunds of the order, oldest first."""
        order, _ = get_visible_order(order_id, self.principal)
        return self.answer(list_refunds(order))

    @extend_schema(
        operation_id="refund_order",
        tags=["orders"],
        request=RefundSerializer,
        responses={201: OrderRefundAnswer},
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        """A manager or support refunds lines; above the market's limit a second person has to approve."""
        get_visible_order(order_id, self.principal)
        data = self.validated(RefundSerializer)
        wanted = RefundRequest(
            reason=data["reason"],
            key=request.headers[HEADER],
            lines=[Pieces(**line) for line in data.get("lines", ())],
            fault=Fault(data["fault"]),
            grant_food=data["grant_food"],
        )
        return self.answer(refund_answer(refund(order_id, wanted, self.principal)), 201)


class RevisionsView(ApiView):
    """Revisions of an order."""

    access = {"POST": INVOLVED}
    costs_by = "lines"
    problems = {"POST": [IllegalTransition, ActionForbidden, NotRevisable, *NOT_SOLD]}

    @extend_schema(
        operation_id="price_revision",
        tags=["orders"],
        request=RevisionSerializer,
        responses={201: RevisionAnswer},
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        """Prices a changed basket, another time, address or service; `actions/revise` with its `quote_id` applies it.

        That needs the payment to be adjusted. The order stays at its store: `other-store` tells which one delivers to
        an address instead. `when` is a slot's start, or null for as soon as possible.
        """
        order = revisable_order(order_id, self.principal)
        data = self.validated(RevisionSerializer)
        priced = price_revision(
            order,
            data.get("lines"),
            self.principal,
            when=data.get("when", time_of(order)),
            tip=data.get("tip"),
            deals=data.get("deals"),
            method=ServiceMethod(data["service"]) if "service" in data else None,
            address=data.get("address"),
        )
        return self.answer(priced, 201)


class DetailsView(ApiView):
    """Notes, instructions and the contact of an order."""

    access = {"PATCH": INVOLVED}
    problems = {"PATCH": [ActionForbidden, TooLateToCorrect]}

    @extend_schema(
        operation_id="correct_order", tags=["orders"], request=CorrectionSerializer, responses=OrderAnswer
    )
    def patch(self, request: Request, order_id: UUID) -> Response:
        """Corrects what the kitchen, the courier or the store reads; kitchen and courier are notified.

        Notes of lines until the kitchen starts, everything else until the hand-over.
        """
        correct(order_id, corrections(self.validated(CorrectionSerializer)), self.principal)
        return self.answer(get_order(order_id, self.principal))


class CheckInView(ApiView):
    """Check-in of a customer who collects."""

    access = {"POST": INVOLVED}
    problems = {"POST": [NotCollected]}

    @extend_schema(operation_id="check_in", tags=["orders"], request=CheckInSerializer, responses=OrderAnswer)
    def post(self, request: Request, order_id: UUID) -> Response:
        """Tells the store that the customer who collects has arrived; curbside with the spot or the car.

        The store itself may enter it for a customer who calls.
        """
        data = self.validated(CheckInSerializer)
        get_visible_order(order_id, self.principal)
        check_in(order_id, **data)
        return self.answer(get_order(order_id, self.principal))
