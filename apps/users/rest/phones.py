"""The endpoints of proving a telephone."""

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
    """Whether the telephone is proved to be the caller's."""

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
        """Sends a code of six digits by SMS, good once for ten minutes; none where the telephone is proved already.

        For accounts and guests. Asked again within a minute, the code that was sent stays the good one. The number may
        lack its country where we have stores in one country alone, or there is such a number in one of ours alone.
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
        """Proves the telephone by the code that was sent last; five wrong ones end it.

        A guest then pays in cash, with this token and those that renew it, at the orders of this telephone.
        """
        phones.prove(self.principal.user_id, **self.validated(PhoneCodeSerializer))
        return self.answer(PhoneProofAnswer(is_proved=True))
