"""Endpoints for complaining about an order and deciding about complaints."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.reviews.contract.errors import (
    AlreadyComplained,
    NotForThisComplaint,
    NotReviewable,
    SignInToReview,
)
from apps.reviews.domain.complaints import ComplaintState, Matter
from apps.reviews.queries import complaints, invitations
from apps.reviews.queries.complaints import ComplaintAnswer, ComplaintToDecideAnswer
from apps.reviews.rest import serializers
from apps.reviews.rest.reviews import AUTHORS
from apps.reviews.use_cases import complaint_commands
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.answers import Page
from dominos.kernel.edge.pictures import PHOTO, photo_answer
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound
from dominos.kernel.photos import MAX_BYTES, NotAPhoto

OWN_OR_NONE = {200: ComplaintAnswer, 204: None}
CHAIN = only(Role.SUPPORT, Role.ADMIN)


class _ComplaintView(ApiView):
    parser_classes = [MultiPartParser]

    def told(self, found: ComplaintAnswer | None) -> Response:
        """The complaint about the order, or an empty response."""
        return self.answer(found, 200 if found else 204)

    def told_of_body(self) -> complaint_commands.Told:
        """The complaint in the request's body."""
        given: dict[str, Any] = self.validated(serializers.ComplaintSerializer)
        photo = given["photo"].read(MAX_BYTES + 1) if given.get("photo") else b""
        lines = tuple(int(number) for number in given["lines"].split(","))
        return complaint_commands.Told(
            matter=Matter(given["matter"]), lines=lines, words=given["words"], photo=photo
        )


class OrderComplaintView(_ComplaintView):
    """The complaint about one's own order."""

    access = {"GET": AUTHORS, "PUT": AUTHORS}
    problems = {
        "GET": [NotFound, NotReviewable],
        "PUT": [NotFound, NotReviewable, AlreadyComplained, NotAPhoto],
    }

    @extend_schema(responses=OWN_OR_NONE, operation_id="get_order_complaint", tags=["reviews"])
    def get(self, request: Request, order_id: UUID) -> Response:
        """One's complaint and its outcome; 204 if there is none."""
        return self.told(
            complaints.find_own_complaint(invitations.get_invitation(order_id, self.principal.id))
        )

    @extend_schema(
        request={"multipart/form-data": serializers.ComplaintSerializer},
        responses={201: ComplaintAnswer},
        operation_id="complain",
        tags=["reviews"],
    )
    def put(self, request: Request, order_id: UUID) -> Response:
        """Complains, with a photo: credited at once if the rules allow, else support decides."""
        invitation = invitations.get_invitation(order_id, self.principal.id)
        return self.answer(
            ComplaintAnswer.of(complaint_commands.complain(invitation, self.told_of_body())), 201
        )


class TrackedComplaintView(_ComplaintView):
    """The complaint about a guest's order, by its tracking link."""

    access = {"GET": ANYONE, "PUT": ANYONE}
    problems = {
        "GET": [NotFound, NotReviewable, SignInToReview],
        "PUT": [NotFound, NotReviewable, AlreadyComplained, SignInToReview, NotAPhoto],
    }

    @extend_schema(responses=OWN_OR_NONE, operation_id="get_complaint_by_link", tags=["reviews"])
    def get(self, request: Request, token: str) -> Response:
        """The guest's complaint and its outcome; 204 if there is none."""
        return self.told(complaints.find_own_complaint(invitations.get_guests_invitation(token)))

    @extend_schema(
        request={"multipart/form-data": serializers.ComplaintSerializer},
        responses={201: ComplaintAnswer},
        operation_id="complain_by_link",
        tags=["reviews"],
    )
    def put(self, request: Request, token: str) -> Response:
        """Complains about a guest's order; credit is mailed as a code."""
        invitation = invitations.get_guests_invitation(token)
        return self.answer(
            ComplaintAnswer.of(complaint_commands.complain(invitation, self.told_of_body())), 201
        )


class ComplaintsView(ApiView):
    """Complaints for support, and for the managers of a store."""

    access = {"GET": only(Role.SUPPORT, Role.ADMIN, Role.STORE_MANAGER, scope="store")}
    problems = {"GET": [NotFound]}

    @extend_schema(
        parameters=[serializers.ComplaintQuery],
        responses=Page[ComplaintToDecideAnswer],
        operation_id="list_complaints",
        tags=["reviews"],
    )
    def get(self, request: Request) -> Response:
        """Complaints, newest first, optionally in a state such as `OPEN`. A manager names a `store` of theirs."""
        asked = self.validated_query(serializers.ComplaintQuery)
        state, store = asked.get("state"), asked.get("store")
        is_theirs = store is not None and self.principal.manages(store)
        if not (is_theirs or self.principal.is_any(Role.SUPPORT, Role.ADMIN)):
            raise NotFound("There is no such store.")
        return self.page(complaints.list_complaints(ComplaintState(state) if state else None, store))


class ComplaintDecisionView(ApiView):
    """Support's decision."""

    access = {"POST": CHAIN}
    problems = {"POST": [NotFound, NotForThisComplaint]}

    @extend_schema(
        request=serializers.ComplaintDecisionSerializer,
        responses=ComplaintToDecideAnswer,
        operation_id="decide_complaint",
        tags=["reviews"],
    )
    def post(self, request: Request, complaint_id: UUID) -> Response:
        """Grants store credit of the amount, or none."""
        amount = self.validated(serializers.ComplaintDecisionSerializer)["amount"]
        return self.answer(
            complaints.to_decide(complaint_commands.decide(complaint_id, amount, self.principal))
        )


class ComplaintPhotoView(ApiView):
    """The photo of a complaint."""

    access = {"GET": only(Role.SUPPORT, Role.ADMIN, Role.STORE_MANAGER)}

    @extend_schema(responses=PHOTO, operation_id="get_complaint_photo", tags=["reviews"])
    def get(self, request: Request, complaint_id: UUID) -> HttpResponse:
        """The photo, for support and the store's managers."""
        return photo_answer(complaints.get_complaint_photo(self.principal, complaint_id))
