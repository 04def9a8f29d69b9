"""Endpoints of couriers and their documents."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.delivery.queries import couriers
from apps.delivery.queries.answers import CourierAnswer, CourierNameAnswer, CourierOverviewAnswer
from apps.delivery.rest.serializers import (
    CourierChangeSerializer,
    CourierFilterSerializer,
    DocumentDecisionSerializer,
    DocumentSerializer,
)
from apps.delivery.use_cases import documents
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.answers import Page
from dominos.kernel.edge.serializers import PageQuery
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import Conflict, NotFound

MANAGING = (Role.STORE_MANAGER, Role.ADMIN)
DECISIONS = ["verify", "refuse"]


class CouriersView(ApiView):
    """Couriers."""

    access = {"GET": only(*MANAGING, Role.SUPPORT, scope="own")}

    @extend_schema(
        operation_id="list_couriers",
        tags=["delivery"],
        parameters=[CourierFilterSerializer],
        responses=Page[CourierOverviewAnswer],
    )
    def get(self, request: Request) -> Response:
        """The couriers of the stores one manages; all for support and admins."""
        filters = self.validated_query(CourierFilterSerializer)
        return self.page(couriers.list_couriers(self.principal, filters))


class StoreCouriersView(ApiView):
    """The couriers of a store."""

    access = {"GET": only(*MANAGING, Role.SUPPORT, scope="store")}

    @extend_schema(
        operation_id="list_store_couriers",
        tags=["delivery"],
        parameters=[PageQuery],
        responses=Page[CourierNameAnswer],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """The names of a store's couriers, and of those of other stores who have delivered its orders."""
        if not (self.principal.manages(store_id) or self.principal.is_any(Role.SUPPORT, Role.ADMIN)):
            raise NotFound("There is no such store.")
        return self.page(couriers.list_store_couriers(store_id))


class CourierView(ApiView):
    """One courier."""

    access = {
        "GET": only(*MANAGING, Role.COURIER, Role.SUPPORT, scope="own"),
        "PATCH": only(*MANAGING, scope="store"),
    }
    problems = {"PATCH": [Conflict]}

    @extend_schema(operation_id="get_courier", tags=["delivery"], responses=CourierAnswer)
    def get(self, request: Request, courier_id: UUID) -> Response:
        """The courier with their documents; couriers see themselves."""
        return self.answer(couriers.get_courier(self.principal, courier_id))

    @extend_schema(
        operation_id="change_courier",
        tags=["delivery"],
        request=CourierChangeSerializer,
        responses=CourierAnswer,
    )
    def patch(self, request: Request, courier_id: UUID) -> Response:
        """Changes the courier's vehicle or capacity, off shift."""
        couriers.require_visible(self.principal, courier_id)
        documents.change_courier(courier_id, self.validated(CourierChangeSerializer))
        return self.answer(couriers.get_courier(self.principal, courier_id))


class CourierDocumentsView(ApiView):
    """The documents of a courier."""

    access = {"POST": only(*MANAGING, Role.COURIER, scope="own")}

    @extend_schema(
        operation_id="submit_courier_document",
        tags=["delivery"],
        request=DocumentSerializer,
        responses={201: CourierAnswer},
    )
    def post(self, request: Request, courier_id: UUID) -> Response:
        """Files a document; it is valid once a manager has verified it."""
        couriers.require_visible(self.principal, courier_id)
        documents.submit_document(courier_id, self.principal.user_id, **self.validated(DocumentSerializer))
        return self.answer(couriers.get_courier(self.principal, courier_id), 201)


class CourierDocumentActionView(ApiView):
    """A manager's decision on a document."""

    access = {"POST": only(*MANAGING, scope="store")}
    problems = {"POST": [Conflict]}

    @extend_schema(
        operation_id="decide_courier_document",
        tags=["delivery"],
        parameters=[OpenApiParameter("action", str, "path", enum=DECISIONS)],
        request=DocumentDecisionSerializer,
        responses=CourierAnswer,
    )
    def post(self, request: Request, courier_id: UUID, document_id: UUID, action: str) -> Response:
        """Verifies or refuses it; nobody decides on their own documents."""
        if action not in DECISIONS:
            raise NotFound("There is no such action.")
        if courier_id == self.principal.user_id:
            raise NotFound("There is no such courier.")
        couriers.require_visible(self.principal, courier_id)
        reason = self.validated(DocumentDecisionSerializer)["reason"]
        documents.decide_document(
            courier_id, document_id, self.principal.user_id, is_good=action == "verify", reason=reason
        )
        return self.answer(couriers.get_courier(self.principal, courier_id))
