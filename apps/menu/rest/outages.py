"""The endpoints of what a store has run out of: its staff and managers say so."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.menu.domain.availability import OutageKind
from apps.menu.models import Outage
from apps.menu.queries import published_menus
from apps.menu.rest.serializers import OutageSerializer, OutagesSerializer, SoldOutSerializer
from apps.menu.store_menus import outages
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound

CREW = only(Role.STORE_STAFF, Role.STORE_MANAGER, Role.ADMIN, scope="store")
KIND = OpenApiParameter("kind", str, "path", enum=[kind.value for kind in OutageKind])


class StoreView(ApiView):
    """A view for those who work in the store of the path."""

    def hold_to_store(self, store_id: UUID) -> None:
        """Others find nothing there."""
        if not self.principal.works_for(store_id):
            raise NotFound("There is no such store.")


class OutagesView(StoreView):
    access = {"GET": CREW}

    @extend_schema(operation_id="list_outages", tags=["menu"], responses=OutagesSerializer)
    def get(self, request: Request, store_id: UUID) -> Response:
        """What is out of stock at the store, and what cannot be ordered for that."""
        self.hold_to_store(store_id)
        menu = published_menus.get_menu(store_id)
        found = [_document(row) for row in published_menus.get_outages(store_id)]
        return Response({"outages": found, "unorderable": menu.unorderable})


class OutageView(StoreView):
    access = {"PUT": CREW, "DELETE": CREW}

    @extend_schema(
        operation_id="mark_sold_out",
        tags=["menu"],
        parameters=[KIND],
        request=SoldOutSerializer,
        responses={200: OutageSerializer},
    )
    def put(self, request: Request, store_id: UUID, kind: str, code: str) -> Response:
        """Takes it out of stock, until an instant if one is given; baskets refuse it within two seconds."""
        self.hold_to_store(store_id)
        until = self.validated(SoldOutSerializer).get("until")
        row = outages.mark_sold_out(store_id, _kind(kind), code, until=until, by=self.principal.id)
        return Response(_document(row))

    @extend_schema(operation_id="restock", tags=["menu"], parameters=[KIND], responses={204: None})
    def delete(self, request: Request, store_id: UUID, kind: str, code: str) -> HttpResponse:
        """Puts it back on sale; no change if it is."""
        self.hold_to_store(store_id)
        outages.restock(store_id, _kind(kind), code, by=self.principal.id)
        return Response(status=204)


def _kind(written: str) -> OutageKind:
    if written not in set(OutageKind):
        raise NotFound("There is no such kind of thing.")
    return OutageKind(written)


def _document(row: Outage) -> dict[str, object]:
    return {
        "kind": row.kind,
        "code": row.code,
        "until": row.until.isoformat() if row.until else None,
        "reported_at": row.reported_at.isoformat(),
        "reported_by": str(row.reported_by) if row.reported_by else None,
    }
