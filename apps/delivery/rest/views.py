"""The endpoints of delivery. Couriers work over the websocket; this is for looking, and for stepping in."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.delivery.models import Delivery
from apps.delivery.queries import deliveries
from apps.delivery.rest.serializers import (
    DeliveryDetailAnswer,
    DeliveryFilterSerializer,
    DeliveryPageAnswer,
    ReasonSerializer,
)
from apps.delivery.use_cases import withdrawals
from dominos.kernel.auth import Principal, Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.pagination import Pages
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import FieldError, Invalid, NotFound

INVOLVED = (Role.COURIER, Role.STORE_STAFF, Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN)
DECIDING = (Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN)

ACTIONS = ["reassign", "unlock-pin", "waive-geofence"]

type Intervention = Callable[[UUID, UUID, dict[str, Any]], None]


class DeliveriesView(ApiView):
    """Deliveries."""

    access = {"GET": only(*INVOLVED, scope="own")}

    @extend_schema(
        operation_id="list_deliveries",
        tags=["delivery"],
        parameters=[DeliveryFilterSerializer],
        responses=DeliveryPageAnswer,
    )
    def get(self, request: Request) -> Response:
        """A courier's own deliveries, or those of the stores one works for; newest first."""
        found = deliveries.list_deliveries(self.principal, self.validated_query(DeliveryFilterSerializer))
        pages = Pages()
        page = pages.paginate_queryset(found, request, self) or []
        return pages.get_paginated_response([deliveries.shown(one, self.principal) for one in page])


class DeliveryView(ApiView):
    """One delivery."""

    access = {"GET": only(*INVOLVED, scope="own")}

    @extend_schema(operation_id="get_delivery", tags=["delivery"], responses=DeliveryDetailAnswer)
    def get(self, request: Request, delivery_id: UUID) -> Response:
        """The delivery with its history."""
        return Response(_details(deliveries.get_delivery(self.principal, delivery_id), self.principal))


class DeliveryActionView(ApiView):
    """A manager or support steps in."""

    access = {"POST": only(*DECIDING, scope="store")}

    @extend_schema(
        operation_id="intervene_in_delivery",
        tags=["delivery"],
        parameters=[OpenApiParameter("action", str, "path", enum=ACTIONS)],
        request=ReasonSerializer,
        responses=DeliveryDetailAnswer,
    )
    def post(self, request: Request, delivery_id: UUID, action: str) -> Response:
        """Takes it from its courier, gives new PIN tries, or lets it be picked up away from the store."""
        assert self.principal.id is not None
        if action not in ACTIONS:
            raise NotFound("There is no such action.")
        store_id = deliveries.get_delivery(self.principal, delivery_id).store_id
        if not (self.principal.manages(store_id) or self.principal.is_any(Role.SUPPORT)):
            raise NotFound("There is no such delivery.")
        data = self.validated(ReasonSerializer)
        if "courier_id" in data and action != "reassign":
            message = "Only reassign is about a courier."
            raise Invalid(errors=[FieldError("courier_id", message, "unknown")])
        INTERVENTIONS[action](delivery_id, self.principal.id, data)
        return Response(_details(deliveries.get_delivery(self.principal, delivery_id), self.principal))


def _details(delivery: Delivery, principal: Principal) -> dict[str, Any]:
    return {**deliveries.shown(delivery, principal), "history": deliveries.history(delivery)}


def _reassign(delivery_id: UUID, actor: UUID, data: dict[str, Any]) -> None:
    withdrawals.reassign(delivery_id, actor, data.get("courier_id"), data["reason"])


def _unlock_pin(delivery_id: UUID, actor: UUID, data: dict[str, Any]) -> None:
    withdrawals.unlock_pin(delivery_id, actor, data["reason"])


def _waive_geofence(delivery_id: UUID, actor: UUID, data: dict[str, Any]) -> None:
    withdrawals.waive_geofence(delivery_id, actor, data["reason"])


INTERVENTIONS: dict[str, Intervention] = {
    "reassign": _reassign,
    "unlock-pin": _unlock_pin,
    "waive-geofence": _waive_geofence,
}
