"""Endpoints of second factors: signing in with one, and managing one's own."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.users.contract.errors import FactorRefused, LastFactor, TooManyFactors, WrongPassword
from apps.users.queries.sign_ins import RecoveryCodesAnswer, SecondFactorAnswer, list_second_factors
from apps.users.rest.serializers import EvidenceSerializer, OwnPasswordSerializer, PasskeySerializer
from apps.users.rest.shared import FRESH, OWN, device_of
from apps.users.throttles import AddressThrottle, OwnPasswordThrottle
from apps.users.use_cases import own_factors, sessions
from apps.users.use_cases.factors import Evidence
from apps.users.use_cases.tokens import (
    AccessTokenAnswer,
    FactorQuestionAnswer,
    FactorSetUpAnswer,
    FirstTokensAnswer,
    PasskeyQuestionAnswer,
    TokenPairAnswer,
)
from dominos.kernel.edge.access import ANYONE
from dominos.kernel.edge.throttling import RoleThrottle
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound, StepUpRequired


class SecondFactorView(ApiView):
    access = {"POST": ANYONE}
    problems = {"POST": [FactorRefused]}
    answer_is_secret = True
    throttle_classes = [RoleThrottle, AddressThrottle]

    @extend_schema(
        operation_id="sign_in_with_second_factor",
        tags=["users"],
        request=EvidenceSerializer,
        responses={200: FirstTokensAnswer},
    )
    def post(self, request: Request) -> Response:
        """Completes a sign-in by a second factor (`second-factor-required`), or sets up the first one.

        After ten wrong answers within a quarter of an hour, further ones are refused, right or wrong.
        """
        challenge, evidence = _evidence(self.validated(EvidenceSerializer))
        return self.answer(
            sessions.prove_second_factor(challenge=challenge, evidence=evidence, device=device_of(request))
        )


class PasskeyQuestionView(ApiView):
    access = {"POST": ANYONE}
    answer_is_secret = True
    throttle_classes = [RoleThrottle, AddressThrottle]

    @extend_schema(
        operation_id="request_passkey",
        tags=["users"],
        request=None,
        responses={200: PasskeyQuestionAnswer},
    )
    def post(self, request: Request) -> Response:
        """Options for signing in with a passkey; valid once, for five minutes."""
        return self.answer(sessions.request_passkey())


class PasskeyView(ApiView):
    access = {"POST": ANYONE}
    problems = {"POST": [FactorRefused]}
    answer_is_secret = True
    throttle_classes = [RoleThrottle, AddressThrottle]

    @extend_schema(
        operation_id="sign_in_with_passkey",
        tags=["users"],
        request=PasskeySerializer,
        responses={200: TokenPairAnswer},
    )
    def post(self, request: Request) -> Response:
        """Signs in with a passkey instead of a password. Its device has to verify its user."""
        return self.answer(
            sessions.sign_in_with_passkey(**self.validated(PasskeySerializer), device=device_of(request))
        )


class StepUpView(ApiView):
    access = {"POST": OWN}
    problems = {"POST": [NotFound]}
    answer_is_secret = True

    @extend_schema(
        operation_id="request_step_up",
        tags=["users"],
        request=None,
        responses={200: FactorQuestionAnswer},
    )
    def post(self, request: Request) -> Response:
        """Requests a second factor of a signed-in person, for operations refused with `step-up-required`.

        Their password if they have no second factor; 404 if they have neither: they sign in again.
        """
        asked = own_factors.begin_step_up(self.principal.user_id, self.principal.session_id)
        return self.answer(
            FactorQuestionAnswer.of({name: asked[name] for name in ("challenge", "kinds", "passkey")})
        )


class StepUpAnswerView(ApiView):
    access = {"POST": OWN}
    problems = {"POST": [FactorRefused]}
    answer_is_secret = True
    throttle_classes = [RoleThrottle, OwnPasswordThrottle]

    @extend_schema(
        operation_id="step_up",
        tags=["users"],
        request=EvidenceSerializer,
        responses={200: AccessTokenAnswer},
    )
    def post(self, request: Request) -> Response:
        """Returns an access token that allows operations refused with `step-up-required` for a quarter of an hour.

        It also completes the set-up of a second factor; recovery codes are then shown once.
        """
        challenge, evidence = _evidence(self.validated(EvidenceSerializer))
        caller = self.principal
        return self.answer(
            own_factors.finish(caller.user_id, caller.session_id, challenge=challenge, evidence=evidence)
        )


class OwnFactorsView(ApiView):
    access = {"GET": OWN, "POST": FRESH}
    problems = {"POST": [WrongPassword, TooManyFactors, NotFound, StepUpRequired]}
    answer_is_secret = True
    throttle_classes = [RoleThrottle, OwnPasswordThrottle]

    @extend_schema(operation_id="list_second_factors", tags=["users"], responses=list[SecondFactorAnswer])
    def get(self, request: Request) -> Response:
        """The caller's second factors, oldest first."""
        return self.answer(list_second_factors(self.principal.user_id))

    @extend_schema(
        operation_id="set_up_second_factor",
        tags=["users"],
        request=OwnPasswordSerializer,
        responses={200: FactorSetUpAnswer},
    )
    def post(self, request: Request) -> Response:
        """Begins the set-up of a second factor; its first code or the new passkey is sent to `step_up`."""
        caller = self.principal
        made = own_factors.begin_set_up(
            caller.user_id, caller.session_id, **self.validated(OwnPasswordSerializer)
        )
        return self.answer(FactorSetUpAnswer.of(made))


class OwnFactorView(ApiView):
    access = {"DELETE": FRESH}
    problems = {"DELETE": [NotFound, LastFactor, StepUpRequired]}

    @extend_schema(operation_id="remove_second_factor", tags=["users"], responses={204: None})
    def delete(self, request: Request, factor_id: UUID) -> Response:
        """Removes one of the caller's second factors."""
        own_factors.remove(self.principal.user_id, factor_id)
        return self.answer(None, 204)


class RecoveryCodesView(ApiView):
    access = {"POST": FRESH}
    problems = {"POST": [NotFound, StepUpRequired]}
    answer_is_secret = True

    @extend_schema(
        operation_id="renew_recovery_codes",
        tags=["users"],
        request=None,
        responses={200: RecoveryCodesAnswer},
    )
    def post(self, request: Request) -> Response:
        """Creates new recovery codes, replacing all others."""
        codes = own_factors.renew_codes(self.principal.user_id)
        return self.answer(RecoveryCodesAnswer(recovery_codes=list(codes)))


def _evidence(fields: dict[str, Any]) -> tuple[str, Evidence]:
    challenge: str = fields.pop("challenge")
    return challenge, Evidence(**fields)
