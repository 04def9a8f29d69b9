"""Where providers report what their couriers do."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.delivery.domain.providers import JobNews
from apps.delivery.rest.serializers import JobEventSerializer
from apps.delivery.use_cases.outsourcing import news
from apps.delivery.use_cases.outsourcing.configured import account_of
from dominos.kernel.edge.access import ANYONE
from dominos.kernel.edge.views import ApiView
from dominos.kernel.webhook_signing import BadSignature, verify


class ProviderEventsView(ApiView):
    """News of jobs. The signature is the authentication."""

    access = {"POST": ANYONE}
    problems = {"POST": [BadSignature]}
    authentication_classes = ()
    throttle_classes = ()

    @extend_schema(
        operation_id="take_provider_event",
        tags=["delivery"],
        auth=[],
        request=JobEventSerializer,
        responses={204: None},
    )
    def post(self, request: Request, provider: str) -> Response:
        """Follows a provider's courier, by a body that is signed as Standard Webhooks has it.

        The same event again has no second effect, and what comes after newer news changes nothing.
        """
        verify(request.headers, request._request.body, account_of(provider).secrets)
        told = self.validated(JobEventSerializer)["data"]
        news.take(provider, JobNews(**told))
        return self.answer(None, 204)
