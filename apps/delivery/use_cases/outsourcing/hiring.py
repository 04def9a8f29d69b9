"""A provider gets a delivery, and has it taken back. What the provider is asked for that follows: see `calls`."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Sum

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.eta import around, stages_ahead
from apps.delivery.domain.offers import REASSIGNED
from apps.delivery.domain.provider_choice import Waiting, affordable, believed, choose
from apps.delivery.domain.providers import JobStatus, ProviderTooDear, Quote
from apps.delivery.domain.states import CourierStatus, delivery_after
from apps.delivery.estimates.forecasts import progress_of
from apps.delivery.models import Courier, Delivery, ProviderJob
from apps.delivery.queries.market import rules
from apps.delivery.use_cases.after_commit import dispatch_after_commit
from apps.delivery.use_cases.arrival_windows import show
from apps.delivery.use_cases.provider_calls import CALL, NOBODY
from apps.delivery.use_cases.transitions import advance, lock_deliveries
from apps.delivery.use_cases.withdrawals import lock_unoffered, take_away
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.clock import now
from dominos.kernel.errors import Conflict
from dominos.kernel.postgres.locks import one_at_a_time
from dominos.kernel.reasons import MAX_REASON
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
        ours = believed(facts_of(delivery), now(), rules())
        chosen = choose(quotes, ours, left, now(), rules())
        return _hire(delivery, chosen) if chosen else None


def hire_by_hand(delivery_id: UUID, quote: Quote, actor: UUID, reason: str) -> ProviderJob:
    """Gives the delivery to the provider whom a person chose, whoever was to bring it.

    NotFound; ProviderTooDear for a price beyond the market's caps; see `require_hireable`.
    """
    with unit_of_work("delivery"):
        delivery = lock_unoffered(delivery_id, REASSIGNED)
        one_at_a_time(f"providers of {delivery.store_id}")
        left = rules().provider_max_day - spent(delivery.store_id)
        require_hireable(delivery, quote.provider)
        if not affordable([quote], left, now(), rules()):
            raise ProviderTooDear(fee=quote.fee, currency=quote.currency)
        if delivery.brought_by is not None:
            take_away(delivery, actor, REASSIGNED)
        return _hire(delivery, quote, actor=actor, reason=reason, kept_for=None)


def require_hireable(delivery: Delivery, provider: str) -> None:
    """Conflict for cash, which strangers do not collect, and where this provider brings it already.

    IllegalAction after the pick-up.
    """
    if delivery.cash_due:
        raise Conflict("Our own couriers alone collect cash.")
    if delivery.status != DeliveryStatus.WAITING:
        delivery_after(delivery.status, "release")
    if delivery.job_id and ProviderJob.objects.filter(id=delivery.job_id, provider=provider).exists():
        raise Conflict(f"{provider} brings it already.")


def _hire(delivery: Delivery, quote: Quote, *, reason: str = "", **columns: Any) -> ProviderJob:
    job = ProviderJob.objects.create(
        delivery=delivery,
        provider=quote.provider,
        quote=quote.reference,
        fee=quote.fee,
        currency=quote.currency,
        pick_up_at=quote.pick_up_at,
    )
    told = f"to {quote.provider}: {reason}"[:MAX_REASON] if reason else f"to {quote.provider}"
    advance(delivery, "offer", reason=told, job_id=job.id, **columns)
    show(
        delivery, around(quote.drop_off_at, stages_ahead(progress_of(delivery, is_estimated=False), rules()))
    )
    start_after_commit(CALL)
    return job


def facts_of(delivery: Delivery) -> Waiting:
    """The delivery as the broker's rules want to know it."""
    return Waiting(
        status=DeliveryStatus(delivery.status),
        ready_at=delivery.ready_at,
        promised_to=delivery.promised_to,
        expected_at=delivery.expected_at,
        cash_due=delivery.cash_due,
        is_reserved=delivery.kept_for is not None,
        is_anybody_there=at_work_for(delivery.store_id).exists(),
    )


def at_work_for(store_id: UUID | OuterRef) -> QuerySet[Courier]:
    """Couriers of ours who deliver for the store and have begun a shift; whoever has a break comes back."""
    here = Q(home_store_id=store_id) | Q(home_store_id=None)
    return Courier.objects.filter(here).exclude(status=CourierStatus.OFFLINE)


def spent(store_id: UUID) -> int:
    """What providers take for the store's deliveries of the last day, as far as is known, in minor units."""
    since = now() - SPENDING
    jobs = ProviderJob.objects.filter(delivery__store_id=store_id, created_at__gt=since)
    return jobs.exclude(status=JobStatus.REFUSED).aggregate(sum=Sum("fee"))["sum"] or 0


def hand_back(delivery: Delivery, reason: str) -> None:
    """Has our couriers, or another provider, bring what still stands in the rack."""
    advance(delivery, "release", reason=reason, **NOBODY)
    dispatch_after_commit()
