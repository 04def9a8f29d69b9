"""REST views of reviews."""

from dataclasses import asdict
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.reviews import queries, use_cases
from apps.reviews.contract.types import Rating
from apps.reviews.rest import serializers
from apps.stores.contract.service import StoresService
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.pagination import Pages
from dominos.kernel.edge.views import ApiView
from dominos.kernel.services import service


class ReviewsView(ApiView):
    """Rating one's own order."""

    access = {"POST": only(Role.CUSTOMER, scope="own")}

    @extend_schema(
        request=serializers.NewReviewSerializer,
        responses={201: serializers.ReviewSerializer},
        operation_id="post_review",
        tags=["reviews"],
    )
    def post(self, request: Request) -> Response:
        wish = self.validated(serializers.NewReviewSerializer)
        invitation = queries.get_invitation(wish["order_id"], self.principal.id)
        review = use_cases.post_review(invitation, stars=wish["stars"], text=wish["text"])
        return Response(queries.review_row(review), 201)


class StoreReviewsView(ApiView):
    """What customers thought of a store."""

    access = {"GET": ANYONE}

    @extend_schema(
        responses=serializers.ReviewPageSerializer, operation_id="list_store_reviews", tags=["reviews"]
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        service(StoresService).get_store(store_id=store_id)
        pages = Pages()
        page = pages.paginate_queryset(queries.list_reviews(store_id), request, self) or []
        return pages.get_paginated_response([queries.review_row(review) for review in page])


class StoreRatingView(ApiView):
    """How a store is rated."""

    access = {"GET": ANYONE}

    @extend_schema(responses=serializers.RatingSerializer, operation_id="get_store_rating", tags=["reviews"])
    def get(self, request: Request, store_id: UUID) -> Response:
        service(StoresService).get_store(store_id=store_id)
        nobody = Rating(store_id=store_id, mean_hundredths=0, count=0)
        rating = next(iter(queries.list_ratings([store_id])), nobody)
        return Response({**asdict(rating), "store_id": str(store_id)})
