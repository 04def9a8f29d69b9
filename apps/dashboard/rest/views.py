"""REST views of the dashboard."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.dashboard.access import MANAGERS, STAFF, may_see_map
from apps.dashboard.domain import COLUMNS
from apps.dashboard.queries.board import list_board, list_stores
from apps.dashboard.queries.sales import list_sales
from apps.dashboard.queries.store_map import store_map
from apps.dashboard.rest import serializers
from dominos.kernel.auth import Principal, Role
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound


class StoresView(ApiView):
    """The stores whose board the caller may see."""

    access = {"GET": STAFF}

    @extend_schema(responses=serializers.BoardStores, tags=["dashboard"])
    def get(self, request: Request) -> Response:
        stores = list_stores(_all_or(self.principal, self.principal.store_ids))
        rows = [{"store_id": s.store_id, "code": s.code, "name": s.name} for s in stores]
        return Response(serializers.BoardStores({"stores": rows}).data)


class BoardView(ApiView):
    """The live orders of a store."""

    access = {"GET": STAFF}

    @extend_schema(parameters=[serializers.BoardQuery], responses=serializers.Board, tags=["dashboard"])
    def get(self, request: Request) -> Response:
        store_id = self.validated_query(serializers.BoardQuery)["store"]
        if not self.principal.works_for(store_id):
            raise NotFound
        columns = {name: list(states) for name, states in COLUMNS.items()}
        return Response({"columns": columns, "orders": list_board(store_id)})


class MapView(ApiView):
    """Where a store's couriers and its customers' doors are."""

    access = {"GET": MANAGERS}

    @extend_schema(parameters=[serializers.BoardQuery], responses=serializers.StoreMap, tags=["dashboard"])
    def get(self, request: Request) -> Response:
        store_id = self.validated_query(serializers.BoardQuery)["store"]
        if not may_see_map(self.principal, store_id):
            raise NotFound
        return Response(store_map(store_id))


class SalesView(ApiView):
    """Figures by day and store."""

    access = {"GET": MANAGERS}

    @extend_schema(parameters=[serializers.SalesQuery], responses=serializers.Sales, tags=["dashboard"])
    def get(self, request: Request) -> Response:
        wish = self.validated_query(serializers.SalesQuery)
        stores = _visible(self.principal, wish.get("store"))
        rows = list_sales(wish["first"], wish["last"], stores)
        return Response(serializers.Sales({"results": rows}).data)


def _visible(principal: Principal, store_id: UUID | None) -> frozenset[UUID] | None:
    """The stores the caller sees figures of; None is all. NotFound for one of somebody else's."""
    if store_id is not None:
        if not (principal.manages(store_id) or principal.is_any(Role.SUPPORT)):
            raise NotFound
        return frozenset({store_id})
    return _all_or(principal, principal.managed_ids)


def _all_or(principal: Principal, store_ids: frozenset[UUID]) -> frozenset[UUID] | None:
    return None if principal.is_any(Role.SUPPORT, Role.ADMIN) else store_ids
