"""Endpoints for writing and reading reviews."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.reviews.contract.errors import AlreadyReviewed, EditingEnded, NotReviewable, SignInToReview
from apps.reviews.queries import invitations, reviews
from apps.reviews.queries.answers import OwnReviewAnswer, ReviewAnswer
from apps.reviews.rest import serializers
from apps.reviews.use_cases import photos, review_commands
from apps.stores.contract.service import StoresService
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.answers import Page
from dominos.kernel.edge.pictures import PHOTO, photo_answer
from dominos.kernel.edge.serializers import PageQuery, PhotoSerializer
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound
from dominos.kernel.photos import MAX_BYTES, NotAPhoto
from dominos.kernel.services import service

AUTHORS = only(Role.CUSTOMER, Role.GUEST, scope="own")
OWN_OR_NONE = {200: OwnReviewAnswer, 204: None}


class OwnReviewView(ApiView):
    """Base of the views of a customer's review of an order."""

    def said(self, found: OwnReviewAnswer | None) -> Response:
        """The review, or an empty response."""
        return self.answer(found, 200 if found else 204)


class ReviewsView(ApiView):
    """Rating one's own order."""

    access = {"POST": AUTHORS}
    problems = {"POST": [NotFound, NotReviewable, AlreadyReviewed]}

    @extend_schema(
        request=serializers.NewReviewSerializer,
        responses={201: OwnReviewAnswer},
        operation_id="post_review",
        tags=["reviews"],
    )
    def post(self, request: Request) -> Response:
        """Rates a completed order and optionally its products and courier."""
        given = self.validated(serializers.NewReviewSerializer)
        invitation = invitations.get_invitation(given["order_id"], self.principal.id)
        review_commands.post_review(invitation, serializers.said(given))
        return self.answer(reviews.get_own_review(invitation), 201)


class OrderReviewView(OwnReviewView):
    """One's own review of an order."""

    access = {"GET": AUTHORS, "PUT": AUTHORS}
    problems = {"GET": [NotFound, NotReviewable], "PUT": [NotFound, NotReviewable, EditingEnded]}

    @extend_schema(responses=OWN_OR_NONE, operation_id="get_order_review", tags=["reviews"])
    def get(self, request: Request, order_id: UUID) -> Response:
        """One's own review of the order; 204 if there is none."""
        return self.said(reviews.find_own_review(invitations.get_invitation(order_id, self.principal.id)))

    @extend_schema(
        request=serializers.ReviewSerializer,
        responses=OwnReviewAnswer,
        operation_id="edit_review",
        tags=["reviews"],
    )
    def put(self, request: Request, order_id: UUID) -> Response:
        """Changes the review, within a week."""
        given = self.validated(serializers.ReviewSerializer)
        invitation = invitations.get_invitation(order_id, self.principal.id)
        review_commands.edit_review(invitation, serializers.said(given))
        return self.answer(reviews.get_own_review(invitation))


class OrderPhotoView(ApiView):
    """The photo of one's own review."""

    access = {"PUT": AUTHORS, "DELETE": AUTHORS}
    problems = {
        "PUT": [NotFound, NotReviewable, EditingEnded, NotAPhoto],
        "DELETE": [NotFound, NotReviewable, EditingEnded],
    }
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": PhotoSerializer},
        responses={204: None},
        operation_id="put_review_photo",
        tags=["reviews"],
    )
    def put(self, request: Request, order_id: UUID) -> Response:
        """Adds or replaces the photo, which is public once a person has approved it."""
        invitation = invitations.get_invitation(order_id, self.principal.id)
        photo = self.validated(PhotoSerializer)["photo"]
        photos.put_photo(invitation, photo.read(MAX_BYTES + 1))
        return self.answer(None, 204)

    @extend_schema(request=None, responses={204: None}, operation_id="remove_review_photo", tags=["reviews"])
    def delete(self, request: Request, order_id: UUID) -> Response:
        """Removes the photo."""
        photos.remove_photo(invitations.get_invitation(order_id, self.principal.id))
        return self.answer(None, 204)


class TrackedReviewView(OwnReviewView):
    """The review of a guest's order by its tracking link, for guests whose token has expired."""

    access = {"GET": ANYONE, "POST": ANYONE, "PUT": ANYONE}
    problems = {
        "GET": [NotFound, NotReviewable, SignInToReview],
        "POST": [NotFound, NotReviewable, AlreadyReviewed, SignInToReview],
        "PUT": [NotFound, NotReviewable, EditingEnded, SignInToReview],
    }

    @extend_schema(responses=OWN_OR_NONE, operation_id="get_review_by_link", tags=["reviews"])
    def get(self, request: Request, token: str) -> Response:
        """The guest's review of the order; 204 if there is none."""
        return self.said(reviews.find_own_review(invitations.get_guests_invitation(token)))

    @extend_schema(
        request=serializers.ReviewSerializer,
        responses={201: OwnReviewAnswer},
        operation_id="post_review_by_link",
        tags=["reviews"],
    )
    def post(self, request: Request, token: str) -> Response:
        """Rates a guest's completed order; customers with an account sign in and use `POST /reviews`."""
        # First the link: one of nobody's opens nothing, whatever comes with it.
        invitation = invitations.get_guests_invitation(token)
        review_commands.post_review(
            invitation, serializers.said(self.validated(serializers.ReviewSerializer))
        )
        return self.answer(reviews.get_own_review(invitation), 201)

    @extend_schema(
        request=serializers.ReviewSerializer,
        responses=OwnReviewAnswer,
        operation_id="edit_review_by_link",
        tags=["reviews"],
    )
    def put(self, request: Request, token: str) -> Response:
        """Changes the review, within a week."""
        invitation = invitations.get_guests_invitation(token)
        review_commands.edit_review(
            invitation, serializers.said(self.validated(serializers.ReviewSerializer))
        )
        return self.answer(reviews.get_own_review(invitation))


class TrackedPhotoView(ApiView):
    """The photo of a guest's review."""

    access = {"PUT": ANYONE, "DELETE": ANYONE}
    problems = {
        "PUT": [NotFound, NotReviewable, EditingEnded, SignInToReview, NotAPhoto],
        "DELETE": [NotFound, NotReviewable, EditingEnded, SignInToReview],
    }
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": PhotoSerializer},
        responses={204: None},
        operation_id="put_review_photo_by_link",
        tags=["reviews"],
    )
    def put(self, request: Request, token: str) -> Response:
        """Adds or replaces the photo, which is public once a person has approved it."""
        invitation = invitations.get_guests_invitation(token)
        photo = self.validated(PhotoSerializer)["photo"]
        photos.put_photo(invitation, photo.read(MAX_BYTES + 1))
        return self.answer(None, 204)

    @extend_schema(
        request=None, responses={204: None}, operation_id="remove_review_photo_by_link", tags=["reviews"]
    )
    def delete(self, request: Request, token: str) -> Response:
        """Removes the photo."""
        photos.remove_photo(invitations.get_guests_invitation(token))
        return self.answer(None, 204)


class ReviewPhotoView(ApiView):
    """The photo of a review."""

    access = {"GET": ANYONE}

    @extend_schema(responses=PHOTO, operation_id="get_review_photo", tags=["reviews"])
    def get(self, request: Request, review_id: UUID) -> HttpResponse:
        """The photo: for everybody once the review is shown, before that for its author and moderators."""
        return photo_answer(reviews.get_photo(self.principal, review_id))


class StoreReviewsView(ApiView):
    """The public reviews of a store."""

    access = {"GET": ANYONE}

    @extend_schema(
        parameters=[PageQuery],
        responses=Page[ReviewAnswer],
        operation_id="list_store_reviews",
        tags=["reviews"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """The reviews that are shown, newest first."""
        service(StoresService).get_store(store_id=store_id)
        return self.page(reviews.list_reviews(store_id))
