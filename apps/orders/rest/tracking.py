"""Endpoints for following orders: a store's make line, and the tracker of a link's holder."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.orders.contract.errors import (
    IllegalTransition,
    NotCollected,
    NothingOffered,
    NotRevisable,
    TooLateToCorrect,
)
from apps.orders.contract.refusals import NOT_SOLD
from apps.orders.domain.actors import STORE_ROLES, store_positions
from apps.orders.lifecycle.check_in import check_in
from apps.orders.lifecycle.corrections import correct_by_link
from apps.orders.queries.make_line import DoneOrderAnswer, MakeLineAnswer, done_orders, get_make_line
from apps.orders.queries.tracker import TrackerAnswer, invoice_path, tracked_order, tracker_answer
from apps.orders.quotes.offers import OfferAnswer, cancel_for_customer, make_offer, take_offer
from apps.orders.rest.orders import REVISION_REFUSED
from apps.orders.rest.requests import CheckInSerializer, CorrectionSerializer, OfferSerializer, corrections
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.store_views import CrewView
from dominos.kernel.edge.views import ApiView


class MakeLineView(CrewView):
    """The kitchen's queue."""

    access = {"GET": only(*STORE_ROLES, scope="store")}

    @extend_schema(operation_id="get_make_line", tags=["orders"], responses=MakeLineAnswer)
    def get(self, request: Request, store_id: UUID) -> Response:
        """The store's make line in promise order, with stage times and the load."""
        positions = store_positions(self.principal, store_id)
        return self.answer(get_make_line(store_id, positions, self.principal.id))


class DoneOrdersView(CrewView):
    """Orders that have left the kitchen."""

    access = {"GET": only(*STORE_ROLES, scope="store")}

    @extend_schema(operation_id="list_done_orders", tags=["orders"], responses=list[DoneOrderAnswer])
    def get(self, request: Request, store_id: UUID) -> Response:
        """The store's orders of the last four hours that were handed to a courier or a customer, newest first."""
        positions = store_positions(self.principal, store_id)
        return self.answer(done_orders(store_id, positions, self.principal.id))


class TrackView(ApiView):
    """The tracker."""

    access = {"GET": ANYONE}

    @extend_schema(operation_id="track_order", tags=["orders"], responses=TrackerAnswer)
    def get(self, request: Request, token: str) -> Response:
        """An order's progress, for the holder of its signed link."""
        return self.answer(tracker_answer(tracked_order(token)))


class TrackDetailsView(ApiView):
    """Notes and instructions of an order, by the tracking link."""

    access = {"PATCH": ANYONE}
    problems = {"PATCH": [TooLateToCorrect]}

    @extend_schema(
        operation_id="correct_order_by_link",
        tags=["orders"],
        request=CorrectionSerializer,
        responses=TrackerAnswer,
    )
    def patch(self, request: Request, token: str) -> Response:
        """As for an order, except the contact; earlier values are not disclosed."""
        wanted = corrections(self.validated(CorrectionSerializer))
        return self.answer(tracker_answer(correct_by_link(tracked_order(token).id, wanted)))


class TrackCheckInView(ApiView):
    """Check-in of a customer who collects, by the tracking link."""

    access = {"POST": ANYONE}
    problems = {"POST": [NotCollected]}

    @extend_schema(
        operation_id="check_in_by_link",
        tags=["orders"],
        request=CheckInSerializer,
        responses=TrackerAnswer,
    )
    def post(self, request: Request, token: str) -> Response:
        """Tells the store that the customer who collects has arrived."""
        data = self.validated(CheckInSerializer)
        return self.answer(tracker_answer(check_in(tracked_order(token).id, **data)))


class TrackOffersView(ApiView):
    """Offers for an order that its store cannot make or does not answer."""

    access = {"POST": ANYONE}
    problems = {"POST": [NothingOffered, NotRevisable, *NOT_SOLD]}

    @extend_schema(
        operation_id="price_without_what_is_missing",
        tags=["orders"],
        request=OfferSerializer,
        responses={201: OfferAnswer},
    )
    def post(self, request: Request, token: str) -> Response:
        """Prices the order without missing items, with other sizes of them, or at the offered store."""
        replacements = self.validated(OfferSerializer)["replacements"]
        return self.answer(make_offer(tracked_order(token), replacements), 201)


class TrackOfferView(ApiView):
    """Accepting an offer."""

    access = {"POST": ANYONE}
    problems = {"POST": [NothingOffered, *REVISION_REFUSED]}

    @extend_schema(
        operation_id="take_without_what_is_missing", tags=["orders"], request=None, responses=TrackerAnswer
    )
    def post(self, request: Request, token: str, quote_id: UUID) -> Response:
        """Changes the order as priced, or moves it to the other store, if the payment can be adjusted."""
        return self.answer(tracker_answer(take_offer(tracked_order(token), quote_id)))


class TrackCancellationView(ApiView):
    """Cancelling an order that its store cannot make, or does not answer."""

    access = {"POST": ANYONE}
    problems = {"POST": [NothingOffered, IllegalTransition]}

    @extend_schema(
        operation_id="cancel_what_cannot_be_made", tags=["orders"], request=None, responses=TrackerAnswer
    )
    def post(self, request: Request, token: str) -> Response:
        """Cancels the order; nothing is charged."""
        return self.answer(tracker_answer(cancel_for_customer(tracked_order(token))))


class TrackInvoiceView(ApiView):
    """Redirects from the tracker to the invoice and its credit notes."""

    access = {"GET": ANYONE}

    @extend_schema(
        operation_id="invoice_by_tracking_link",
        tags=["orders"],
        responses={
            302: OpenApiResponse(description="To the invoice's own link, which is good for ten years.")
        },
    )
    def get(self, request: Request, token: str) -> HttpResponse:
        """Redirects the holder of the tracking link to the invoice, once there is one.

        A client that accepts JSON is redirected to the list of the invoice and its credit notes, others to the PDF.
        """
        path = invoice_path(tracked_order(token).id)
        wants_list = request.headers.get("Accept", "").startswith("application/json")
        answer = HttpResponseRedirect(path.removesuffix(".pdf") if wants_list else path)
        patch_vary_headers(answer, ("Accept",))
        return answer
