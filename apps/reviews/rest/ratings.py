"""Endpoints of aggregated ratings."""

import hashlib
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.reviews.queries import ratings
from apps.reviews.queries.answers import CourierRatingAnswer, StoreRatingsAnswer
from apps.stores.contract.service import StoresService
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.views import ApiView
from dominos.kernel.services import service

KNOWN = OpenApiParameter("If-None-Match", str, "header", description="The ETag of the copy you have.")


class StoreRatingsView(ApiView):
    """The ratings of a store and its products."""

    access = {"GET": ANYONE}

    @extend_schema(
        parameters=[KNOWN],
        responses={200: StoreRatingsAnswer, 304: None},
        operation_id="get_store_ratings",
        tags=["reviews"],
    )
    def get(self, request: Request, store_id: UUID) -> HttpResponse:
        """The stars of the store and of each product on its menu; cached for at most a minute."""
        service(StoresService).get_store(store_id=store_id)
        body = ratings.get_store_ratings(store_id).model_dump_json().encode()
        tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
        is_known = tag in request.META.get("HTTP_IF_NONE_MATCH", "")
        answer = HttpResponse(status=304) if is_known else HttpResponse(body, "application/json")
        answer["ETag"], answer["Cache-Control"] = tag, "public, max-age=30"
        return answer


class CourierRatingView(ApiView):
    """A courier's rating."""

    access = {"GET": only(Role.COURIER, Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN, scope="own")}

    @extend_schema(responses=CourierRatingAnswer, operation_id="get_courier_rating", tags=["reviews"])
    def get(self, request: Request, courier_id: UUID) -> Response:
        """A courier's stars, for the courier and the managers of their stores. Single ratings are not disclosed."""
        return self.answer(ratings.get_courier_rating(self.principal, courier_id))
