"""Price, contents and corrections of a basket at a store."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.menu.contract.errors import NoMenu
from apps.menu.queries.answers import CheckedBasketAnswer
from apps.menu.requests import BasketSerializer, checked_basket
from dominos.kernel.edge.access import ANYONE
from dominos.kernel.edge.languages import menu_language_asked_for
from dominos.kernel.edge.views import ApiView


class BasketView(ApiView):
    access = {"POST": ANYONE}
    costs_by = "lines"
    problems = {"POST": [NoMenu]}

    @extend_schema(
        operation_id="check_basket", tags=["menu"], request=BasketSerializer, responses=CheckedBasketAnswer
    )
    def post(self, request: Request, store_id: UUID) -> Response:
        """The price and contents of the basket, half by half, and its corrections. Changes nothing."""
        basket = self.validated(BasketSerializer)
        check = checked_basket(store_id, basket, menu_language_asked_for(request))
        return self.answer(CheckedBasketAnswer.of_check(check))
