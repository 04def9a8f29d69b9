"""The stores endpoints: everyone may look, a store's manager changes its availability."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.stores import availability, sales_settings
from apps.stores.contract.types import ServiceMethod
from apps.stores.domain import schedule
from apps.stores.queries import states
from apps.stores.rest.documents import settings_document, store_document, summary_document
from apps.stores.rest.serializers import (
    AvailabilitySerializer,
    SettingsSerializer,
    StorePageSerializer,
    StoreSerializer,
    StoresQuery,
)
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.pagination import Pages
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound


class StoresView(ApiView):
    access = {"GET": ANYONE}

    @extend_schema(
        operation_id="list_stores", tags=["stores"], parameters=[StoresQuery], responses=StorePageSerializer
    )
    def get(self, request: Request) -> Response:
        """The stores, page by page, each with what it takes orders for now."""
        asked = self.validated_query(StoresQuery)
        method = ServiceMethod(asked["service"]) if "service" in asked else None
        stores = states.list_stores(service=method, open_now=asked["open_now"])
        pages = Pages()
        rows = pages.paginate_queryset(stores, request, view=self) or []
        at = now()
        return pages.get_paginated_response([summary_document(states.state_of(row), at) for row in rows])


class StoreView(ApiView):
    access = {"GET": ANYONE}

    @extend_schema(operation_id="get_store", tags=["stores"], responses=StoreSerializer)
    def get(self, request: Request, store_id: UUID) -> Response:
        """A store: profile, hours, holidays and what it takes orders for now."""
        state = states.get_state(store_id)
        if not state.is_active:
            raise NotFound("There is no such store.")
        return Response(store_document(state, now()))


class AvailabilityView(ApiView):
    access = {"PATCH": only(Role.STORE_MANAGER, Role.ADMIN, scope="store")}

    @extend_schema(
        operation_id="change_store_availability",
        tags=["stores"],
        request=AvailabilitySerializer,
        responses=StoreSerializer,
    )
    def patch(self, request: Request, store_id: UUID) -> Response:
        """Closes the store by hand, tells that it is busy, or pauses services; answers with the store."""
        if not self.principal.manages(store_id):
            raise NotFound("There is no such store.")
        wanted = self.validated(AvailabilitySerializer)
        pauses = {ServiceMethod(name): until for name, until in wanted.pop("paused_until", {}).items()}
        availability.set_availability(store_id, **wanted, paused_until=pauses)
        return Response(store_document(states.get_state(store_id), now()))


class SettingsView(ApiView):
    access = dict.fromkeys(("GET", "PATCH"), only(Role.STORE_MANAGER, Role.ADMIN, scope="store"))

    @extend_schema(operation_id="get_store_settings", tags=["stores"], responses=SettingsSerializer)
    def get(self, request: Request, store_id: UUID) -> Response:
        """Minimum order, waits and the capacity of slots."""
        return Response(settings_document(self._own(store_id)))

    @extend_schema(
        operation_id="change_store_settings",
        tags=["stores"],
        request=SettingsSerializer,
        responses=SettingsSerializer,
    )
    def patch(self, request: Request, store_id: UUID) -> Response:
        """Sets the minimum order, the waits or all capacities; open quotes and slots follow."""
        self._own(store_id)
        wanted = self.validated(SettingsSerializer)
        rules = wanted.get("capacities")
        sales_settings.change_settings(
            store_id,
            minimum_order=wanted.get("minimum_order"),
            wait_minutes={
                ServiceMethod(name): tuple(w) for name, w in wanted.get("wait_minutes", {}).items()
            },
            capacities=None if rules is None else [_capacity(rule) for rule in rules],
        )
        return Response(settings_document(states.get_state(store_id)))

    def _own(self, store_id: UUID) -> schedule.StoreState:
        if not self.principal.manages(store_id):
            raise NotFound("There is no such store.")
        return states.get_state(store_id)


def _capacity(rule: dict[str, Any]) -> schedule.Capacity:
    return schedule.Capacity(
        **{**rule, "service": ServiceMethod(rule["service"]) if rule["service"] else None}
    )
