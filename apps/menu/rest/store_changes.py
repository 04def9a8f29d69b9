"""What a store sells otherwise than its catalogue says: its manager decides, and publishes."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.menu.domain.assortment import ItemKind
from apps.menu.models import StoreChange
from apps.menu.rest.views import MANAGERS
from apps.menu.store_menus import changes
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound

KIND = OpenApiParameter("kind", str, "path", enum=[kind.value for kind in ItemKind])
LARGEST_PRICE = 10**7


class StoreChangeSerializer(StrictSerializer):
    """Not sold here, or at other prices (minor units; null: as in the catalogue) or in other dayparts."""

    is_sold = serializers.BooleanField(default=True)
    price = serializers.IntegerField(
        min_value=0,
        max_value=LARGEST_PRICE,
        allow_null=True,
        default=None,
        help_text="Of a variant or a side.",
    )
    topping_price = serializers.IntegerField(
        min_value=0, max_value=LARGEST_PRICE, allow_null=True, default=None, help_text="Of a variant."
    )
    dayparts = serializers.ListField(
        child=serializers.CharField(max_length=40), allow_null=True, default=None, help_text="Of a product."
    )


class CodedChangeSerializer(StoreChangeSerializer):
    """The same with what it is about."""

    kind = serializers.CharField(help_text=f"One of {', '.join(ItemKind)}.")
    code = serializers.CharField()


class ManagedView(ApiView):
    """A view for those who manage the store of the path."""

    def hold_to_store(self, store_id: UUID) -> None:
        """Others find nothing there."""
        if not self.principal.manages(store_id):
            raise NotFound("There is no such store.")


class StoreChangesView(ManagedView):
    access = {"GET": MANAGERS}

    @extend_schema(
        operation_id="list_store_changes", tags=["menu"], responses=CodedChangeSerializer(many=True)
    )
    def get(self, request: Request, store_id: UUID) -> Response:
        """What the store sells otherwise from its next publication on."""
        self.hold_to_store(store_id)
        return Response([_document(row) for row in StoreChange.objects.filter(store=store_id)])


class StoreChangeView(ManagedView):
    access = {"PUT": MANAGERS, "DELETE": MANAGERS}

    @extend_schema(
        operation_id="sell_otherwise",
        tags=["menu"],
        parameters=[KIND],
        request=StoreChangeSerializer,
        responses={200: CodedChangeSerializer},
    )
    def put(self, request: Request, store_id: UUID, kind: str, code: str) -> Response:
        """Lets the store sell it otherwise; `GET menu/draft` shows what comes of it, publishing makes it count."""
        self.hold_to_store(store_id)
        fields = self.validated(StoreChangeSerializer)
        return Response(_document(changes.save_change(store_id, _kind(kind), code, **fields)))

    @extend_schema(
        operation_id="sell_as_the_catalogue", tags=["menu"], parameters=[KIND], responses={204: None}
    )
    def delete(self, request: Request, store_id: UUID, kind: str, code: str) -> Response:
        """Lets the store sell it as the catalogue says; no change if it does."""
        self.hold_to_store(store_id)
        changes.drop_change(store_id, _kind(kind), code)
        return Response(status=204)


def _kind(written: str) -> ItemKind:
    if written not in set(ItemKind):
        raise NotFound("There is no such kind of thing.")
    return ItemKind(written)


def _document(row: StoreChange) -> dict[str, object]:
    return {
        "kind": row.kind,
        "code": row.code,
        "is_sold": row.is_sold,
        "price": row.price,
        "topping_price": row.topping_price,
        "dayparts": row.dayparts,
    }
