"""The endpoints of a store's outages, for its staff and managers."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.menu.contract.errors import NoMenu
from apps.menu.domain.availability import OutageKind
from apps.menu.queries import published_menus
from apps.menu.queries.answers import OutageAnswer, OutagesAnswer
from apps.menu.rest.access import CREW
from apps.menu.rest.serializers import SoldOutSerializer
from apps.menu.store_menus import outages
from dominos.kernel.edge.store_views import CrewView
from dominos.kernel.errors import NotFound

KIND = OpenApiParameter("kind", str, "path", enum=[kind.value for kind in OutageKind])


class OutagesView(CrewView):
    access = {"GET": CREW}
    problems = {"GET": [NoMenu]}

    @extend_schema(operation_id="list_outages", tags=["menu"], responses=OutagesAnswer)
    def get(self, request: Request, store_id: UUID) -> Response:
        """What is sold out at the store, and what cannot be ordered because of it."""
        return self.answer(published_menus.get_outages(store_id))


class OutageView(CrewView):
    access = {"PUT": CREW, "DELETE": CREW}
    problems = {"PUT": [NoMenu], "DELETE": [NoMenu]}

    @extend_schema(
        operation_id="mark_sold_out",
        tags=["menu"],
        parameters=[KIND],
        request=SoldOutSerializer,
        responses=OutageAnswer,
    )
    def put(self, request: Request, store_id: UUID, kind: str, code: str) -> Response:
        """Marks it sold out until an instant or until it is restocked; baskets refuse it within two seconds."""
        until = self.validated(SoldOutSerializer).get("until")
        outage = outages.mark_sold_out(store_id, _kind(kind), code, until=until, by=self.principal.id)
        return self.answer(OutageAnswer.of(outage))

    @extend_schema(operation_id="restock", tags=["menu"], parameters=[KIND], responses={204: None})
    def delete(self, request: Request, store_id: UUID, kind: str, code: str) -> Response:
        """Restocks it; no effect if it is in stock."""
        outages.restock(store_id, _kind(kind), code, by=self.principal.id)
        return Response(status=204)


def _kind(written: str) -> OutageKind:
    if written not in set(OutageKind):
        raise NotFound("There is no such kind of item.")
    return OutageKind(written)
