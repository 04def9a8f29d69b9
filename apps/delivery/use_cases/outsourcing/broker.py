"""The broker: has providers name a price for what our couriers would bring late, and hires the best."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.provider_choice import is_late
from apps.delivery.models import Delivery, ProviderJob
from apps.delivery.queries.market import rules
from apps.delivery.use_cases.failure_isolation import isolated
from apps.delivery.use_cases.outsourcing.configured import providers
from apps.delivery.use_cases.outsourcing.hiring import at_work_for, facts_of, hire, spent
from apps.delivery.use_cases.outsourcing.provider_quotes import quotes_for
from dominos.kernel.clock import now

MAX_AT_ONCE = 20


def late_deliveries() -> list[QuerySet[Delivery]]:
    """The deliveries that may be late enough to be brokered; none where there is no provider.

    What somebody took back from a provider stays ours.
    """
    if not providers():
        return []
    market, at = rules(), now()
    late_from = F("promised_to") + timedelta(seconds=market.provider_late_seconds)
    rows = Delivery.objects.filter(
        Q(expected_at__gt=late_from) | ~Exists(at_work_for(OuterRef("store_id"))),
        status=DeliveryStatus.WAITING,
        cash_due=0,
        kept_for=None,
        ready_at__lte=at + timedelta(seconds=market.provider_lead_seconds),
    )
    return [rows.exclude(jobs__is_cancelled=True)]


def broker() -> int:
    """Looks at what was never looked at, then at what was not for longest; returns how many were given to providers.

    So each has its turn, however many wait that nobody brings.
    """
    hired = 0
    for rows in late_deliveries():
        longest_ago = F("brokered_at").asc(nulls_first=True)
        for delivery in rows.order_by(longest_ago, "promised_to", "id")[:MAX_AT_ONCE]:
            Delivery.objects.filter(id=delivery.id).update(brokered_at=now())
            if is_late(facts_of(delivery), now(), rules()):
                hired += isolated(False, _broker, delivery)
    return hired


def _broker(delivery: Delivery) -> bool:
    """Nobody is asked again who has let this delivery down, nor told of a door that there is no money for."""
    if spent(delivery.store_id) >= rules().provider_max_day:
        return False
    asked = ProviderJob.objects.filter(delivery=delivery).values_list("provider", flat=True)
    return hire(delivery.id, quotes_for(delivery, providers().keys() - set(asked))) is not None
