"""Endpoints of the caller's loyalty points."""

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
    """The caller's points."""

    access = {"GET": OWN}

    @extend_schema(operation_id="get_points", tags=["orders"], responses=PointsAnswer)
    def get(self, request: Request) -> Response:
        """The caller's loyalty points, how to earn more, and when they expire. Deals of a menu with `points`
        are rewards.
        """
        return self.answer(get_points(self.principal.user_id))


class PointsHistoryView(ApiView):
    """The history of the caller's points."""

    access = {"GET": OWN}

    @extend_schema(
        operation_id="list_points_history",
        tags=["orders"],
        parameters=[PageQuery],
        responses=Page[PointsMovementAnswer],
    )
    def get(self, request: Request) -> Response:
        """Points earned, spent, returned and expired, newest first."""
        return self.page(list_movements(self.principal.user_id))
