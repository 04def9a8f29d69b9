"""REST views of the dashboard."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.dashboard.access import MANAGERS, ORDER_TAKERS, STAFF, may_see_map
from apps.dashboard.domain.board import COLUMNS
from apps.dashboard.domain.reports import By
from apps.dashboard.queries.answers import BoardAnswer, BoardStoresAnswer, SalesAnswer, StoreMapAnswer
from apps.dashboard.queries.board import list_board, list_past_board, list_stores
from apps.dashboard.queries.reports.scope import Scope
from apps.dashboard.queries.sales import list_sales
from apps.dashboard.queries.store_map import store_map
from apps.dashboard.rest import serializers
from apps.dashboard.use_cases.day_figures import due, refresh
from apps.orders.contract.types import OrderStatus
from dominos.kernel.auth import Principal, Role
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound, Unavailable


class StoresView(ApiView):
    """The stores the caller works for, or takes orders for."""

    access = {"GET": ORDER_TAKERS}

    @extend_schema(responses=BoardStoresAnswer, tags=["dashboard"])
    def get(self, request: Request) -> Response:
        is_agent = self.principal.is_any(Role.AGENT)
        stores = list_stores(None if is_agent else _all_or(self.principal, self.principal.store_ids))
        return self.answer(BoardStoresAnswer(stores=stores))


class BoardView(ApiView):
    """The live orders of a store."""

    access = {"GET": STAFF}
    problems = {"GET": [NotFound]}

    @extend_schema(parameters=[serializers.BoardQuery], responses=BoardAnswer, tags=["dashboard"])
    def get(self, request: Request) -> Response:
        store_id = self.validated_query(serializers.BoardQuery)["store"]
        if not self.principal.works_for(store_id):
            raise NotFound
        return self.answer(BoardAnswer(columns=_columns(), orders=list_board(store_id)))


class PastBoardView(ApiView):
    """A store's board as it was at an instant of the last two weeks."""

    access = {"GET": MANAGERS}
    problems = {"GET": [NotFound]}

    @extend_schema(parameters=[serializers.PastBoardQuery], responses=BoardAnswer, tags=["dashboard"])
    def get(self, request: Request) -> Response:
        asked = self.validated_query(serializers.PastBoardQuery)
        _visible(self.principal, asked["store"])
        return self.answer(
            BoardAnswer(columns=_columns(), orders=list_past_board(asked["store"], asked["at"]))
        )


class MapView(ApiView):
    """Where a store's couriers and its customers' doors are."""

    access = {"GET": MANAGERS}
    problems = {"GET": [NotFound, Unavailable]}

    @extend_schema(parameters=[serializers.BoardQuery], responses=StoreMapAnswer, tags=["dashboard"])
    def get(self, request: Request) -> Response:
        store_id = self.validated_query(serializers.BoardQuery)["store"]
        if not may_see_map(self.principal, store_id):
            raise NotFound
        return self.answer(store_map(store_id))


class SalesView(ApiView):
    """Figures by business day and store."""

    access = {"GET": MANAGERS}
    problems = {"GET": [NotFound]}

    @extend_schema(parameters=[serializers.SalesQuery], responses=SalesAnswer, tags=["dashboard"])
    def get(self, request: Request) -> Response:
        return self.answer(SalesAnswer(results=list_sales(scope_of(self, serializers.SalesQuery))))


def scope_of(view: ApiView, query: type[serializers.SalesQuery]) -> Scope:
    """The requested days and stores, limited to what the caller may see; pending figures are refreshed first.
    NotFound.
    """
    asked = view.validated_query(query)
    stores = _visible(view.principal, asked.get("store"))
    scope = Scope(asked["first"], asked["last"], stores, By(asked.get("by", By.DAY)))
    refresh(scope.of(due()))
    return scope


def _columns() -> dict[str, list[OrderStatus]]:
    return {name: list(states) for name, states in COLUMNS.items()}


def _visible(principal: Principal, store_id: UUID | None) -> frozenset[UUID] | None:
    """The stores the caller sees figures of; None is all. NotFound for one of somebody else's."""
    if store_id is not None:
        if not (principal.manages(store_id) or principal.is_any(Role.SUPPORT)):
            raise NotFound
        return frozenset({store_id})
    return _all_or(principal, principal.managed_ids)


def _all_or(principal: Principal, store_ids: frozenset[UUID]) -> frozenset[UUID] | None:
    return None if principal.is_any(Role.SUPPORT, Role.ADMIN) else store_ids
