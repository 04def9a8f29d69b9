"""One's loyalty points."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.orders.queries.loyalty import PointsAnswer, PointsMovementAnswer, get_points, list_movements
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.answers import Page
from dominos.kernel.edge.serializers import PageQuery
from dominos.kernel.edge.views import ApiView

OWN = only(Role.CUSTOMER, scope="own")


class PointsView(ApiView):
    """What one has."""

    access = {"GET": OWN}

    @extend_schema(operation_id="get_points", tags=["orders"], responses=PointsAnswer)
    def get(self, request: Request) -> Response:
        """One's loyalty points, what earns more, and when they end. Deals of a menu that have `points` are rewards."""
        return self.answer(get_points(self.principal.user_id))


class PointsHistoryView(ApiView):
    """What became of them."""

    access = {"GET": OWN}

    @extend_schema(
        operation_id="list_points_history",
        tags=["orders"],
        parameters=[PageQuery],
        responses=Page[PointsMovementAnswer],
    )
    def get(self, request: Request) -> Response:
        """What one earned, spent, got back and lost, newest first."""
        return self.page(list_movements(self.principal.user_id))
