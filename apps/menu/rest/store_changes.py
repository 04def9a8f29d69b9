"""A store's changes to its catalogue, made by its manager."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.menu.domain.assortment import ItemKind
from apps.menu.queries import drafts
from apps.menu.queries.answers import StoreChangeAnswer
from apps.menu.rest.access import MANAGERS
from apps.menu.rest.serializers import NewStoreChangeSerializer
from apps.menu.store_menus import changes
from dominos.kernel.edge.store_views import ManagedView
from dominos.kernel.errors import Conflict, NotFound

KIND = OpenApiParameter("kind", str, "path", enum=[kind.value for kind in ItemKind])


class StoreChangesView(ManagedView):
    access = {"GET": MANAGERS}

    @extend_schema(operation_id="list_store_changes", tags=["menu"], responses=list[StoreChangeAnswer])
    def get(self, request: Request, store_id: UUID) -> Response:
        """The store's changes, effective with its next publication."""
        return self.answer(drafts.list_store_changes(store_id))


class StoreChangeView(ManagedView):
    access = {"PUT": MANAGERS, "DELETE": MANAGERS}
    problems = {"PUT": [Conflict]}

    @extend_schema(
        operation_id="save_store_change",
        tags=["menu"],
        parameters=[KIND],
        request=NewStoreChangeSerializer,
        responses=StoreChangeAnswer,
    )
    def put(self, request: Request, store_id: UUID, kind: str, code: str) -> Response:
        """Changes the item at this store; `GET menu/draft` shows the effect, publishing applies it."""
        fields = self.validated(NewStoreChangeSerializer)
        return self.answer(StoreChangeAnswer.of(changes.save_change(store_id, _kind(kind), code, **fields)))

    @extend_schema(
        operation_id="delete_store_change", tags=["menu"], parameters=[KIND], responses={204: None}
    )
    def delete(self, request: Request, store_id: UUID, kind: str, code: str) -> Response:
        """Removes the change; no effect if there is none."""
        changes.drop_change(store_id, _kind(kind), code)
        return Response(status=204)


def _kind(written: str) -> ItemKind:
    if written not in set(ItemKind):
        raise NotFound("There is no such kind of item.")
    return ItemKind(written)
