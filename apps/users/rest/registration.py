"""Endpoints of registration."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.users.contract.errors import LinkNotValid
from apps.users.rest.serializers import EmailSerializer, RegistrationSerializer, VerificationSerializer
from apps.users.rest.shared import AcceptedAnswer
from apps.users.throttles import AddressThrottle, MailboxThrottle, SignInThrottle
from apps.users.use_cases import mailbox_requests, registration
from apps.users.use_cases.mailbox_requests import Asked
from dominos.kernel.edge.access import ANYONE
from dominos.kernel.edge.languages import language_asked_for
from dominos.kernel.edge.throttling import RoleThrottle
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import Unavailable
from dominos.kernel.texts.languages import SOURCE

CHECK_MAIL = AcceptedAnswer(detail="If this address can be registered, a mail with a link is on its way.")


class RegisterView(ApiView):
    access = {"POST": ANYONE}
    problems = {"POST": [Unavailable]}
    throttle_classes = [RoleThrottle, AddressThrottle, SignInThrottle, MailboxThrottle]

    @extend_schema(
        operation_id="register",
        tags=["users"],
        request=RegistrationSerializer,
        responses={202: AcceptedAnswer},
    )
    def post(self, request: Request) -> Response:
        """Registers a customer. The response does not reveal whether the address is known."""
        asked = language_asked_for(request) or SOURCE
        mailbox_requests.register(**{"locale": asked, **self.validated(RegistrationSerializer)})
        return self.answer(CHECK_MAIL, 202)


class ResendVerificationView(ApiView):
    access = {"POST": ANYONE}
    throttle_classes = [RoleThrottle, AddressThrottle, SignInThrottle, MailboxThrottle]

    @extend_schema(
        operation_id="resend_verification",
        tags=["users"],
        request=EmailSerializer,
        responses={202: AcceptedAnswer},
    )
    def post(self, request: Request) -> Response:
        """Mails another verification link, if a registration is pending."""
        mailbox_requests.ask(Asked.VERIFICATION, **self.validated(EmailSerializer))
        return self.answer(CHECK_MAIL, 202)


class VerifyEmailView(ApiView):
    access = {"POST": ANYONE}
    problems = {"POST": [LinkNotValid]}

    @extend_schema(
        operation_id="verify_email",
        tags=["users"],
        request=VerificationSerializer,
        responses={200: AcceptedAnswer},
    )
    def post(self, request: Request) -> Response:
        """Verifies an e-mail address with the mail's token, once, within a day."""
        registration.verify_email(**self.validated(VerificationSerializer))
        return self.answer(AcceptedAnswer(detail="Your e-mail address is verified; you may sign in."))
