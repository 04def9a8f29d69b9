"""The endpoints of users."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.users import queries, tokens
from apps.users.contract.errors import (
    CodeNotValid,
    EmailNotVerified,
    EmailTaken,
    LinkNotValid,
    RefreshRefused,
    TooManyAddresses,
    WrongCredentials,
    WrongPassword,
)
from apps.users.queries import ProfileAnswer, SavedAddressAnswer
from apps.users.rest.serializers import (
    CodeSerializer,
    CredentialsSerializer,
    EmailChangeSerializer,
    EmailSerializer,
    PasswordChangeSerializer,
    PasswordResetSerializer,
    ProfileChangeSerializer,
    RefreshSerializer,
    RegistrationSerializer,
    SavedAddressSerializer,
    VerificationSerializer,
)
from apps.users.throttles import (
    AddressThrottle,
    GuestTokenThrottle,
    MailboxThrottle,
    OwnPasswordThrottle,
    SignInThrottle,
)
from apps.users.tokens import GuestTokenAnswer, TokenPairAnswer
from apps.users.use_cases import profile, recovery, registration, sessions
from dominos.kernel.edge.access import ANYONE, Access
from dominos.kernel.edge.answers import Answer, Page
from dominos.kernel.edge.clients import client_of
from dominos.kernel.edge.serializers import PageQuery
from dominos.kernel.edge.throttling import RoleThrottle
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound


class AcceptedAnswer(Answer):
    """What happens next."""

    detail: str


OWN = Access(frozenset(), "own")
CHECK_MAIL = AcceptedAnswer(detail="If this address can be registered, a mail with a link is on its way.")

MAIL_IF_KNOWN = AcceptedAnswer(detail="If there is an account with this address, a mail is on its way.")
UNDONE = AcceptedAnswer(
    detail="Your account has its previous address again. A mail with a link for a new password is on its way."
)


class RegisterView(ApiView):
    access = {"POST": ANYONE}
    throttle_classes = [RoleThrottle, AddressThrottle, SignInThrottle, MailboxThrottle]

    @extend_schema(
        operation_id="register",
        tags=["users"],
        request=RegistrationSerializer,
        responses={202: AcceptedAnswer},
    )
    def post(self, request: Request) -> Response:
        """Registers a customer. The answer does not tell whether the address is known; the mail does."""
        registration.register(**self.validated(RegistrationSerializer))
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
        """Mails another verification link, if somebody waits for one."""
        registration.resend_verification(**self.validated(EmailSerializer))
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
        """Verifies an e-mail address with the token of the mail, once, within a day."""
        registration.verify_email(**self.validated(VerificationSerializer))
        return self.answer(AcceptedAnswer(detail="Your e-mail address is verified; you may sign in."))


class TokenView(ApiView):
    access = {"POST": ANYONE}
    problems = {"POST": [WrongCredentials, EmailNotVerified]}
    answer_is_secret = True
    throttle_classes = [RoleThrottle, AddressThrottle, SignInThrottle]

    @extend_schema(
        operation_id="sign_in",
        tags=["users"],
        request=CredentialsSerializer,
        responses={200: TokenPairAnswer},
    )
    def post(self, request: Request) -> Response:
        """Signs in."""
        return self.answer(sessions.sign_in(**self.validated(CredentialsSerializer)))


class GuestView(ApiView):
    access = {"POST": ANYONE}
    answer_is_secret = True
    throttle_classes = [RoleThrottle, GuestTokenThrottle]

    @extend_schema(
        operation_id="issue_guest_token", tags=["users"], request=None, responses={201: GuestTokenAnswer}
    )
    def post(self, request: Request) -> Response:
        """Gives a token to order, pay and follow with, without an account. It cannot be renewed."""
        return self.answer(tokens.issue_guest(), 201)


class RefreshView(ApiView):
    access = {"POST": ANYONE}
    problems = {"POST": [RefreshRefused]}
    answer_is_secret = True

    @extend_schema(
        operation_id="refresh_tokens",
        tags=["users"],
        request=RefreshSerializer,
        responses={200: TokenPairAnswer},
    )
    def post(self, request: Request) -> Response:
        """Exchanges a refresh token for a new pair; the old one is useless some seconds later.

        Until then the same client may exchange it again, as two tabs of a browser do that wake at once.
        """
        pair = sessions.refresh_tokens(**self.validated(RefreshSerializer), client=client_of(request))
        return self.answer(pair)


class LogoutView(ApiView):
    access = {"POST": ANYONE}
    problems = {"POST": [RefreshRefused]}

    @extend_schema(operation_id="sign_out", tags=["users"], request=RefreshSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Signs out: the refresh token is useless afterwards."""
        sessions.sign_out(**self.validated(RefreshSerializer))
        return self.answer(None, 204)


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
        """Mails a link that sets a new password, good once for 30 minutes. Says the same for unknown addresses."""
        recovery.request_reset(**self.validated(EmailSerializer))
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
        """Sets a new password with the token of the mail. All sessions end."""
        recovery.reset_password(**self.validated(PasswordResetSerializer))
        return self.answer(AcceptedAnswer(detail="Your password is changed; sign in with the new one."))


class CodeRequestView(ApiView):
    access = {"POST": ANYONE}
    throttle_classes = [RoleThrottle, AddressThrottle, SignInThrottle, MailboxThrottle]

    @extend_schema(
        operation_id="request_sign_in_code",
        tags=["users"],
        request=EmailSerializer,
        responses={202: AcceptedAnswer},
    )
    def post(self, request: Request) -> Response:
        """Mails a code of six digits to sign in with, good once for ten minutes; or none."""
        recovery.request_code(**self.validated(EmailSerializer))
        return self.answer(MAIL_IF_KNOWN, 202)


class CodeView(ApiView):
    access = {"POST": ANYONE}
    problems = {"POST": [CodeNotValid]}
    answer_is_secret = True
    throttle_classes = [RoleThrottle, AddressThrottle, SignInThrottle]

    @extend_schema(
        operation_id="sign_in_with_code",
        tags=["users"],
        request=CodeSerializer,
        responses={200: TokenPairAnswer},
    )
    def post(self, request: Request) -> Response:
        """Signs in with the code that was mailed last; five wrong ones end it."""
        return self.answer(recovery.sign_in_with_code(**self.validated(CodeSerializer)))


class PasswordView(ApiView):
    access = {"POST": OWN}
    problems = {"POST": [WrongPassword, NotFound]}
    answer_is_secret = True
    throttle_classes = [RoleThrottle, OwnPasswordThrottle]

    @extend_schema(
        operation_id="change_password",
        tags=["users"],
        request=PasswordChangeSerializer,
        responses={200: TokenPairAnswer},
    )
    def post(self, request: Request) -> Response:
        """Sets another password. All sessions end but the caller's, which goes on with the new pair of tokens."""
        fields = self.validated(PasswordChangeSerializer)
        return self.answer(recovery.change_password(self.principal.user_id, **fields))


class EmailView(ApiView):
    access = {"POST": OWN}
    problems = {"POST": [WrongPassword, NotFound]}
    throttle_classes = [RoleThrottle, OwnPasswordThrottle, MailboxThrottle]

    @extend_schema(
        operation_id="request_email_change",
        tags=["users"],
        request=EmailChangeSerializer,
        responses={202: AcceptedAnswer},
    )
    def post(self, request: Request) -> Response:
        """Mails a link to another address, which becomes the account's when the link is used within a day."""
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
        """Gives the account the address that the token went to. The previous one may undo that for a week."""
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
        """Gives the account its previous address back. All sessions and the password end; a reset link is mailed."""
        recovery.undo_email(**self.validated(VerificationSerializer))
        return self.answer(UNDONE)


class ProfileView(ApiView):
    access = {"GET": OWN, "PATCH": OWN}
    problems = {"GET": [NotFound], "PATCH": [NotFound]}

    @extend_schema(operation_id="get_profile", tags=["users"], responses=ProfileAnswer)
    def get(self, request: Request) -> Response:
        """The caller's profile."""
        return self.answer(ProfileAnswer.of(queries.get_user(self.principal.user_id)))

    @extend_schema(
        operation_id="change_profile",
        tags=["users"],
        request=ProfileChangeSerializer,
        responses=ProfileAnswer,
    )
    def patch(self, request: Request) -> Response:
        """Changes name, phone or locale."""
        changes = self.validated(ProfileChangeSerializer, partial=True)
        return self.answer(ProfileAnswer.of(profile.change_profile(self.principal.user_id, **changes)))


class AddressesView(ApiView):
    access = {"GET": OWN, "POST": OWN}
    problems = {"POST": [NotFound, TooManyAddresses]}

    @extend_schema(
        operation_id="list_addresses",
        tags=["users"],
        parameters=[PageQuery],
        responses=Page[SavedAddressAnswer],
    )
    def get(self, request: Request) -> Response:
        """The caller's addresses, newest first."""
        return self.page(queries.list_addresses(self.principal.user_id))

    @extend_schema(
        operation_id="add_address",
        tags=["users"],
        request=SavedAddressSerializer,
        responses={201: SavedAddressAnswer},
    )
    def post(self, request: Request) -> Response:
        """Adds an address with the point the caller confirmed."""
        address = profile.add_address(self.principal.user_id, **self.validated(SavedAddressSerializer))
        return self.answer(SavedAddressAnswer.of(address), 201)


class AddressView(ApiView):
    access = {"GET": OWN, "PATCH": OWN, "DELETE": OWN}

    @extend_schema(operation_id="get_address", tags=["users"], responses=SavedAddressAnswer)
    def get(self, request: Request, address_id: UUID) -> Response:
        """One of the caller's addresses."""
        return self.answer(SavedAddressAnswer.of(queries.get_address(self.principal.user_id, address_id)))

    @extend_schema(
        operation_id="change_address",
        tags=["users"],
        request=SavedAddressSerializer,
        responses=SavedAddressAnswer,
    )
    def patch(self, request: Request, address_id: UUID) -> Response:
        """Changes one of the caller's addresses."""
        changes = self.validated(SavedAddressSerializer, partial=True)
        address = profile.change_address(self.principal.user_id, address_id, **changes)
        return self.answer(SavedAddressAnswer.of(address))

    @extend_schema(operation_id="remove_address", tags=["users"], responses={204: None})
    def delete(self, request: Request, address_id: UUID) -> Response:
        """Deletes one of the caller's addresses."""
        profile.remove_address(self.principal.user_id, address_id)
        return self.answer(None, 204)
