"""Version 2 of placing an order: placed and paid in one, with money as objects."""

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
    """Orders that are placed and paid in one."""

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
        """Makes a quote an order and pays it, by card, in cash or by credit.

        Whatever becomes of the payment, the order exists: `payment.outcome` tells, and `POST /api/v1/payments` pays it
        later. A quote that does not hold any more is a 409 with what changed and a fresh quote to accept.
        """
        return self.answer(paid_order(self.placed(request)), 201)
