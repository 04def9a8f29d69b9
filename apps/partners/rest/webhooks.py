"""Endpoints of a partner's webhooks and their deliveries."""

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
    """The number of deliveries sent again."""

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
        """Creates a webhook and shows its secret once. It receives events from now on."""
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
        """Changes a webhook, switches it off, or on again after its receiver was repaired."""
        found = queries.get_webhook(self.principal.user_id, webhook_id)
        changes = self.validated(WebhookChangeSerializer)
        changed = webhooks.change(found, changes, self.principal.scopes, self.principal.user_id)
        return self.answer(WebhookAnswer.of(changed))

    @extend_schema(operation_id="delete_webhook", tags=["partners"], responses={204: None})
    def delete(self, request: Request, webhook_id: UUID) -> Response:
        """Deletes a webhook with its pending deliveries and log."""
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
        """Replaces a webhook's secret, shown once; the previous one also signs for a day."""
        found = queries.get_webhook(self.principal.user_id, webhook_id)
        return self.answer(webhooks.renew_secret(found, self.principal.user_id))


class WebhookTestView(ApiView):
    access = {"POST": PARTNERS}
    problems = {"POST": [NotFound, WebhookOff]}

    @extend_schema(
        operation_id="test_webhook", tags=["partners"], request=None, responses={202: WebhookDeliveryAnswer}
    )
    def post(self, request: Request, webhook_id: UUID) -> Response:
        """Sends `webhook.test` like any other event; the result is in the delivery's log."""
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
        """Sends all events since an instant, or all dead letters, again under the same ids."""
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
        """The deliveries of a webhook, for 30 days; `state=DEAD` for dead letters."""
        state = self.validated_query(DeliveryQuery).get("state")
        return self.page(queries.list_deliveries(self.principal.user_id, webhook_id, state))


class DeliveryView(ApiView):
    access = {"GET": PARTNERS}
    problems = {"GET": [NotFound]}

    @extend_schema(
        operation_id="get_webhook_delivery", tags=["partners"], responses={200: WebhookDeliveryLogAnswer}
    )
    def get(self, request: Request, delivery_id: UUID) -> Response:
        """A delivery's content and the response to each attempt."""
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
        """Sends it again under the same id."""
        found = queries.get_delivery(self.principal.user_id, delivery_id)
        return self.answer(WebhookDeliveryAnswer.of(webhooks.replay(found)), 202)
