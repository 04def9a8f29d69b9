"""Access tokens for partners' keys."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.partners.contract.errors import KeyNotValid
from apps.partners.domain.scopes import PartnerScope
from apps.partners.rest.serializers import KeySerializer
from apps.partners.use_cases import keys
from dominos.kernel.edge.access import ANYONE
from dominos.kernel.edge.answers import Answer
from dominos.kernel.edge.views import ApiView


class PartnerTokenAnswer(Answer):
    """A short-lived access token of a partner's program."""

    access: str
    """For `Authorization: Bearer`."""
    expires_in: int
    """In seconds; get the next one with the key."""
    scopes: list[PartnerScope]
    calls_a_minute: int


class PartnerTokenView(ApiView):
    access = {"POST": ANYONE}
    problems = {"POST": [KeyNotValid]}
    answer_is_secret = True

    @extend_schema(
        operation_id="issue_partner_token",
        tags=["partners"],
        request=KeySerializer,
        responses={200: PartnerTokenAnswer},
    )
    def post(self, request: Request) -> Response:
        """Returns an access token for a partner's key, with the key's scopes and rate limit."""
        token, scopes = keys.token_for(**self.validated(KeySerializer))
        return self.answer(
            PartnerTokenAnswer(
                access=token.access,
                expires_in=token.expires_in,
                scopes=scopes,
                calls_a_minute=token.calls_a_minute,
            )
        )
