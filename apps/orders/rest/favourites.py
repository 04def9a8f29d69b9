"""Baskets that a customer keeps with their account."""

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
from dominos.kernel.edge.declared import serializer_of
from dominos.kernel.edge.fields import ListField
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound

CUSTOMERS = only(Role.CUSTOMER)


class FavouriteSerializer(StrictSerializer):
    """A basket to keep."""

    name = WordsField(max_length=MAX_NAME)
    store_id = serializers.UUIDField()
    service = serializers.ChoiceField(ORDERABLE)
    address_id = serializers.UUIDField(allow_null=True, default=None)
    lines = ListField(child=serializer_of(LineRequest)(), min_length=1, max_length=MAX_LINES)


class FavouritesView(ApiView):
    """What the caller keeps."""

    access = {"GET": CUSTOMERS, "POST": CUSTOMERS}
    costs_by = "lines"
    problems = {"POST": [TooManyFavourites, NotFound]}

    @extend_schema(operation_id="list_favourites", tags=["orders"], responses=list[FavouriteAnswer])
    def get(self, request: Request) -> Response:
        """The baskets that the caller keeps, the newest first."""
        return self.answer(list_favourites(self.principal.user_id))

    @extend_schema(
        operation_id="keep_favourite",
        tags=["orders"],
        request=FavouriteSerializer,
        responses={201: list[FavouriteAnswer]},
    )
    def post(self, request: Request) -> Response:
        """Keeps a basket, in place of the one of the same name; says what is kept now.

        Whether it can still be had is asked when it is ordered.
        """
        asked = self.validated(FavouriteSerializer)
        basket = Basket(**{**asked, "service": ServiceMethod(asked["service"])})
        keep(basket, self.principal.user_id)
        return self.answer(list_favourites(self.principal.user_id), 201)


class FavouriteView(ApiView):
    """One of them."""

    access = {"DELETE": CUSTOMERS}
    problems = {"DELETE": [NotFound]}

    @extend_schema(operation_id="forget_favourite", tags=["orders"], responses={200: list[FavouriteAnswer]})
    def delete(self, request: Request, favourite_id: UUID) -> Response:
        """Forgets it; says what is kept now."""
        forget(favourite_id, self.principal.user_id)
        return self.answer(list_favourites(self.principal.user_id))
