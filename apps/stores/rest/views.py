"""The stores endpoints: public reads, and changes by a store's manager."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.stores import availability, calendars, sales_settings
from apps.stores import profiles as saving
from apps.stores.contract.types import AutoAccept, ServiceMethod
from apps.stores.domain.schedule import Capacity, Holiday, Hours
from apps.stores.queries import profiles
from apps.stores.queries.answers import StoreAnswer, StoreSettingsAnswer, StoreSummaryAnswer
from apps.stores.rest.serializers import (
    AvailabilityChangeSerializer,
    CalendarChangeSerializer,
    NewStoreSerializer,
    SettingsChangeSerializer,
    StoresQuery,
)
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.answers import Page
from dominos.kernel.edge.store_views import ManagedView
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound

MANAGERS = only(Role.STORE_MANAGER, Role.ADMIN, scope="store")


class StoresView(ApiView):
    access = {"GET": ANYONE, "POST": only(Role.ADMIN)}
    problems = {"POST": [NotFound]}
    key_required = True

    @extend_schema(
        operation_id="list_stores",
        tags=["stores"],
        parameters=[StoresQuery],
        responses=Page[StoreSummaryAnswer],
    )
    def get(self, request: Request) -> Response:
        """Lists the stores, page by page, each with the services that take orders now."""
        asked = self.validated_query(StoresQuery)
        service = ServiceMethod(asked["service"]) if "service" in asked else None
        return self.page(profiles.list_stores(words=asked["q"], service=service, open_now=asked["open_now"]))

    @extend_schema(
        operation_id="open_store", tags=["stores"], request=NewStoreSerializer, responses={201: StoreAnswer}
    )
    def post(self, request: Request) -> Response:
        """Creates a store like another one, closed by hand until somebody opens it."""
        own = self.validated(NewStoreSerializer)
        store_id = saving.open_store_like(own.pop("like"), own)
        return self.answer(profiles.get_managed_store(store_id), 201)


class StoreView(ApiView):
    access = {"GET": ANYONE}

    @extend_schema(operation_id="get_store", tags=["stores"], responses=StoreAnswer)
    def get(self, request: Request, store_id: UUID) -> Response:
        """A store: profile, hours, holidays and the services that take orders now."""
        return self.answer(profiles.get_store(store_id))


class AvailabilityView(ManagedView):
    access = {"PATCH": MANAGERS}

    @extend_schema(
        operation_id="change_store_availability",
        tags=["stores"],
        request=AvailabilityChangeSerializer,
        responses=StoreAnswer,
    )
    def patch(self, request: Request, store_id: UUID) -> Response:
        """Closes the store by hand, sets it busy, or pauses services; returns the store."""
        wanted = self.validated(AvailabilityChangeSerializer)
        pauses = {ServiceMethod(name): until for name, until in wanted.pop("paused_until", {}).items()}
        availability.set_availability(store_id, **wanted, paused_until=pauses)
        return self.answer(profiles.get_managed_store(store_id))


class CalendarView(ManagedView):
    access = {"PATCH": MANAGERS}

    @extend_schema(
        operation_id="change_store_calendar",
        tags=["stores"],
        request=CalendarChangeSerializer,
        responses=StoreAnswer,
    )
    def patch(self, request: Request, store_id: UUID) -> Response:
        """Sets the week of the named services, or all future holidays; returns the store."""
        wanted = self.validated(CalendarChangeSerializer)
        week = wanted.get("hours")
        holidays = wanted.get("holidays")
        calendars.change_calendar(
            store_id,
            hours=week
            and {ServiceMethod(name): [Hours(**span) for span in spans] for name, spans in week.items()},
            holidays=None if holidays is None else [_holiday(row) for row in holidays],
        )
        return self.answer(profiles.get_managed_store(store_id))


def _holiday(row: dict[str, Any]) -> Holiday:
    return Holiday(**{**row, "service": ServiceMethod(row["service"]) if row["service"] else None})


class SettingsView(ManagedView):
    access = dict.fromkeys(("GET", "PATCH"), MANAGERS)

    @extend_schema(operation_id="get_store_settings", tags=["stores"], responses=StoreSettingsAnswer)
    def get(self, request: Request, store_id: UUID) -> Response:
        """Minimum order, waits, slot capacities, and which orders are accepted automatically."""
        return self.answer(profiles.get_settings(store_id))

    @extend_schema(
        operation_id="change_store_settings",
        tags=["stores"],
        request=SettingsChangeSerializer,
        responses=StoreSettingsAnswer,
    )
    def patch(self, request: Request, store_id: UUID) -> Response:
        """Sets minimum order, waits, all slot capacities or automatic acceptance; open quotes are invalidated."""
        wanted = self.validated(SettingsChangeSerializer)
        rules = wanted.get("capacities")
        sales_settings.change_settings(
            store_id,
            minimum_order=wanted.get("minimum_order"),
            auto_accept=_auto_accept(wanted["auto_accept"]) if "auto_accept" in wanted else ...,
            wait_minutes={
                ServiceMethod(name): tuple(wait) for name, wait in wanted.get("wait_minutes", {}).items()
            },
            capacities=None if rules is None else [_capacity(rule) for rule in rules],
            by=self.principal.user_id,
        )
        return self.answer(profiles.get_settings(store_id))


def _auto_accept(rule: dict[str, Any] | None) -> AutoAccept | None:
    return None if rule is None else AutoAccept(**rule)


def _capacity(rule: dict[str, Any]) -> Capacity:
    return Capacity(**{**rule, "service": ServiceMethod(rule["service"]) if rule["service"] else None})
