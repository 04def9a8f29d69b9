"""Endpoints for verifying a telephone."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.users.contract.errors import NoPhoneCodes, PhoneCodeNotValid
from apps.users.rest.serializers import OwnPhoneSerializer, PhoneCodeSerializer
from apps.users.rest.shared import OWN
from apps.users.throttles import AddressThrottle, PhonesThrottle, PhoneThrottle
from apps.users.use_cases import phones
from dominos.kernel.edge.answers import Answer
from dominos.kernel.edge.languages import language_asked_for
from dominos.kernel.edge.throttling import RoleThrottle
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import Unavailable


class PhoneProofAnswer(Answer):
    """Whether the telephone is verified for the caller."""

    is_proved: bool


class PhoneCodeView(ApiView):
    access = {"POST": OWN}
    problems = {"POST": [NoPhoneCodes, Unavailable]}
    throttle_classes = [RoleThrottle, PhonesThrottle, PhoneThrottle]

    @extend_schema(
        operation_id="request_phone_code",
        tags=["users"],
        request=OwnPhoneSerializer,
        responses={200: PhoneProofAnswer},
    )
    def post(self, request: Request) -> Response:
        """Sends a six-digit code by SMS, valid once for ten minutes; none if the telephone is already verified.

        For accounts and guests. Repeated within a minute, the code already sent stays valid. The country code
        may be left out if all stores are in one country, or the number exists in one of their countries only.
        """
        phone = self.validated(OwnPhoneSerializer)["phone"]
        asked = phones.request_code(self.principal.user_id, phone=phone, locale=language_asked_for(request))
        return self.answer(PhoneProofAnswer(is_proved=asked))


class PhoneProofView(ApiView):
    access = {"POST": OWN}
    problems = {"POST": [PhoneCodeNotValid, Unavailable]}
    throttle_classes = [RoleThrottle, AddressThrottle]

    @extend_schema(
        operation_id="prove_phone",
        tags=["users"],
        request=PhoneCodeSerializer,
        responses={200: PhoneProofAnswer},
    )
    def post(self, request: Request) -> Response:
        """Verifies the telephone by the latest code; five wrong ones invalidate it.

        A guest can then pay in cash, with this token and its successors, for orders with this telephone.
        """
        phones.prove(self.principal.user_id, **self.validated(PhoneCodeSerializer))
        return self.answer(PhoneProofAnswer(is_proved=True))
