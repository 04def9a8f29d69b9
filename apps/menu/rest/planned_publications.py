"""Publishing a store's draft at a set time, by its manager."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.menu.queries.answers import PlannedPublicationAnswer
from apps.menu.queries.publications import list_planned_publications, planned_publication
from apps.menu.rest.access import MANAGERS
from apps.menu.rest.serializers import PlanSerializer
from apps.menu.store_menus.planned_publications import cancel_publication, plan_publication
from dominos.kernel.edge.answers import Page
from dominos.kernel.edge.serializers import PageQuery
from dominos.kernel.edge.store_views import ManagedView
from dominos.kernel.errors import Conflict


class PlannedPublicationsView(ManagedView):
    access = {"GET": MANAGERS, "PUT": MANAGERS, "DELETE": MANAGERS}
    problems = {"PUT": [Conflict]}

    @extend_schema(
        operation_id="list_planned_publications",
        tags=["menu"],
        parameters=[PageQuery],
        responses=Page[PlannedPublicationAnswer],
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """What is planned for the store, and what became of earlier plans; the latest time first."""
        return self.page(list_planned_publications(store_id))

    @extend_schema(
        operation_id="plan_publication",
        tags=["menu"],
        request=PlanSerializer,
        responses=PlannedPublicationAnswer,
    )
    def put(self, request: Request, store_id: UUID) -> Response:
        """Publishes the draft, as it stands then, at a time of the store's clock; replaces the open plan."""
        asked = self.validated(PlanSerializer)
        plan = plan_publication(store_id, asked["date"], asked["time"], by=self.principal.id)
        return self.answer(planned_publication(plan))

    @extend_schema(operation_id="cancel_planned_publication", tags=["menu"], responses={204: None})
    def delete(self, request: Request, store_id: UUID) -> Response:
        """Cancels the open plan; no effect if there is none."""
        cancel_publication(store_id, by=self.principal.id)
        return Response(status=204)
