"""The endpoint that closes an account."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.users.contract.errors import StaffAccount, WrongPassword
from apps.users.rest.serializers import PasswordSerializer
from apps.users.rest.shared import OWN, AcceptedAnswer
from apps.users.throttles import AddressThrottle, OwnPasswordThrottle
from apps.users.use_cases import account_closure
from dominos.kernel.edge.throttling import RoleThrottle
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound

CLOSED = AcceptedAnswer(
    detail="Your account is closed and you are signed out everywhere. What we know of you is being deleted."
)


class CloseAccountView(ApiView):
    access = {"POST": OWN}
    problems = {"POST": [WrongPassword, StaffAccount, NotFound]}
    throttle_classes = [RoleThrottle, AddressThrottle, OwnPasswordThrottle]

    @extend_schema(
        operation_id="close_account",
        tags=["users"],
        request=PasswordSerializer,
        responses={202: AcceptedAnswer},
    )
    def post(self, request: Request) -> Response:
        """Closes the caller's account permanently; every app erases their data once open orders are finished.

        Invoices stay as issued, as accounting law requires, and amounts without a name.
        """
        account_closure.close_account(self.principal.user_id, **self.validated(PasswordSerializer))
        return self.answer(CLOSED, 202)
