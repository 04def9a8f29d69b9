"""What a provider tells of a job: its delivery goes through its own states. The same news again changes nothing."""

from collections.abc import Callable, Mapping
from uuid import UUID

from apps.delivery.contract.events import CourierArrived, CourierAssigned, OrderPickedUp, ProviderCharged
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.couriers import first_name
from apps.delivery.domain.eta import around, stages_ahead
from apps.delivery.domain.geofence import LatLon
from apps.delivery.domain.offers import REASSIGNED
from apps.delivery.domain.proofs import Proof
from apps.delivery.domain.providers import OVER, JobCall, JobNews, JobStatus, actions, cost
from apps.delivery.domain.states import IN_RACK, ON_THE_ROAD
from apps.delivery.estimates.forecasts import progress_of
from apps.delivery.models import Delivery, ProviderJob
from apps.delivery.queries.market import rules
from apps.delivery.storage.last_positions import Fix, keep_fix
from apps.delivery.use_cases.arrival_windows import show
from apps.delivery.use_cases.delivery_steps import Told, end_delivered, end_failed
from apps.delivery.use_cases.outsourcing.hiring import hand_back
from apps.delivery.use_cases.positions import show_place, show_to_store
from apps.delivery.use_cases.provider_calls import CALL
from apps.delivery.use_cases.transitions import advance, lock_deliveries
from apps.delivery.use_cases.withdrawals import lock_unoffered, take_away
from dominos.kernel import contact
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.reasons import MAX_REASON
from dominos.kernel.unit_of_work import publish, unit_of_work

ACCURACY_M = 20.0
HAS_FOOD = frozenset({JobStatus.PICKED_UP, JobStatus.ARRIVED, JobStatus.DELIVERED})
type Step = Callable[[Delivery, ProviderJob, JobNews], None]


def take(provider: str, news: JobNews) -> None:
    """Follows what a provider told, or answered. NotFound for a job that is not theirs.

    What is older than what is known changes nothing: newer news has made good what it skipped. Who was cancelled too
    late, and has the food, brings it, whoever was to bring it by then.
    """
    with unit_of_work("delivery"):
        job, delivery = locked(news.job_id, provider, has_food=news.status in HAS_FOOD)
        is_told = job.is_over and job.status != JobStatus.REFUSED
        if is_told or (job.told_at is not None and news.at < job.told_at):
            return
        _note(job, news)
        if news.status in HAS_FOOD and delivery.status in IN_RACK and delivery.job_id != job.id:
            _give_to_who_has_it(job, delivery)
        if delivery.job_id == job.id:
            _follow(delivery, job, news)
        if news.status in OVER:
            _charge(job, delivery)


def locked(job_id: UUID, provider: str, *, has_food: bool = False) -> tuple[ProviderJob, Delivery]:
    """The job and its delivery, locked. NotFound.

    If the provider `has_food`, nobody of ours is offered the delivery any more; Conflict if that happens just now.
    """
    known = (
        ProviderJob.objects.filter(id=job_id, provider=provider).values_list("delivery_id", flat=True).first()
    )
    if known is None:
        raise NotFound("There is no such job.")
    delivery = lock_unoffered(known, REASSIGNED) if has_food else lock_deliveries([known])[0]
    return ProviderJob.objects.select_for_update().get(id=job_id), delivery


def _note(job: ProviderJob, news: JobNews) -> None:
    """Notes it. A job that we took to be refused, and that is done all the same, is cancelled: they overlapped."""
    if job.status == JobStatus.REFUSED:
        job.is_cancelled, job.due_at, job.attempts = True, now(), 0
        job.call = JobCall.TRACK if news.status in HAS_FOOD else JobCall.CANCEL
        start_after_commit(CALL)
    job.status, job.told_at = news.status, min(news.at, now())
    job.courier_name = news.courier_name[: contact.NAME] or job.courier_name
    if news.status in OVER:
        job.fee = cost(job.fee, news)
        has_photo = news.status is JobStatus.DELIVERED and news.proof is Proof.PHOTO
        job.call, job.due_at, job.attempts = JobCall.PROOF if has_photo else JobCall.NOTHING, now(), 0
    changed = ["status", "told_at", "courier_name", "fee", "call", "due_at", "attempts", "is_cancelled"]
    job.save(update_fields=changed)


def _give_to_who_has_it(job: ProviderJob, delivery: Delivery) -> None:
    if delivery.status != DeliveryStatus.WAITING:
        take_away(delivery, None, REASSIGNED)
    advance(delivery, "offer", reason=f"to {job.provider}, who has the food", job_id=job.id)


def _follow(delivery: Delivery, job: ProviderJob, news: JobNews) -> None:
    for action in actions(DeliveryStatus(delivery.status), news.status):
        STEPS[action](delivery, job, news)
    if news.drop_off_at is not None and delivery.job_id and news.status not in OVER:
        ahead = stages_ahead(progress_of(delivery, is_estimated=False), rules())
        show(delivery, around(news.drop_off_at, ahead))
    if news.place is not None and news.status not in OVER:
        _locate(delivery, job, news.place)


def _locate(delivery: Delivery, job: ProviderJob, place: LatLon) -> None:
    """Last of all, since it may change the delivery: that its courier is near."""
    assert job.told_at is not None
    fix = Fix(place.lat, place.lon, ACCURACY_M, job.told_at)
    keep_fix(job.id, fix)
    show_to_store(delivery.store_id, job.id, fix)
    if delivery.status in ON_THE_ROAD:
        show_place(delivery, fix)


def _assign(delivery: Delivery, job: ProviderJob, news: JobNews) -> None:
    advance(delivery, "accept", reason=job.brought_by, assigned_at=now())
    name = first_name(job.courier_name) or job.provider
    assigned = CourierAssigned(
        order_id=delivery.order_id, courier_id=job.id, courier_name=name, provider=job.provider
    )
    publish(assigned, subject=delivery.order_id, sequence=delivery.sequence)


def _pick_up(delivery: Delivery, job: ProviderJob, news: JobNews) -> None:
    at = now()
    advance(delivery, "pick_up", picked_up_at=at)
    event = OrderPickedUp(order_id=delivery.order_id, courier_id=job.id, at=at)
    publish(event, subject=delivery.order_id, sequence=delivery.sequence)


def _arrive(delivery: Delivery, job: ProviderJob, news: JobNews) -> None:
    at = now()
    advance(delivery, "arrive", arrived_at=at)
    event = CourierArrived(order_id=delivery.order_id, courier_id=job.id, at=at)
    publish(event, subject=delivery.order_id, sequence=delivery.sequence)


def _hand_over(delivery: Delivery, job: ProviderJob, news: JobNews) -> None:
    end_delivered(delivery, news.proof, Told("hand_over", None))


def _give_up(delivery: Delivery, job: ProviderJob, news: JobNews) -> None:
    end_failed(delivery, Told("give_up", None, news.reason[:MAX_REASON] or job.brought_by))


def _release(delivery: Delivery, job: ProviderJob, news: JobNews) -> None:
    hand_back(delivery, news.reason[:MAX_REASON] or job.provider)


STEPS: Mapping[str, Step] = {
    "accept": _assign,
    "pick_up": _pick_up,
    "arrive": _arrive,
    "hand_over": _hand_over,
    "give_up": _give_up,
    "release": _release,
}


def _charge(job: ProviderJob, delivery: Delivery) -> None:
    """Tells what the job costs, once: nothing more happens to a job that is over."""
    if job.fee:
        event = ProviderCharged(
            job_id=job.id,
            order_id=delivery.order_id,
            store_id=delivery.store_id,
            provider=job.provider,
            fee=job.fee,
            currency=job.currency,
            at=now(),
        )
        publish(event, subject=delivery.order_id, sequence=delivery.sequence)
