"""The endpoints of the app. Thin: in through a serializer, out through queries."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.orders.domain.actors import ORDERING_ROLES, store_positions
from apps.orders.domain.refund_matrix import CASH, Fault
from apps.orders.domain.refund_requests import Pieces, RefundWish
from apps.orders.domain.states import Action
from apps.orders.lifecycle.actions import act
from apps.orders.lifecycle.check_in import say_here
from apps.orders.lifecycle.guards import Decision
from apps.orders.queries.orders import details, get_history, get_visible_order, make_line, refund_row
from apps.orders.queries.tracker import tracked_order, tracker_state
from apps.orders.quotes.price import keep_quote, price
from apps.orders.quotes.revise import quoted, revisable_order
from apps.orders.refunds.requests import refund
from apps.orders.rest import answers, following_answers
from apps.orders.rest.quotes import quote_answer
from apps.orders.rest.requests import (
    DecisionSerializer,
    HereSerializer,
    RefundSerializer,
    RevisionSerializer,
    wish_of,
)
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.idempotency import HEADER
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound

STORE = (Role.STORE_STAFF, Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN)
INVOLVED = (*ORDERING_ROLES, *STORE)


class OrderView(ApiView):
    """One order."""

    access = {"GET": only(*INVOLVED, scope="own")}

    @extend_schema(operation_id="get_order", tags=["orders"], responses=answers.OrderAnswer)
    def get(self, request: Request, order_id: UUID) -> Response:
        """The order and what the caller may do with it."""
        return Response(details(*get_visible_order(order_id, self.principal), self.principal.id))


class OrderHistoryView(ApiView):
    """What happened to an order."""

    access = {"GET": only(*INVOLVED, scope="own")}

    @extend_schema(
        operation_id="get_order_history", tags=["orders"], responses=answers.OrderHistoryAnswer(many=True)
    )
    def get(self, request: Request, order_id: UUID) -> Response:
        """Every transition of the order, oldest first."""
        get_visible_order(order_id, self.principal)
        return Response(get_history(order_id))


class OrderActionView(ApiView):
    """Moving an order."""

    access = {"POST": only(*INVOLVED, scope="own")}

    @extend_schema(
        operation_id="act_on_order",
        tags=["orders"],
        parameters=[OpenApiParameter("action", str, "path", enum=answers.ACTIONS)],
        request=DecisionSerializer,
        responses=answers.OrderAnswer,
    )
    def post(self, request: Request, order_id: UUID, action: str) -> Response:
        """Takes the action. Doing it again changes nothing; what the state forbids is a 409 with what it allows."""
        if action not in list(Action):
            raise NotFound("There is no such action.")
        data = self.validated(DecisionSerializer)
        quote_id = data.pop("quote_id", None)
        quote = quoted(order_id, quote_id, self.principal) if action == Action.REVISE and quote_id else None
        decision = Decision(**{**data, "fault": Fault(data["fault"])}, quote=quote)
        order, actors = act(order_id, Action(action), self.principal, decision)
        return Response(details(order, actors, self.principal.id))


class RefundsView(ApiView):
    """Money given back."""

    access = {"GET": only(*INVOLVED, scope="own"), "POST": only(*INVOLVED, scope="own")}
    key_required = True

    @extend_schema(
        operation_id="list_order_refunds", tags=["orders"], responses=answers.RefundAnswer(many=True)
    )
    def get(self, request: Request, order_id: UUID) -> Response:
        """The refunds of the order, oldest first."""
        order, _ = get_visible_order(order_id, self.principal)
        return Response([refund_row(row) for row in order.refunds.all()])

    @extend_schema(
        operation_id="refund_order",
        tags=["orders"],
        request=RefundSerializer,
        responses={201: answers.RefundAnswer},
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        """A manager or support gives lines back; above the market's limit a second person has to agree."""
        get_visible_order(order_id, self.principal)
        data = self.validated(RefundSerializer)
        wish = RefundWish(
            reason=data["reason"],
            key=request.headers[HEADER],
            lines=[Pieces(**line) for line in data["lines"]],
            fault=Fault(data["fault"]),
            grant_food=data["grant_food"],
        )
        return Response(refund_row(refund(order_id, wish, self.principal)), 201)


class RevisionsView(ApiView):
    """Changes of an order."""

    access = {"POST": only(*INVOLVED, scope="own")}

    @extend_schema(
        operation_id="price_revision",
        tags=["orders"],
        request=RevisionSerializer,
        responses={201: answers.RevisionAnswer},
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        """Prices a changed basket; `actions/revise` with its `quote_id` makes the change, if the payment follows."""
        order = revisable_order(order_id, self.principal)
        deals = [deal["code"] for deal in order.deals]
        data = {"tip": order.tip, "deals": deals, **self.validated(RevisionSerializer)}
        same = {
            "service": order.service,
            "store_id": order.store_id,
            "address": order.address,
            "in_cash": order.saga.payment_method == CASH,
        }
        wish = wish_of({**data, **same})
        quote = keep_quote(price(wish, self.principal, instead_of=order))
        difference = {"was": order.total, "difference": quote.total - order.total}
        return Response({**quote_answer(quote), **difference}, 201)


class OrderHereView(ApiView):
    """ "I'm here"."""

    access = {"POST": only(*INVOLVED, scope="own")}

    @extend_schema(
        operation_id="say_here", tags=["orders"], request=HereSerializer, responses=answers.OrderAnswer
    )
    def post(self, request: Request, order_id: UUID) -> Response:
        """Tells the store that the customer who collects is there; curbside with the spot or the car.

        The store itself may note it for a customer who calls.
        """
        data = self.validated(HereSerializer)
        get_visible_order(order_id, self.principal)
        say_here(order_id, **data)
        return Response(details(*get_visible_order(order_id, self.principal)))


class MakeLineView(ApiView):
    """The kitchen's queue."""

    access = {"GET": only(*STORE, scope="store")}

    @extend_schema(operation_id="get_make_line", tags=["orders"], responses=following_answers.MakeLineAnswer)
    def get(self, request: Request, store_id: UUID) -> Response:
        """What the store's kitchen has to do, in promise order, with stage times and the load."""
        if not self.principal.works_for(store_id):
            raise NotFound("There is no such store.")
        positions = store_positions(self.principal, store_id)
        return Response(make_line(store_id, positions, self.principal.id))


class TrackView(ApiView):
    """The tracker."""

    access = {"GET": ANYONE}

    @extend_schema(operation_id="track_order", tags=["orders"], responses=following_answers.TrackerAnswer)
    def get(self, request: Request, token: str) -> Response:
        """Where an order is, for whoever holds its signed link."""
        return Response(tracker_state(tracked_order(token)))


class TrackHereView(ApiView):
    """ "I'm here" by the tracking link."""

    access = {"POST": ANYONE}

    @extend_schema(
        operation_id="say_here_by_link",
        tags=["orders"],
        request=HereSerializer,
        responses=following_answers.TrackerAnswer,
    )
    def post(self, request: Request, token: str) -> Response:
        """Tells the store that the customer who collects is there."""
        data = self.validated(HereSerializer)
        return Response(tracker_state(say_here(tracked_order(token).id, **data)))
