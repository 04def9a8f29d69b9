"""A partner's webhooks, and what was sent to them."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.partners.contract.errors import NotReplayable, ScopeMissing, TooManyWebhooks, WebhookOff
from apps.partners.domain.scopes import PartnerScope
from apps.partners.queries import webhooks as queries
from apps.partners.queries.webhooks import (
    WebhookAnswer,
    WebhookDeliveryAnswer,
    WebhookDeliveryLogAnswer,
    WebhookSecretAnswer,
)
from apps.partners.rest.serializers import (
    DeliveryQuery,
    ReplaySerializer,
    WebhookChangeSerializer,
    WebhookSerializer,
)
from apps.partners.use_cases import webhooks
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.answers import Answer, Page
from dominos.kernel.edge.serializers import PageQuery
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound

PARTNERS = only(Role.PARTNER, scope="own", needs=PartnerScope.WEBHOOKS.value)


class ReplayedAnswer(Answer):
    """How many deliveries are sent once more."""

    count: int


class WebhooksView(ApiView):
    access = {"GET": PARTNERS, "POST": PARTNERS}
    problems = {"GET": [NotFound], "POST": [NotFound, ScopeMissing, TooManyWebhooks]}
    answer_is_secret = True

    @extend_schema(
        operation_id="list_webhooks",
        tags=["partners"],
        parameters=[PageQuery],
        responses={200: Page[WebhookAnswer]},
    )
    def get(self, request: Request) -> Response:
        """The partner's webhooks."""
        return self.page(queries.list_webhooks(self.principal.user_id))

    @extend_schema(
        operation_id="make_webhook",
        tags=["partners"],
        request=WebhookSerializer,
        responses={201: WebhookSecretAnswer},
    )
    def post(self, request: Request) -> Response:
        """Makes a webhook and shows its secret, this once. It is told of what happens from now on."""
        made = webhooks.make(
            self.principal.user_id, **self.validated(WebhookSerializer), scopes=self.principal.scopes
        )
        return self.answer(made, 201)


class WebhookView(ApiView):
    access = {"GET": PARTNERS, "PATCH": PARTNERS, "DELETE": PARTNERS}
    problems = {"GET": [NotFound], "PATCH": [NotFound, ScopeMissing], "DELETE": [NotFound]}

    @extend_schema(operation_id="get_webhook", tags=["partners"], responses={200: WebhookAnswer})
    def get(self, request: Request, webhook_id: UUID) -> Response:
        """A webhook."""
        return self.answer(WebhookAnswer.of(queries.get_webhook(self.principal.user_id, webhook_id)))

    @extend_schema(
        operation_id="change_webhook",
        tags=["partners"],
        request=WebhookChangeSerializer,
        responses={200: WebhookAnswer},
    )
    def patch(self, request: Request, webhook_id: UUID) -> Response:
        """Changes a webhook, switches it off, or on again after its receiver was mended."""
        found = queries.get_webhook(self.principal.user_id, webhook_id)
        changes = self.validated(WebhookChangeSerializer)
        changed = webhooks.change(found, changes, self.principal.scopes, self.principal.user_id)
        return self.answer(WebhookAnswer.of(changed))

    @extend_schema(operation_id="delete_webhook", tags=["partners"], responses={204: None})
    def delete(self, request: Request, webhook_id: UUID) -> Response:
        """Deletes a webhook, with what waits for it and its log."""
        webhooks.delete(queries.get_webhook(self.principal.user_id, webhook_id), self.principal.user_id)
        return self.answer(None, 204)


class WebhookSecretView(ApiView):
    access = {"POST": PARTNERS}
    problems = {"POST": [NotFound]}
    answer_is_secret = True

    @extend_schema(
        operation_id="renew_webhook_secret",
        tags=["partners"],
        request=None,
        responses={200: WebhookSecretAnswer},
    )
    def post(self, request: Request, webhook_id: UUID) -> Response:
        """Gives a webhook another secret, shown this once; the one before also signs for a day."""
        found = queries.get_webhook(self.principal.user_id, webhook_id)
        return self.answer(webhooks.renew_secret(found, self.principal.user_id))


class WebhookTestView(ApiView):
    access = {"POST": PARTNERS}
    problems = {"POST": [NotFound, WebhookOff]}

    @extend_schema(
        operation_id="test_webhook", tags=["partners"], request=None, responses={202: WebhookDeliveryAnswer}
    )
    def post(self, request: Request, webhook_id: UUID) -> Response:
        """Sends `webhook.test`, as any other event; what came of it is in the log of the delivery."""
        found = queries.get_webhook(self.principal.user_id, webhook_id)
        return self.answer(WebhookDeliveryAnswer.of(webhooks.send_test(found)), 202)


class WebhookReplayView(ApiView):
    access = {"POST": PARTNERS}
    problems = {"POST": [NotFound, WebhookOff]}

    @extend_schema(
        operation_id="replay_webhook",
        tags=["partners"],
        request=ReplaySerializer,
        responses={202: ReplayedAnswer},
    )
    def post(self, request: Request, webhook_id: UUID) -> Response:
        """Sends once more what was told of since an instant, or all dead letters; under the ids that they had."""
        found = queries.get_webhook(self.principal.user_id, webhook_id)
        since = self.validated(ReplaySerializer).get("since")
        sent = webhooks.replay_all(found, since) if since else webhooks.replay_dead(found)
        return self.answer(ReplayedAnswer(count=sent), 202)


class DeliveriesView(ApiView):
    access = {"GET": PARTNERS}
    problems = {"GET": [NotFound]}

    @extend_schema(
        operation_id="list_deliveries_of_webhook",
        tags=["partners"],
        parameters=[DeliveryQuery],
        responses={200: Page[WebhookDeliveryAnswer]},
    )
    def get(self, request: Request, webhook_id: UUID) -> Response:
        """What a webhook was told of, for 30 days; `state=DEAD` are the dead letters."""
        state = self.validated_query(DeliveryQuery).get("state")
        return self.page(queries.list_deliveries(self.principal.user_id, webhook_id, state))


class DeliveryView(ApiView):
    access = {"GET": PARTNERS}
    problems = {"GET": [NotFound]}

    @extend_schema(
        operation_id="get_webhook_delivery", tags=["partners"], responses={200: WebhookDeliveryLogAnswer}
    )
    def get(self, request: Request, delivery_id: UUID) -> Response:
        """What was sent, and what came back each time."""
        return self.answer(queries.log_of(queries.get_delivery(self.principal.user_id, delivery_id)))


class DeliveryReplayView(ApiView):
    access = {"POST": PARTNERS}
    problems = {"POST": [NotFound, NotReplayable, WebhookOff]}

    @extend_schema(
        operation_id="replay_webhook_delivery",
        tags=["partners"],
        request=None,
        responses={202: WebhookDeliveryAnswer},
    )
    def post(self, request: Request, delivery_id: UUID) -> Response:
        """Sends it once more, under the same id."""
        found = queries.get_delivery(self.principal.user_id, delivery_id)
        return self.answer(WebhookDeliveryAnswer.of(webhooks.replay(found)), 202)
