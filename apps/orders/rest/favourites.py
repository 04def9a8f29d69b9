"""Endpoints for a customer's saved baskets."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.menu.contract.limits import MAX_LINES
from apps.menu.contract.types import LineRequest
from apps.orders.contract.errors import TooManyFavourites
from apps.orders.domain.favourites import MAX_NAME
from apps.orders.queries.favourites import FavouriteAnswer, list_favourites
from apps.orders.quotes.favourites import Basket, forget, keep
from apps.orders.rest.requests import ORDERABLE
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.contact_fields import WordsField
from dominos.kernel.edge.dataclass_serializers import serializer_of
from dominos.kernel.edge.fields import ListField
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound

CUSTOMERS = only(Role.CUSTOMER)


class FavouriteSerializer(StrictSerializer):
    """A basket to save."""

    name = WordsField(max_length=MAX_NAME)
    store_id = serializers.UUIDField()
    service = serializers.ChoiceField(ORDERABLE)
    address_id = serializers.UUIDField(allow_null=True, default=None)
    lines = ListField(child=serializer_of(LineRequest)(), min_length=1, max_length=MAX_LINES)


class FavouritesView(ApiView):
    """The caller's saved baskets."""

    access = {"GET": CUSTOMERS, "POST": CUSTOMERS}
    costs_by = "lines"
    problems = {"POST": [TooManyFavourites, NotFound]}

    @extend_schema(operation_id="list_favourites", tags=["orders"], responses=list[FavouriteAnswer])
    def get(self, request: Request) -> Response:
        """The caller's saved baskets, newest first."""
        return self.answer(list_favourites(self.principal.user_id))

    @extend_schema(
        operation_id="keep_favourite",
        tags=["orders"],
        request=FavouriteSerializer,
        responses={201: list[FavouriteAnswer]},
    )
    def post(self, request: Request) -> Response:
        """Saves a basket, replacing the one of the same name; returns all of them.

        Its availability is checked when it is ordered.
        """
        asked = self.validated(FavouriteSerializer)
        basket = Basket(**{**asked, "service": ServiceMethod(asked["service"])})
        keep(basket, self.principal.user_id)
        return self.answer(list_favourites(self.principal.user_id), 201)


class FavouriteView(ApiView):
    """One saved basket."""

    access = {"DELETE": CUSTOMERS}
    problems = {"DELETE": [NotFound]}

    @extend_schema(operation_id="forget_favourite", tags=["orders"], responses={200: list[FavouriteAnswer]})
    def delete(self, request: Request, favourite_id: UUID) -> Response:
        """Deletes it; returns the remaining ones."""
        forget(favourite_id, self.principal.user_id)
        return self.answer(list_favourites(self.principal.user_id))
