"""REST views of reviews."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.reviews import queries, use_cases
from apps.reviews.contract.errors import AlreadyReviewed, NotReviewable, SignInToReview
from apps.reviews.queries import RatingAnswer, ReviewAnswer
from apps.reviews.rest import serializers
from apps.stores.contract.service import StoresService
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.answers import Page
from dominos.kernel.edge.serializers import PageQuery
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service


class ReviewsView(ApiView):
    """Rating one's own order."""

    access = {"POST": only(Role.CUSTOMER, Role.GUEST, scope="own")}
    problems = {"POST": [NotFound, NotReviewable, AlreadyReviewed]}

    @extend_schema(
        request=serializers.NewReviewSerializer,
        responses={201: ReviewAnswer},
        operation_id="post_review",
        tags=["reviews"],
    )
    def post(self, request: Request) -> Response:
        """Rates a completed order, and who likes its products and its courier."""
        review = self.validated(serializers.NewReviewSerializer)
        invitation = queries.get_invitation(review["order_id"], self.principal.id)
        del review["order_id"]
        posted = use_cases.post_review(invitation, **review)
        return self.answer(ReviewAnswer.of(posted), 201)


class TrackedReviewView(ApiView):
    """Rating the order of a tracking link: a guest has no other way once their token has ended."""

    access = {"POST": ANYONE}
    problems = {"POST": [NotFound, NotReviewable, AlreadyReviewed, SignInToReview]}

    @extend_schema(
        request=serializers.TrackedReviewSerializer,
        responses={201: ReviewAnswer},
        operation_id="post_review_by_link",
        tags=["reviews"],
    )
    def post(self, request: Request, token: str) -> Response:
        """Rates a guest's completed order; who has an account signs in and uses `POST /reviews`."""
        # First the link: one of nobody's opens nothing, whatever comes with it.
        invitation = queries.get_guests_invitation(token)
        posted = use_cases.post_review(invitation, **self.validated(serializers.TrackedReviewSerializer))
        return self.answer(ReviewAnswer.of(posted), 201)


class StoreReviewsView(ApiView):
    """What customers thought of a store."""

    access = {"GET": ANYONE}

    @extend_schema(
        parameters=[PageQuery],
        responses=Page[ReviewAnswer],
        operation_id="list_store_reviews",
        tags=["reviews"],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        service(StoresService).get_store(store_id=store_id)
        return self.page(queries.list_reviews(store_id))


class StoreRatingView(ApiView):
    """How a store is rated."""

    access = {"GET": ANYONE}

    @extend_schema(responses=RatingAnswer, operation_id="get_store_rating", tags=["reviews"])
    def get(self, request: Request, store_id: UUID) -> Response:
        service(StoresService).get_store(store_id=store_id)
        return self.answer(queries.get_rating(store_id))
