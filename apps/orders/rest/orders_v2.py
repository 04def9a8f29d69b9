"""Version 2 of placing an order: placed and paid in one call, with money as objects."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.orders.domain.actors import ORDERING_ROLES
from apps.orders.queries.paid_orders import PaidOrderAnswer, paid_order
from apps.orders.quotes.changes import QuoteChangeAnswer
from apps.orders.rest.quotes import Placing
from apps.orders.rest.requests import PaidPlacementSerializer
from dominos.kernel.edge.access import only
from dominos.kernel.edge.problem_schema import CONTENT_TYPE


class PaidOrdersView(Placing):
    """Orders placed and paid in one call."""

    access = {"POST": only(*ORDERING_ROLES, scope="own")}
    problems = {"POST": Placing.placing_problems}
    takes = PaidPlacementSerializer

    @extend_schema(
        operation_id="place_and_pay_order",
        tags=["orders"],
        request=PaidPlacementSerializer,
        responses={201: PaidOrderAnswer, (409, CONTENT_TYPE): QuoteChangeAnswer},
    )
    def post(self, request: Request) -> Response:
        """Places a quote as an order and pays it, by card, in cash or by credit.

        Whatever the outcome of the payment, the order exists: see `payment.outcome`; `POST /api/v1/payments`
        can pay it later. If the quote is no longer valid, a 409 has the differences and a new quote to
        accept.
        """
        return self.answer(paid_order(self.placed(request)), 201)
