"""Asking providers, outside of transactions: what is due, each job by one worker at a time, until one answers."""

from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models import QuerySet

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.proofs import pin_of
from apps.delivery.domain.providers import (
    ASKED_FOR,
    OVER,
    DeliveryProvider,
    Errand,
    JobCall,
    JobNews,
    JobStatus,
    ProviderRefusal,
    ProviderUnavailable,
)
from apps.delivery.models import Delivery, ProviderJob, StorePlace
from apps.delivery.queries.market import rules
from apps.delivery.use_cases.failure_isolation import isolated
from apps.delivery.use_cases.outsourcing import news
from apps.delivery.use_cases.outsourcing.configured import providers
from apps.delivery.use_cases.outsourcing.hiring import hand_back
from apps.delivery.use_cases.photos import keep_photo
from apps.delivery.use_cases.provider_calls import cancel_job
from dominos.kernel.clock import now
from dominos.kernel.leases import claim, work_off
from dominos.kernel.photos import NotAPhoto
from dominos.kernel.resilience.backoff import Backoff
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=30)
SILENT = timedelta(seconds=60)
"""A provider who tells nothing for so long is asked."""
BACKOFF = Backoff(first=timedelta(seconds=2), longest=timedelta(minutes=2))
MAX_PROOF_ATTEMPTS = 20
"""Over some half an hour."""


def due() -> QuerySet[ProviderJob]:
    """The jobs about which a provider is asked now."""
    return _open().filter(due_at__lte=now())


def _open() -> QuerySet[ProviderJob]:
    return ProviderJob.objects.filter(created_at__gt=now() - ASKED_FOR).exclude(call=JobCall.NOTHING)


def call_due() -> int:
    """Asks about the jobs that are due; returns how many.

    They are claimed one by one: a lease lasts for one call, not for a batch of slow ones.
    """
    return work_off(lambda: claim(_open(), LEASE, batch=1), lambda job: isolated(None, _call, job))


def _call(job: ProviderJob) -> None:
    provider = providers().get(job.provider)
    try:
        if provider is None:
            raise ProviderUnavailable("this provider is none of ours any more")
        if job.call == JobCall.PROOF:
            keep_photo(job.delivery_id, provider.proof(job.id))
        else:
            news.take(job.provider, _asked(provider, job))
    except (ProviderRefusal, NotAPhoto) as refusal:
        _refused(job, str(refusal))
    except ProviderUnavailable as error:
        log.warning(
            "a delivery provider does not answer", provider=job.provider, call=job.call, error=str(error)
        )
        _unanswered(job)
    else:
        _then(job, JobCall.NOTHING if job.call == JobCall.PROOF else JobCall.TRACK, SILENT)
    if job.call == JobCall.TRACK:
        _lose_patience(job)


def _asked(provider: DeliveryProvider, job: ProviderJob) -> JobNews:
    if job.call == JobCall.CREATE:
        return provider.create(job.id, job.quote, errand_of(job.delivery))
    return provider.cancel(job.id) if job.call == JobCall.CANCEL else provider.track(job.id)


def errand_of(delivery: Delivery) -> Errand:
    """What a provider has to know to bring it."""
    store = StorePlace.objects.get(store_id=delivery.store_id)
    secret = settings.SECRET_KEY
    return Errand(
        number=delivery.number,
        store=store.name,
        pick_up=store.point,
        door=delivery.point,
        address=delivery.address,
        note=delivery.note,
        recipient=delivery.recipient,
        bags=delivery.bags,
        currency=delivery.currency,
        ready_at=delivery.ready_at,
        pin="" if delivery.contactless else pin_of(delivery.order_id, secret, delivery.attempt),
    )


def _then(job: ProviderJob, call: JobCall, wait: timedelta) -> None:
    """What is asked next, unless something else is to be asked by now, or the job is over."""
    still = ProviderJob.objects.filter(id=job.id, call=job.call)
    if call is not JobCall.NOTHING:
        still = still.exclude(status__in=OVER)
    still.update(call=call, due_at=now() + wait, attempts=0)


def _lose_patience(job: ProviderJob) -> None:
    """Takes back what was to be picked up long ago, and whose courier is not even found."""
    late = job.pick_up_at + timedelta(seconds=rules().provider_patience_seconds)
    with unit_of_work("delivery"):
        job, delivery = news.locked(job.id, job.provider)
        if job.status == JobStatus.TAKEN and not job.is_cancelled and max(late, delivery.ready_at) < now():
            _take_back(job, delivery, "no courier was found")


def _refused(job: ProviderJob, why: str) -> None:
    """A job that was never taken is over; of another one nothing more is asked that was refused.

    Who refuses to cancel may have the food, and is asked at once: nobody of ours shall go for it.
    """
    with unit_of_work("delivery"):
        held, delivery = news.locked(job.id, job.provider)
        if held.status == JobStatus.ASKED:
            held.status, held.call = JobStatus.REFUSED, JobCall.NOTHING
            held.save(update_fields=["status", "call"])
            if delivery.job_id == held.id:
                hand_back(delivery, why)
            return
    wait = timedelta() if job.call == JobCall.CANCEL else SILENT
    _then(job, JobCall.NOTHING if job.call == JobCall.PROOF else JobCall.TRACK, wait)


def _unanswered(job: ProviderJob) -> None:
    """Asks again, ever more seldom; food does not wait for a provider who does not even say that it comes."""
    with unit_of_work("delivery"):
        held, delivery = news.locked(job.id, job.provider)
        if held.call != job.call:
            return
        patient_until = held.created_at + timedelta(seconds=rules().provider_answer_seconds)
        if held.status == JobStatus.ASKED and not held.is_cancelled and now() >= patient_until:
            _take_back(held, delivery, "no answer")
        elif held.call == JobCall.PROOF and held.attempts >= MAX_PROOF_ATTEMPTS:
            ProviderJob.objects.filter(id=held.id).update(call=JobCall.NOTHING)
        else:
            ProviderJob.objects.filter(id=held.id).update(due_at=now() + BACKOFF.after(held.attempts))


def _take_back(job: ProviderJob, delivery: Delivery, why: str) -> None:
    if delivery.job_id == job.id and delivery.status == DeliveryStatus.OFFERED:
        cancel_job(delivery)
        hand_back(delivery, f"{job.provider}: {why}")
