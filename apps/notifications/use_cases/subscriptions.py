"""Browsers' push subscriptions."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from apps.notifications.domain.news import Audience
from apps.notifications.models import Subscription
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.unit_of_work import unit_of_work

MAX_BROWSERS = 20
"""Per person; those not seen for longest are dropped."""


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser's subscription: its push service's URL and its keys (RFC 8291)."""

    endpoint: str
    public_key: str
    secret: str


def subscribe(
    user_id: UUID, browser: Browser, *, audience: Audience, locale: str, store_id: UUID | None = None
) -> Subscription:
    """Saves the browser's subscription for this audience; earlier users of the browser are unsubscribed."""
    mark = hashlib.sha256(browser.endpoint.encode()).hexdigest()
    facts = {
        "user_id": user_id,
        "store_id": store_id,
        "endpoint": browser.endpoint,
        "public_key": browser.public_key,
        "secret": browser.secret,
        "locale": locale,
        "seen_at": now(),
    }
    with unit_of_work("notifications"):
        kept, _ = Subscription.objects.update_or_create(endpoint_hash=mark, audience=audience, defaults=facts)
        others = Subscription.objects.filter(user_id=user_id).order_by("-seen_at", "-id")
        Subscription.objects.filter(id__in=list(others.values_list("id", flat=True)[MAX_BROWSERS:])).delete()
        return kept


def unsubscribe(user_id: UUID, subscription_id: UUID) -> None:
    """Deletes the subscription. NotFound, also for somebody else's."""
    with unit_of_work("notifications"):
        if not Subscription.objects.filter(id=subscription_id, user_id=user_id).delete()[0]:
            raise NotFound
