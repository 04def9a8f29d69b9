"""Endpoints of signing in and out, and of sessions."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.users.contract.errors import (
    CodeNotValid,
    EmailNotVerified,
    GuestGone,
    RefreshRefused,
    SecondFactorRequired,
    WrongCredentials,
)
from apps.users.queries.sign_ins import SessionAnswer, list_sessions
from apps.users.rest.serializers import (
    CodeSerializer,
    CredentialsSerializer,
    EmailSerializer,
    GuestRenewalSerializer,
    RefreshSerializer,
    TrackingLinkSerializer,
)
from apps.users.rest.shared import CONFIRMED, MAIL_IF_KNOWN, OWN, AcceptedAnswer, device_of
from apps.users.throttles import AddressThrottle, GuestTokenThrottle, MailboxThrottle, SignInThrottle
from apps.users.use_cases import mailbox_requests, recovery, sessions, tokens
from apps.users.use_cases.mailbox_requests import Asked
from apps.users.use_cases.tokens import GuestTokenAnswer, TokenPairAnswer
from dominos.kernel.edge.access import ANYONE
from dominos.kernel.edge.answers import Page
from dominos.kernel.edge.clients import client_of
from dominos.kernel.edge.serializers import PageQuery
from dominos.kernel.edge.throttling import RoleThrottle
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import StepUpRequired, Unavailable


class TokenView(ApiView):
    access = {"POST": ANYONE}
    problems = {"POST": [WrongCredentials, EmailNotVerified, SecondFactorRequired]}
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
        return self.answer(
            sessions.sign_in(**self.validated(CredentialsSerializer), device=device_of(request))
        )


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
        """Mails a six-digit sign-in code, valid once for ten minutes, if the address is known."""
        mailbox_requests.ask(Asked.CODE, **self.validated(EmailSerializer))
        return self.answer(MAIL_IF_KNOWN, 202)


class CodeView(ApiView):
    access = {"POST": ANYONE}
    problems = {"POST": [CodeNotValid, SecondFactorRequired]}
    answer_is_secret = True
    throttle_classes = [RoleThrottle, AddressThrottle, SignInThrottle]

    @extend_schema(
        operation_id="sign_in_with_code",
        tags=["users"],
        request=CodeSerializer,
        responses={200: TokenPairAnswer},
    )
    def post(self, request: Request) -> Response:
        """Signs in with the latest mailed code; five wrong ones invalidate it."""
        return self.answer(
            recovery.sign_in_with_code(**self.validated(CodeSerializer), device=device_of(request))
        )


class GuestView(ApiView):
    access = {"POST": ANYONE}
    answer_is_secret = True
    throttle_classes = [RoleThrottle, GuestTokenThrottle]

    @extend_schema(
        operation_id="issue_guest_token", tags=["users"], request=None, responses={201: GuestTokenAnswer}
    )
    def post(self, request: Request) -> Response:
        """Returns a token of a new guest, to order, pay and follow without an account."""
        return self.answer(tokens.issue_guest(), 201)


class GuestRenewalView(ApiView):
    access = {"POST": ANYONE}
    problems = {"POST": [GuestGone]}
    answer_is_secret = True
    throttle_classes = [RoleThrottle, GuestTokenThrottle]

    @extend_schema(
        operation_id="renew_guest_token",
        tags=["users"],
        request=GuestRenewalSerializer,
        responses={200: GuestTokenAnswer},
    )
    def post(self, request: Request) -> Response:
        """Continues as the same guest, with a token that may have expired, for a week after the first one.

        So a client whose response was lost can repeat its request.
        """
        return self.answer(tokens.renew_guest(**self.validated(GuestRenewalSerializer)))


class GuestOfLinkView(ApiView):
    access = {"POST": ANYONE}
    problems = {"POST": [GuestGone, Unavailable]}
    answer_is_secret = True
    throttle_classes = [RoleThrottle, GuestTokenThrottle]

    @extend_schema(
        operation_id="renew_guest_by_link",
        tags=["users"],
        request=TrackingLinkSerializer,
        responses={200: GuestTokenAnswer},
    )
    def post(self, request: Request) -> Response:
        """Continues as the guest of the order that the link tracks, while the link is valid.

        Not for an order of an account: its owner signs in.
        """
        return self.answer(tokens.guest_of_link(**self.validated(TrackingLinkSerializer)))


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
        """Exchanges a refresh token for a new pair; the old one is invalid some seconds later.

        Until then the same client may exchange it again, as two tabs of a browser do.
        """
        pair = sessions.refresh_tokens(**self.validated(RefreshSerializer), client=client_of(request))
        return self.answer(pair)


class LogoutView(ApiView):
    access = {"POST": ANYONE}
    problems = {"POST": [RefreshRefused]}

    @extend_schema(operation_id="sign_out", tags=["users"], request=RefreshSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Signs out and invalidates the refresh token."""
        sessions.sign_out(**self.validated(RefreshSerializer))
        return self.answer(None, 204)


class SessionsView(ApiView):
    access = {"GET": OWN, "DELETE": CONFIRMED}
    problems = {"DELETE": [StepUpRequired]}

    @extend_schema(
        operation_id="list_sessions", tags=["users"], parameters=[PageQuery], responses=Page[SessionAnswer]
    )
    def get(self, request: Request) -> Response:
        """The caller's sessions, newest first."""
        return self.page(list_sessions(self.principal.user_id, self.principal.session_id))

    @extend_schema(operation_id="end_other_sessions", tags=["users"], responses={204: None})
    def delete(self, request: Request) -> Response:
        """Ends all of the caller's other sessions."""
        sessions.end_other_sessions(self.principal.user_id, self.principal.session_id)
        return self.answer(None, 204)


class SessionView(ApiView):
    access = {"DELETE": CONFIRMED}
    problems = {"DELETE": [StepUpRequired]}

    @extend_schema(operation_id="end_session", tags=["users"], responses={204: None})
    def delete(self, request: Request, session_id: UUID) -> Response:
        """Ends one of the caller's sessions."""
        sessions.end_session(self.principal.user_id, session_id)
        return self.answer(None, 204)
