"""What a store would publish now, for its manager."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.menu.queries import drafts
from apps.menu.queries.answers import DraftAnswer
from apps.menu.rest.access import MANAGERS
from dominos.kernel.edge.store_views import ManagedView
from dominos.kernel.errors import Conflict


class DraftView(ManagedView):
    access = {"GET": MANAGERS}
    problems = {"GET": [Conflict]}

    @extend_schema(operation_id="preview_menu", tags=["menu"], responses=DraftAnswer)
    def get(self, request: Request, store_id: UUID) -> Response:
        """What publishing the draft would change."""
        return self.answer(drafts.get_draft(store_id))
