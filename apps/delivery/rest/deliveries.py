"""The endpoints of delivery. Couriers work over the websocket; this is for looking, and for stepping in."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.delivery.contract.errors import CourierNotFree, IllegalAction
from apps.delivery.queries import deliveries
from apps.delivery.queries.answers import DeliveryAnswer, DeliveryOverviewAnswer
from apps.delivery.rest.serializers import DeliveryFilterSerializer, InterventionSerializer
from apps.delivery.use_cases import interventions
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.answers import Page
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import Conflict, FieldError, Invalid, NotFound

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
        responses=Page[DeliveryOverviewAnswer],
    )
    def get(self, request: Request) -> Response:
        """A courier's own deliveries, or those of the stores one works for; newest first."""
        filters = self.validated_query(DeliveryFilterSerializer)
        return self.page(deliveries.list_deliveries(self.principal, filters))


class DeliveryView(ApiView):
    """One delivery."""

    access = {"GET": only(*INVOLVED, scope="own")}

    @extend_schema(operation_id="get_delivery", tags=["delivery"], responses=DeliveryAnswer)
    def get(self, request: Request, delivery_id: UUID) -> Response:
        """The delivery with its history."""
        return self.answer(deliveries.get_delivery(self.principal, delivery_id))


class DeliveryActionView(ApiView):
    """A manager or support steps in."""

    access = {"POST": only(*DECIDING, scope="store")}
    problems = {"POST": [Conflict, IllegalAction, CourierNotFree]}

    @extend_schema(
        operation_id="intervene_in_delivery",
        tags=["delivery"],
        parameters=[OpenApiParameter("action", str, "path", enum=ACTIONS)],
        request=InterventionSerializer,
        responses=DeliveryAnswer,
    )
    def post(self, request: Request, delivery_id: UUID, action: str) -> Response:
        """Takes it from its courier, gives new PIN tries, or lets it be picked up away from the store."""
        assert self.principal.id is not None
        if action not in ACTIONS:
            raise NotFound("There is no such action.")
        store_id = deliveries.get_delivery(self.principal, delivery_id).store_id
        if not (self.principal.manages(store_id) or self.principal.is_any(Role.SUPPORT)):
            raise NotFound("There is no such delivery.")
        data = self.validated(InterventionSerializer)
        if "courier_id" in data and action != "reassign":
            message = "Only reassign is about a courier."
            raise Invalid(errors=[FieldError("courier_id", message, "unknown")])
        INTERVENTIONS[action](delivery_id, self.principal.id, data)
        return self.answer(deliveries.get_delivery(self.principal, delivery_id))


def _reassign(delivery_id: UUID, actor: UUID, data: dict[str, Any]) -> None:
    interventions.reassign(delivery_id, actor, data.get("courier_id"), data["reason"])


def _unlock_pin(delivery_id: UUID, actor: UUID, data: dict[str, Any]) -> None:
    interventions.unlock_pin(delivery_id, actor, data["reason"])


def _waive_geofence(delivery_id: UUID, actor: UUID, data: dict[str, Any]) -> None:
    interventions.waive_geofence(delivery_id, actor, data["reason"])


INTERVENTIONS: dict[str, Intervention] = {
    "reassign": _reassign,
    "unlock-pin": _unlock_pin,
    "waive-geofence": _waive_geofence,
}
