"""The endpoints of passwords and e-mail addresses."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.users.contract.errors import EmailTaken, LinkNotValid, WrongPassword
from apps.users.rest.serializers import (
    EmailChangeSerializer,
    EmailSerializer,
    PasswordChangeSerializer,
    PasswordResetSerializer,
    VerificationSerializer,
)
from apps.users.rest.shared import FRESH, MAIL_IF_KNOWN, AcceptedAnswer, device_of
from apps.users.throttles import AddressThrottle, MailboxThrottle, OwnPasswordThrottle, SignInThrottle
from apps.users.use_cases import mailbox_requests, recovery
from apps.users.use_cases.mailbox_requests import Asked
from apps.users.use_cases.tokens import TokenPairAnswer
from dominos.kernel.edge.access import ANYONE
from dominos.kernel.edge.throttling import RoleThrottle
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound, StepUpRequired

UNDONE = AcceptedAnswer(
    detail="Your account has its previous address again. A mail with a link for a new password is on its way."
)


class ForgottenPasswordView(ApiView):
    access = {"POST": ANYONE}
    throttle_classes = [RoleThrottle, AddressThrottle, SignInThrottle, MailboxThrottle]

    @extend_schema(
        operation_id="request_password_reset",
        tags=["users"],
        request=EmailSerializer,
        responses={202: AcceptedAnswer},
    )
    def post(self, request: Request) -> Response:
        """Mails a link that sets a new password, valid once for 30 minutes. The response is the same for
        unknown addresses.
        """
        mailbox_requests.ask(Asked.RESET, **self.validated(EmailSerializer))
        return self.answer(MAIL_IF_KNOWN, 202)


class ResetPasswordView(ApiView):
    access = {"POST": ANYONE}
    problems = {"POST": [LinkNotValid]}
    throttle_classes = [RoleThrottle, AddressThrottle]

    @extend_schema(
        operation_id="reset_password",
        tags=["users"],
        request=PasswordResetSerializer,
        responses={200: AcceptedAnswer},
    )
    def post(self, request: Request) -> Response:
        """Sets a new password with the mail's token. All sessions end."""
        recovery.reset_password(**self.validated(PasswordResetSerializer))
        return self.answer(AcceptedAnswer(detail="Your password is changed; sign in with the new one."))


class PasswordView(ApiView):
    access = {"POST": FRESH}
    problems = {"POST": [WrongPassword, NotFound, StepUpRequired]}
    answer_is_secret = True
    throttle_classes = [RoleThrottle, OwnPasswordThrottle]

    @extend_schema(
        operation_id="change_password",
        tags=["users"],
        request=PasswordChangeSerializer,
        responses={200: TokenPairAnswer},
    )
    def post(self, request: Request) -> Response:
        """Changes the password. All sessions except the caller's end, which gets a new pair of tokens."""
        fields = self.validated(PasswordChangeSerializer)
        return self.answer(
            recovery.change_password(
                self.principal.user_id, self.principal.session_id, **fields, device=device_of(request)
            )
        )


class EmailView(ApiView):
    access = {"POST": FRESH}
    problems = {"POST": [WrongPassword, NotFound, StepUpRequired]}
    throttle_classes = [RoleThrottle, OwnPasswordThrottle, MailboxThrottle]

    @extend_schema(
        operation_id="request_email_change",
        tags=["users"],
        request=EmailChangeSerializer,
        responses={202: AcceptedAnswer},
    )
    def post(self, request: Request) -> Response:
        """Mails a link to a new address, which becomes the account's when the link is used within a day."""
        recovery.request_email(self.principal.user_id, **self.validated(EmailChangeSerializer))
        return self.answer(AcceptedAnswer(detail="A mail with a link is on its way to the new address."), 202)


class ConfirmEmailView(ApiView):
    access = {"POST": ANYONE}
    problems = {"POST": [LinkNotValid, EmailTaken]}
    throttle_classes = [RoleThrottle, AddressThrottle]

    @extend_schema(
        operation_id="confirm_email_change",
        tags=["users"],
        request=VerificationSerializer,
        responses={200: AcceptedAnswer},
    )
    def post(self, request: Request) -> Response:
        """Changes the account's address to the one that received the token. The previous one can undo that
        for a week.
        """
        recovery.change_email(**self.validated(VerificationSerializer))
        return self.answer(AcceptedAnswer(detail="Your account has the new address now."))


class UndoEmailView(ApiView):
    access = {"POST": ANYONE}
    problems = {"POST": [LinkNotValid, EmailTaken]}
    throttle_classes = [RoleThrottle, AddressThrottle]

    @extend_schema(
        operation_id="undo_email_change",
        tags=["users"],
        request=VerificationSerializer,
        responses={200: AcceptedAnswer},
    )
    def post(self, request: Request) -> Response:
        """Restores the account's previous address. All sessions and the password end; a reset link is mailed."""
        recovery.undo_email(**self.validated(VerificationSerializer))
        return self.answer(UNDONE)
