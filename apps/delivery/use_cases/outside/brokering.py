"""The broker: has providers name a price for what our couriers would bring late, and hires the best."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import structlog
from django.db.models import F, QuerySet

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.brokering import Waiting, is_late
from apps.delivery.domain.providers import (
    DeliveryProvider,
    Errand,
    ProviderRefusal,
    ProviderUnavailable,
    Quote,
)
from apps.delivery.models import Delivery, ProviderJob
from apps.delivery.queries.market import rules
from apps.delivery.use_cases.failure_isolation import isolated
from apps.delivery.use_cases.outside.calls import errand_of
from apps.delivery.use_cases.outside.configured import providers
from apps.delivery.use_cases.outside.hiring import hire, spent
from dominos.kernel.clock import now

log = structlog.get_logger(__name__)
MAX_AT_ONCE, SIDE_BY_SIDE = 20, 8


def late_ones() -> list[QuerySet[Delivery]]:
    """The deliveries that may be late enough to be brokered; none where there is no provider.

    What somebody took back from a provider stays ours.
    """
    if not providers():
        return []
    market, at = rules(), now()
    rows = Delivery.objects.filter(
        status=DeliveryStatus.WAITING,
        cash_due=0,
        kept_for=None,
        ready_at__lte=at + timedelta(seconds=market.provider_lead_seconds),
        expected_at__gt=F("promised_to") + timedelta(seconds=market.provider_late_seconds),
    )
    return [rows.exclude(jobs__is_cancelled=True)]


def broker() -> int:
    """Looks at the latest first; returns how many were given to providers."""
    hired = 0
    for rows in late_ones():
        for delivery in rows.order_by("promised_to", "id")[:MAX_AT_ONCE]:
            if is_late(_facts(delivery), now(), rules()):
                hired += isolated(False, _broker, delivery)
    return hired


def _facts(delivery: Delivery) -> Waiting:
    return Waiting(
        status=DeliveryStatus(delivery.status),
        ready_at=delivery.ready_at,
        promised_to=delivery.promised_to,
        expected_at=delivery.expected_at,
        cash_due=delivery.cash_due,
        is_reserved=delivery.kept_for is not None,
    )


def _broker(delivery: Delivery) -> bool:
    """Nobody is asked again who has let this delivery down, nor told of a door that there is no money for."""
    if spent(delivery.store_id) >= rules().provider_max_day:
        return False
    asked = set(ProviderJob.objects.filter(delivery=delivery).values_list("provider", flat=True))
    errand = errand_of(delivery)
    able = [provider for name, provider in providers().items() if name not in asked]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        quotes = [quote for quote in pool.map(lambda one: _quote(one, errand), able) if quote]
    return hire(delivery.id, quotes) is not None


def _quote(provider: DeliveryProvider, errand: Errand) -> Quote | None:
    try:
        quote = provider.quote(errand)
    except (ProviderRefusal, ProviderUnavailable) as error:
        log.info("a provider names no price", provider=provider.name, why=str(error))
        return None
    return quote if quote.currency == errand.currency else None
