"""Endpoints of notification settings and push subscriptions."""

from uuid import UUID

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.notifications import queries
from apps.notifications.domain.news import Audience, Channel
from apps.notifications.queries import SettingsAnswer
from apps.notifications.rest.serializers import SettingsSerializer, SubscriptionSerializer
from apps.notifications.sending.channels.push import public_key
from apps.notifications.use_cases.digests import choose_digest
from apps.notifications.use_cases.preferences import Preference, choose, set_quiet_hours
from apps.notifications.use_cases.subscriptions import Browser, subscribe, unsubscribe
from apps.stores.contract.service import StoresService
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import Access
from dominos.kernel.edge.answers import Answer
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import Forbidden
from dominos.kernel.services import service
from dominos.kernel.texts.languages import SOURCE

OWN = Access(frozenset(), "own")


class SettingsView(ApiView):
    access = {"GET": OWN, "PATCH": OWN}
    problems = {"PATCH": [Forbidden]}

    @extend_schema(operation_id="get_notification_settings", tags=["notifications"], responses=SettingsAnswer)
    def get(self, request: Request) -> Response:
        """The caller's settings."""
        return self._settings()

    @extend_schema(
        operation_id="change_notification_settings",
        tags=["notifications"],
        request=SettingsSerializer,
        responses=SettingsAnswer,
    )
    def patch(self, request: Request) -> Response:
        """Changes settings; notifications about orders and account security cannot be refused."""
        given = self.validated(SettingsSerializer)
        digest = given.get("digest")
        if digest and digest["store_id"] not in self.principal.store_ids:
            raise Forbidden
        choose(
            self.principal.user_id,
            [
                Preference(each["kind"], Channel(each["channel"]), each["is_wanted"])
                for each in given.get("choices", ())
            ],
        )
        if quiet := given.get("quiet_hours"):
            set_quiet_hours(self.principal.user_id, quiet["timezone"], quiet["begins"], quiet["ends"])
        if digest:
            self._choose_digest(**digest)
        return self._settings()

    def _settings(self) -> Response:
        caller = self.principal
        return self.answer(
            queries.settings_of(
                caller.user_id,
                public_key(),
                is_crew=bool(caller.store_ids),
                is_manager=bool(caller.managed_ids),
            )
        )

    def _choose_digest(self, store_id: UUID, kinds: list[str], hour: int) -> None:
        timezone = service(StoresService).get_store(store_id=store_id).timezone
        choose_digest(self.principal.user_id, self.principal.store_ids, kinds, hour, timezone)


class SubscriptionAnswer(Answer):
    """A browser's push subscription."""

    id: UUID


class SubscriptionsView(ApiView):
    access = {"POST": OWN}
    problems = {"POST": [Forbidden]}

    @extend_schema(
        operation_id="subscribe_browser",
        tags=["notifications"],
        request=SubscriptionSerializer,
        responses={201: SubscriptionAnswer},
    )
    def post(self, request: Request) -> Response:
        """Subscribes the browser to the caller's push notifications; repeating it renews the subscription.

        A store's notifications are for its staff, the chain's for support, and offers for couriers.
        """
        given = self.validated(SubscriptionSerializer)
        audience, store_id = Audience(given["audience"]), given.get("store_id")
        self._require(audience, store_id)
        browser = Browser(given["endpoint"], given["keys"]["p256dh"], given["keys"]["auth"])
        locale = get_language() or SOURCE
        kept = subscribe(self.principal.user_id, browser, audience=audience, locale=locale, store_id=store_id)
        return self.answer(SubscriptionAnswer(id=kept.id), status=201)

    def _require(self, audience: Audience, store_id: UUID | None) -> None:
        if audience is Audience.COURIER and not self.principal.is_any(Role.COURIER):
            raise Forbidden
        if audience is Audience.CHAIN and not self.principal.is_any(Role.SUPPORT, Role.ADMIN):
            raise Forbidden
        if audience is Audience.STORE and store_id not in self.principal.store_ids:
            raise Forbidden


class SubscriptionView(ApiView):
    access = {"DELETE": OWN}

    @extend_schema(
        operation_id="unsubscribe_browser", tags=["notifications"], request=None, responses={204: None}
    )
    def delete(self, request: Request, subscription_id: UUID) -> Response:
        """Ends push notifications in this browser."""
        unsubscribe(self.principal.user_id, subscription_id)
        return Response(status=204)
