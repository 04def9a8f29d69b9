"""What a store would publish now, and from which catalogue."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.menu.queries import drafts
from apps.menu.queries.answers import DraftAnswer
from apps.menu.rest.access import MANAGERS
from apps.menu.rest.serializers import CatalogueSerializer
from apps.menu.store_menus.stores import copy_store_menu
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.store_views import ManagedView
from dominos.kernel.errors import Conflict


class DraftView(ManagedView):
    access = {"GET": MANAGERS}
    problems = {"GET": [Conflict]}

    @extend_schema(operation_id="preview_menu", tags=["menu"], responses=DraftAnswer)
    def get(self, request: Request, store_id: UUID) -> Response:
        """What publishing the draft would change."""
        return self.answer(drafts.get_draft(store_id))


class CatalogueView(ManagedView):
    access = {"PUT": only(Role.ADMIN)}
    problems = {"PUT": [Conflict]}

    @extend_schema(
        operation_id="sell_menu_like", tags=["menu"], request=CatalogueSerializer, responses=DraftAnswer
    )
    def put(self, request: Request, store_id: UUID) -> Response:
        """Lets the store publish from the catalogue of another store; publishing is a separate call."""
        copy_store_menu(store_id, self.validated(CatalogueSerializer)["like"])
        return self.answer(drafts.get_draft(store_id))
