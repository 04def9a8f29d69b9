"""The endpoints of users."""

from dataclasses import asdict
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.users import queries, tokens, use_cases
from apps.users.rest.serializers import (
    AcceptedSerializer,
    CredentialsSerializer,
    EmailSerializer,
    GuestTokenSerializer,
    ProfileSerializer,
    RefreshSerializer,
    RegistrationSerializer,
    SavedAddressSerializer,
    TokenPairSerializer,
    VerificationSerializer,
)
from apps.users.throttles import SignInThrottle
from dominos.kernel.edge.access import ANYONE, Access
from dominos.kernel.edge.pagination import Pages
from dominos.kernel.edge.throttling import RoleThrottle
from dominos.kernel.edge.views import ApiView

OWN = Access(frozenset(), "own")
LOOK_INTO_MAIL = {"detail": "If this address can be registered, a mail with a link is on its way."}


class RegisterView(ApiView):
    access = {"POST": ANYONE}
    throttle_classes = [RoleThrottle, SignInThrottle]

    @extend_schema(
        operation_id="register",
        tags=["users"],
        request=RegistrationSerializer,
        responses={202: AcceptedSerializer},
    )
    def post(self, request: Request) -> Response:
        """Registers a customer. The answer does not tell whether the address is known; the mail does."""
        use_cases.register(**self.validated(RegistrationSerializer))
        return Response(LOOK_INTO_MAIL, 202)


class ResendVerificationView(ApiView):
    access = {"POST": ANYONE}
    throttle_classes = [RoleThrottle, SignInThrottle]

    @extend_schema(
        operation_id="resend_verification",
        tags=["users"],
        request=EmailSerializer,
        responses={202: AcceptedSerializer},
    )
    def post(self, request: Request) -> Response:
        """Mails another verification link, if somebody waits for one."""
        use_cases.resend_verification(**self.validated(EmailSerializer))
        return Response(LOOK_INTO_MAIL, 202)


class VerifyEmailView(ApiView):
    access = {"POST": ANYONE}

    @extend_schema(
        operation_id="verify_email",
        tags=["users"],
        request=VerificationSerializer,
        responses={200: AcceptedSerializer},
    )
    def post(self, request: Request) -> Response:
        """Proves an e-mail address with the token of the mail, once, within a day."""
        use_cases.verify_email(**self.validated(VerificationSerializer))
        return Response({"detail": "Your e-mail address is verified; you may sign in."})


class TokenView(ApiView):
    access = {"POST": ANYONE}
    answer_is_secret = True
    throttle_classes = [RoleThrottle, SignInThrottle]

    @extend_schema(
        operation_id="sign_in",
        tags=["users"],
        request=CredentialsSerializer,
        responses={200: TokenPairSerializer},
    )
    def post(self, request: Request) -> Response:
        """Signs in."""
        return Response(asdict(use_cases.sign_in(**self.validated(CredentialsSerializer))))


class GuestView(ApiView):
    access = {"POST": ANYONE}
    answer_is_secret = True

    @extend_schema(
        operation_id="be_a_guest", tags=["users"], request=None, responses={201: GuestTokenSerializer}
    )
    def post(self, request: Request) -> Response:
        """Gives a token to order, pay and follow with, without an account. It cannot be renewed."""
        guest = tokens.issue_guest()
        return Response({**asdict(guest), "id": str(guest.id)}, 201)


class RefreshView(ApiView):
    access = {"POST": ANYONE}
    answer_is_secret = True

    @extend_schema(
        operation_id="refresh_tokens",
        tags=["users"],
        request=RefreshSerializer,
        responses={200: TokenPairSerializer},
    )
    def post(self, request: Request) -> Response:
        """Exchanges a refresh token for a new pair; the old one is of no use afterwards."""
        return Response(asdict(use_cases.refresh_tokens(**self.validated(RefreshSerializer))))


class LogoutView(ApiView):
    access = {"POST": ANYONE}

    @extend_schema(operation_id="sign_out", tags=["users"], request=RefreshSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Signs out: the refresh token is of no use afterwards."""
        use_cases.sign_out(**self.validated(RefreshSerializer))
        return Response(status=204)


class ProfileView(ApiView):
    access = {"GET": OWN, "PATCH": OWN}

    @extend_schema(operation_id="get_profile", tags=["users"], responses=ProfileSerializer)
    def get(self, request: Request) -> Response:
        """The caller's profile."""
        return Response(ProfileSerializer(queries.get_user(self.principal.user_id)).data)

    @extend_schema(
        operation_id="change_profile", tags=["users"], request=ProfileSerializer, responses=ProfileSerializer
    )
    def patch(self, request: Request) -> Response:
        """Changes name, phone or locale."""
        changes = self.validated(ProfileSerializer, partial=True)
        return Response(ProfileSerializer(use_cases.change_profile(self.principal.user_id, **changes)).data)


class AddressesView(ApiView):
    access = {"GET": OWN, "POST": OWN}
    pagination_class = Pages

    @extend_schema(operation_id="list_addresses", tags=["users"], responses=SavedAddressSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The caller's addresses, newest first."""
        pages = Pages()
        rows = pages.paginate_queryset(queries.list_addresses(self.principal.user_id), request, self)
        return pages.get_paginated_response(SavedAddressSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="add_address",
        tags=["users"],
        request=SavedAddressSerializer,
        responses={201: SavedAddressSerializer},
    )
    def post(self, request: Request) -> Response:
        """Adds an address with the point the caller confirmed."""
        address = use_cases.add_address(self.principal.user_id, **self.validated(SavedAddressSerializer))
        return Response(SavedAddressSerializer(address).data, 201)


class AddressView(ApiView):
    access = {"GET": OWN, "PATCH": OWN, "DELETE": OWN}

    @extend_schema(operation_id="get_address", tags=["users"], responses=SavedAddressSerializer)
    def get(self, request: Request, address_id: UUID) -> Response:
        """One of the caller's addresses."""
        return Response(SavedAddressSerializer(queries.get_address(self.principal.user_id, address_id)).data)

    @extend_schema(
        operation_id="change_address",
        tags=["users"],
        request=SavedAddressSerializer,
        responses=SavedAddressSerializer,
    )
    def patch(self, request: Request, address_id: UUID) -> Response:
        """Changes one of the caller's addresses."""
        changes = self.validated(SavedAddressSerializer, partial=True)
        address = use_cases.change_address(self.principal.user_id, address_id, **changes)
        return Response(SavedAddressSerializer(address).data)

    @extend_schema(operation_id="remove_address", tags=["users"], responses={204: None})
    def delete(self, request: Request, address_id: UUID) -> Response:
        """Deletes one of the caller's addresses."""
        use_cases.remove_address(self.principal.user_id, address_id)
        return Response(status=204)
