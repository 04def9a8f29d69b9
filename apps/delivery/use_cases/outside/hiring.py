"""A provider gets a delivery, and has it taken back. What the provider is asked for that follows: see `calls`."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Sum

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.brokering import believed, choose
from apps.delivery.domain.eta import around, stages_ahead
from apps.delivery.domain.providers import JobStatus, Quote
from apps.delivery.estimates.forecasts import progress_of
from apps.delivery.models import Delivery, ProviderJob
from apps.delivery.queries.market import rules
from apps.delivery.use_cases.after_commit import dispatch_after_commit
from apps.delivery.use_cases.arrival_windows import show
from apps.delivery.use_cases.provider_calls import CALL, NOBODY
from apps.delivery.use_cases.transitions import advance, lock_deliveries
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.clock import now
from dominos.kernel.postgres.locks import one_at_a_time
from dominos.kernel.unit_of_work import unit_of_work

SPENDING = timedelta(days=1)


def hire(delivery_id: UUID, quotes: list[Quote]) -> ProviderJob | None:
    """Gives a waiting delivery to the provider of the best quote; None where none is good any more.

    What a store spends is counted under a lock: no two deliveries spend the same money.
    """
    with unit_of_work("delivery"):
        (delivery,) = lock_deliveries([delivery_id])
        one_at_a_time(f"providers of {delivery.store_id}")
        left = rules().provider_max_day - spent(delivery.store_id)
        if delivery.status != DeliveryStatus.WAITING or delivery.cash_due or delivery.kept_for:
            return None
        due_at = max(delivery.promised_to, delivery.ready_at)
        ours = believed(delivery.expected_at, due_at, now(), rules())
        chosen = choose(quotes, ours, left, now(), rules())
        return _hire(delivery, chosen) if chosen else None


def _hire(delivery: Delivery, quote: Quote) -> ProviderJob:
    job = ProviderJob.objects.create(
        delivery=delivery,
        provider=quote.provider,
        quote=quote.reference,
        fee=quote.fee,
        currency=quote.currency,
        pick_up_at=quote.pick_up_at,
    )
    advance(delivery, "offer", reason=f"to {quote.provider}", job_id=job.id)
    show(
        delivery, around(quote.drop_off_at, stages_ahead(progress_of(delivery, is_estimated=False), rules()))
    )
    start_after_commit(CALL)
    return job


def spent(store_id: UUID) -> int:
    """What providers take for the store's deliveries of the last day, as far as is known, in minor units."""
    since = now() - SPENDING
    jobs = ProviderJob.objects.filter(delivery__store_id=store_id, created_at__gt=since)
    return jobs.exclude(status=JobStatus.REFUSED).aggregate(sum=Sum("fee"))["sum"] or 0


def hand_back(delivery: Delivery, reason: str) -> None:
    """Has our couriers, or another provider, bring what still stands in the rack."""
    advance(delivery, "release", reason=reason, **NOBODY)
    dispatch_after_commit()
