"""Endpoints of external accounts for signing in."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.users.contract.errors import (
    ProviderEmailDiffers,
    ProviderEmailUnproved,
    ProviderRefused,
    SecondFactorRequired,
)
from apps.users.queries.sign_ins import IdentityAnswer, ProviderAnswer, list_identities, list_providers
from apps.users.rest.serializers import ProviderAnswerSerializer
from apps.users.rest.shared import FRESH, OWN, device_of
from apps.users.throttles import AddressThrottle, OwnPasswordThrottle
from apps.users.use_cases import identities
from apps.users.use_cases.tokens import ProviderQuestionAnswer, TokenPairAnswer
from dominos.kernel.edge.access import ANYONE
from dominos.kernel.edge.throttling import RoleThrottle
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound, StepUpRequired, Unavailable


class ProvidersView(ApiView):
    access = {"GET": ANYONE}

    @extend_schema(operation_id="list_providers", tags=["users"], responses=list[ProviderAnswer])
    def get(self, request: Request) -> Response:
        """The providers of external accounts; empty unless configured."""
        return self.answer(list_providers())


class ProviderView(ApiView):
    access = {"POST": ANYONE}
    problems = {"POST": [NotFound, Unavailable]}
    answer_is_secret = True
    throttle_classes = [RoleThrottle, AddressThrottle]

    @extend_schema(
        operation_id="request_provider", tags=["users"], request=None, responses={200: ProviderQuestionAnswer}
    )
    def post(self, request: Request, provider: str) -> Response:
        """The URL at which the browser signs in at the provider; valid once, for ten minutes.

        The browser returns to `/sign-in/PROVIDER/` with a `code` and the `state`.
        """
        return self.answer(identities.ask(provider))


class ProviderTokenView(ApiView):
    access = {"POST": ANYONE}
    problems = {
        "POST": [
            ProviderRefused,
            ProviderEmailUnproved,
            ProviderEmailDiffers,
            SecondFactorRequired,
            NotFound,
            Unavailable,
        ]
    }
    answer_is_secret = True
    throttle_classes = [RoleThrottle, AddressThrottle]

    @extend_schema(
        operation_id="sign_in_with_provider",
        tags=["users"],
        request=ProviderAnswerSerializer,
        responses={200: TokenPairAnswer},
    )
    def post(self, request: Request, provider: str) -> Response:
        """Signs in by the provider's response: the linked account, or the one with its verified address.

        An account is created if there is none.
        """
        fields = self.validated(ProviderAnswerSerializer)
        return self.answer(identities.sign_in(provider, **fields, device=device_of(request)))


class IdentitiesView(ApiView):
    access = {"GET": OWN}

    @extend_schema(operation_id="list_identities", tags=["users"], responses=list[IdentityAnswer])
    def get(self, request: Request) -> Response:
        """The caller's linked external accounts, oldest first."""
        return self.answer(list_identities(self.principal.user_id))


class IdentityView(ApiView):
    access = {"DELETE": FRESH}
    problems = {"DELETE": [NotFound, StepUpRequired]}

    @extend_schema(operation_id="unlink_identity", tags=["users"], responses={204: None})
    def delete(self, request: Request, identity_id: UUID) -> Response:
        """Unlinks one of these accounts."""
        identities.unlink(self.principal.user_id, identity_id)
        return self.answer(None, 204)


class LinkView(ApiView):
    access = {"POST": FRESH}
    problems = {"POST": [NotFound, Unavailable, StepUpRequired]}
    answer_is_secret = True
    throttle_classes = [RoleThrottle, OwnPasswordThrottle]

    @extend_schema(
        operation_id="request_link", tags=["users"], request=None, responses={200: ProviderQuestionAnswer}
    )
    def post(self, request: Request, provider: str) -> Response:
        """The URL for linking an account at the provider; as `request_provider`."""
        caller = self.principal
        return self.answer(identities.ask(provider, user_id=caller.user_id, session_id=caller.session_id))


class LinkAnswerView(ApiView):
    access = {"POST": FRESH}
    problems = {
        "POST": [
            ProviderRefused,
            ProviderEmailUnproved,
            ProviderEmailDiffers,
            NotFound,
            Unavailable,
            StepUpRequired,
        ]
    }
    answer_is_secret = True
    throttle_classes = [RoleThrottle, OwnPasswordThrottle]

    @extend_schema(
        operation_id="link_identity",
        tags=["users"],
        request=ProviderAnswerSerializer,
        responses={200: list[IdentityAnswer]},
    )
    def post(self, request: Request, provider: str) -> Response:
        """Links the provider's account, whose verified address has to be the caller's."""
        caller = self.principal
        fields = self.validated(ProviderAnswerSerializer)
        identities.link(caller.user_id, caller.session_id, provider, **fields)
        return self.answer(list_identities(caller.user_id))
