"""Endpoints for finding orders, for support; and the times that can be ordered for."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.orders.domain.actors import STAFF_ROLES, SUPPORT_ROLES
from apps.orders.queries.orders import get_visible_order
from apps.orders.queries.search import FoundOrderAnswer, search
from apps.orders.quotes.slots import OrderSlotAnswer, Wanted, list_slots
from apps.orders.rest.requests import SearchSerializer, SlotsQuery
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.audit import looked_at
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.answers import Listing, Page
from dominos.kernel.edge.views import ApiView


class SearchView(ApiView):
    """Searching for orders."""

    access = {"GET": only(*STAFF_ROLES, *SUPPORT_ROLES, scope="store")}

    @extend_schema(
        operation_id="search_orders",
        tags=["orders"],
        parameters=[SearchSerializer],
        responses=Page[FoundOrderAnswer],
    )
    def get(self, request: Request) -> Response:
        """Orders by number, phone, e-mail or name, newest first; staff find those of their stores."""
        wanted = self.validated_query(SearchSerializer)
        found = search(self.principal, wanted)

        def told(orders: list[Any]) -> list[FoundOrderAnswer]:
            rows = [order.id for order in orders]
            looked_at("order_searched", by=self.principal.id, app="orders", ways=sorted(wanted), rows=rows)
            return found.answers(orders)

        return self.page(Listing(found.rows, told))


class SlotsView(ApiView):
    """Times that can be ordered for."""

    access = {"GET": ANYONE}

    @extend_schema(
        operation_id="list_slots",
        tags=["stores"],
        parameters=[SlotsQuery],
        responses=list[OrderSlotAnswer],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """The slots of a business date that can be ordered for; free are those that have room for what is wanted."""
        asked = self.validated_query(SlotsQuery)
        door = (asked["lat"], asked["lon"]) if "lat" in asked else None
        own = get_visible_order(asked["order"], self.principal)[0] if "order" in asked else None
        wanted = Wanted(pizzas=asked["pizzas"], door=door, own=own)
        return self.answer(list_slots(store_id, ServiceMethod(asked["service"]), asked["date"], wanted))
