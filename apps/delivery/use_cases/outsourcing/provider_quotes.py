"""Having providers name their price for a delivery, all at once."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

import structlog

from apps.delivery.domain.providers import (
    DeliveryProvider,
    Errand,
    ProviderRefusal,
    ProviderUnavailable,
    Quote,
)
from apps.delivery.models import Delivery
from apps.delivery.use_cases.outsourcing.calls import errand_of
from apps.delivery.use_cases.outsourcing.configured import providers

log = structlog.get_logger(__name__)
SIDE_BY_SIDE = 8


def quotes_for(delivery: Delivery, names: Collection[str]) -> list[Quote]:
    """What the providers of these `names` would take; those that name no price are left out."""
    errand = errand_of(delivery)
    able = [provider for name, provider in providers().items() if name in names]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return [quote for quote in pool.map(lambda one: _quote(one, errand), able) if quote]


def _quote(provider: DeliveryProvider, errand: Errand) -> Quote | None:
    try:
        quote = provider.quote(errand)
    except (ProviderRefusal, ProviderUnavailable) as error:
        log.info("a provider names no price", provider=provider.name, why=str(error))
        return None
    return quote if quote.currency == errand.currency else None
