"""The endpoints about couriers: who they are, and the papers they show."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.delivery.queries import couriers as queries
from apps.delivery.rest.courier_serializers import (
    CourierChangeSerializer,
    CourierDetailAnswer,
    CourierFilterSerializer,
    CourierPageAnswer,
    DocumentSerializer,
    VerdictSerializer,
)
from apps.delivery.use_cases import documents
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.pagination import Pages
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound

MANAGING = (Role.STORE_MANAGER, Role.ADMIN)
VERDICTS = ["verify", "refuse"]


class CourierPages(Pages):
    ordering = "-user_id"


class CouriersView(ApiView):
    """Couriers."""

    access = {"GET": only(*MANAGING, Role.SUPPORT, scope="own")}

    @extend_schema(
        operation_id="list_couriers",
        tags=["delivery"],
        parameters=[CourierFilterSerializer],
        responses=CourierPageAnswer,
    )
    def get(self, request: Request) -> Response:
        """The couriers of the stores one manages; all for support and admins."""
        found = queries.list_couriers(self.principal, self.validated_query(CourierFilterSerializer))
        pages = CourierPages()
        page = pages.paginate_queryset(found, request, self) or []
        return pages.get_paginated_response([queries.row(one) for one in page])


class CourierView(ApiView):
    """One courier."""

    access = {
        "GET": only(*MANAGING, Role.COURIER, Role.SUPPORT, scope="own"),
        "PATCH": only(*MANAGING, scope="store"),
    }

    @extend_schema(operation_id="get_courier", tags=["delivery"], responses=CourierDetailAnswer)
    def get(self, request: Request, courier_id: UUID) -> Response:
        """The courier with their papers; couriers see themselves."""
        return Response(queries.details(queries.get_courier(self.principal, courier_id)))

    @extend_schema(
        operation_id="change_courier",
        tags=["delivery"],
        request=CourierChangeSerializer,
        responses=CourierDetailAnswer,
    )
    def patch(self, request: Request, courier_id: UUID) -> Response:
        """Gives the courier another vehicle or capacity, off shift."""
        queries.get_courier(self.principal, courier_id)
        documents.change_courier(courier_id, self.validated(CourierChangeSerializer))
        return Response(queries.details(queries.get_courier(self.principal, courier_id)))


class CourierDocumentsView(ApiView):
    """The papers of a courier."""

    access = {"POST": only(*MANAGING, Role.COURIER, scope="own")}

    @extend_schema(
        operation_id="submit_courier_document",
        tags=["delivery"],
        request=DocumentSerializer,
        responses={201: CourierDetailAnswer},
    )
    def post(self, request: Request, courier_id: UUID) -> Response:
        """Files a paper; it counts once a manager has verified it."""
        queries.get_courier(self.principal, courier_id)
        documents.submit_document(courier_id, self.principal.user_id, **self.validated(DocumentSerializer))
        return Response(queries.details(queries.get_courier(self.principal, courier_id)), status=201)


class CourierDocumentActionView(ApiView):
    """A manager's verdict on a paper."""

    access = {"POST": only(*MANAGING, scope="store")}

    @extend_schema(
        operation_id="decide_courier_document",
        tags=["delivery"],
        parameters=[OpenApiParameter("action", str, "path", enum=VERDICTS)],
        request=VerdictSerializer,
        responses=CourierDetailAnswer,
    )
    def post(self, request: Request, courier_id: UUID, document_id: UUID, action: str) -> Response:
        """Verifies or refuses it; nobody decides on their own papers."""
        if action not in VERDICTS:
            raise NotFound("There is no such action.")
        courier = queries.get_courier(self.principal, courier_id)
        if courier.user_id == self.principal.user_id:
            raise NotFound("There is no such courier.")
        reason = self.validated(VerdictSerializer)["reason"]
        is_good = action == "verify"
        documents.decide_document(
            courier_id, document_id, self.principal.user_id, is_good=is_good, reason=reason
        )
        return Response(queries.details(queries.get_courier(self.principal, courier_id)))
