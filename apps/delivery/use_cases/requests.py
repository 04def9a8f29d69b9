"""Handles the orders saga's commands: request, release, revise, retry, cancel."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from apps.delivery.contract.commands import (
    CancelDelivery,
    ReleaseDelivery,
    RequestDelivery,
    RetryDelivery,
    ReviseDelivery,
)
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.eta import REQUESTED, Forecast
from apps.delivery.domain.states import FINISHED, IN_RACK
from apps.delivery.estimates.forecasts import forecast_waiting
from apps.delivery.estimates.roads import chain
from apps.delivery.models import Delivery, DeliveryChange, Recall, StorePlace
from apps.delivery.queries.market import rules
from apps.delivery.use_cases.after_commit import dispatch_after_commit, refresh_after_commit
from apps.delivery.use_cases.arrival_windows import publish_eta
from apps.delivery.use_cases.provider_calls import cancel_job, tell_provider
from apps.delivery.use_cases.pushes import push_delivery
from apps.delivery.use_cases.transitions import advance, change
from apps.delivery.use_cases.withdrawals import leave_run, lock_unoffered, take_away
from apps.orders.contract.events import OrderCorrected
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.postgres.locks import one_at_a_time
from dominos.kernel.prepared_writes import insert, new
from dominos.kernel.sealed.keys import rows_with
from dominos.kernel.unit_of_work import unit_of_work

RETRIED = "retried"
COPIED = (
    *("order_id", "number", "store_id", "address", "note", "lat", "lon", "recipient", "bags", "contactless"),
    *("cash_due", "currency", "ready_at", "promised_to", "revision"),
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An unsaved delivery, and its expected arrival."""

    delivery: Delivery
    expected: Forecast


def prepare(command: RequestDelivery) -> Prepared:
    """Queries the drive to the door and estimates. NotFound for a store that is not known yet."""
    store = StorePlace.objects.filter(store_id=command.store_id).first()
    if store is None:
        raise NotFound(f"store {command.store_id} is not known yet")
    fields = {name: getattr(command, name) for name in COPIED}
    return _estimated(Delivery(**fields, sequence=1), store)


def _estimated(delivery: Delivery, store: StorePlace) -> Prepared:
    legs, is_estimated = chain([store.point, delivery.point], rules().usual_vehicle)
    delivery.drive_seconds = round(legs[0])
    guessed = frozenset({delivery.id} if is_estimated else ())
    return Prepared(delivery, forecast_waiting([delivery], estimated=guessed)[delivery.id])


def request_delivery(command: RequestDelivery, prepared: Prepared) -> None:
    """Creates the order's delivery, also in place of one that was withdrawn; idempotent."""
    with unit_of_work("delivery"):
        one_at_a_time(str(command.order_id))
        if _is_recalled(command.order_id, command.revision):
            return
        earlier = Delivery.objects.filter(order_id=command.order_id).order_by("-attempt").first()
        if earlier is not None:
            if earlier.status != DeliveryStatus.CANCELLED or earlier.revision >= command.revision:
                return
            prepared.delivery.attempt = earlier.attempt + 1
            prepared.delivery.sequence = earlier.sequence + 1
        _open(prepared, "request", REQUESTED)


def _open(prepared: Prepared, action: str, cause: str) -> None:
    """Saves the prepared delivery for the dispatcher to find."""
    delivery, expected = prepared.delivery, prepared.expected
    delivery.expected_at = expected.expected_at
    delivery.first_expected_at = expected.planned_at or expected.expected_at
    delivery.eta_from, delivery.eta_to = expected.window.start, expected.window.end
    key = rows_with("delivery", delivery.order_id) if delivery.attempt == 1 else []
    first = new(
        DeliveryChange, delivery=delivery, sequence=delivery.sequence, action=action, status=delivery.status
    )
    insert(*key, delivery, first)
    publish_eta(delivery, cause)
    dispatch_after_commit()


def prepare_retry(command: RetryDelivery) -> Prepared | None:
    """The next attempt of an order's failed delivery, unsaved; None if its last attempt did not fail.

    NotFound if there is no delivery.
    """
    failed = _last(command.order_id)
    if failed.status != DeliveryStatus.FAILED:
        return None
    fields = {name: getattr(failed, name) for name in COPIED}
    fields |= {"ready_at": command.ready_at, "promised_to": command.promised_to}
    again = Delivery(
        **fields,
        attempt=failed.attempt + 1,
        sequence=failed.sequence + 1,
        is_released=command.ready_at <= now(),
    )
    return _estimated(again, StorePlace.objects.get(store_id=failed.store_id))


def retry_delivery(command: RetryDelivery, prepared: Prepared | None) -> None:
    """Creates the next attempt; repeating it while that is open changes nothing."""
    with unit_of_work("delivery"):
        one_at_a_time(str(command.order_id))
        last = _last(command.order_id)
        if prepared is None or _is_recalled(command.order_id) or last.status != DeliveryStatus.FAILED:
            return
        if last.attempt + 1 == prepared.delivery.attempt:
            _open(prepared, "retry", RETRIED)


def _is_recalled(order_id: UUID, revision: int | None = None) -> bool:
    """Whether the order was cancelled; or, of a request of a revision, that was withdrawn."""
    recalled = Q(before=None) if revision is None else Q(before=None) | Q(before__gt=revision)
    return Recall.objects.filter(recalled, order_id=order_id).exists()


def release_delivery(command: ReleaseDelivery) -> None:
    """The food is ready: it may be picked up. No effect on a delivery that is over, released or recalled.

    NotFound if the delivery, or the attempt, does not exist: its request is still on the way, and this
    message will be retried.
    """
    with unit_of_work("delivery"):
        if _is_recalled(command.order_id):
            return
        delivery = _last(command.order_id, is_locked=True)
        if _is_for_next_attempt(command, delivery):
            raise NotFound(f"order {command.order_id} is not brought once more yet")
        if delivery.is_released or delivery.status in FINISHED:
            return
        change(delivery, "release_food", is_released=True, ready_at=command.ready_at)
        tell_provider(delivery)
        push_delivery(delivery, "released")
        refresh_after_commit(delivery.id)
        dispatch_after_commit()


def revise_delivery(command: ReviseDelivery) -> None:
    """Tells the courier about changed bags and cash due. No effect on a delivery that is over.

    NotFound while the delivery's request is still on the way.
    """
    with unit_of_work("delivery"):
        if _is_recalled(command.order_id):
            return
        delivery = _last(command.order_id, is_locked=True)
        if command.revision <= delivery.revision or delivery.status in FINISHED:
            return
        names = ("revision", "bags", "cash_due", "promised_to")
        change(delivery, "revise", **{name: getattr(command, name) for name in names})
        if command.cash_due and delivery.job_id and delivery.status in IN_RACK:
            take_away(delivery, None, "cash")
        tell_provider(delivery)
        push_delivery(delivery, "revised")
        refresh_after_commit(delivery.id)


def correct_delivery(event: OrderCorrected) -> None:
    """Tells the courier about corrected recipient and notes; older corrections are ignored.

    NotFound while the delivery's request is still on the way. No effect on a delivery that is over or not
    requested yet.
    """
    with unit_of_work("delivery"):
        if _is_recalled(event.order_id) or not event.is_requested:
            return
        delivery = _last(event.order_id, is_locked=True)
        is_old = delivery.corrected_at is not None and event.at <= delivery.corrected_at
        if is_old or delivery.status in FINISHED:
            return
        change(delivery, "correct", recipient=event.recipient, note=event.note, corrected_at=event.at)
        tell_provider(delivery)
        push_delivery(delivery, "corrected")


def cancel_delivery(command: CancelDelivery) -> None:
    """Ends the delivery, withdraws its open offer and notifies its courier. No effect on one that is over.

    Messages may overtake each other: a request that arrives later, also for another attempt, is ignored.
    """
    with unit_of_work("delivery"):
        one_at_a_time(str(command.order_id))
        attempts = Delivery.objects.filter(order_id=command.order_id).order_by("-attempt")
        last = attempts.values_list("id", "revision").first()
        is_newer = last is not None and command.before is not None and last[1] >= command.before
        delivery = lock_unoffered(last[0], "cancelled") if last and not is_newer else None
        _recall(command)
        if delivery is None or delivery.status in FINISHED:
            return
        cancel_job(delivery)
        advance(delivery, "cancel", reason=command.reason, finished_at=now())
        leave_run(delivery, delivery.courier_id, "cancelled")
        dispatch_after_commit()


def _recall(command: CancelDelivery) -> None:
    """Has requests ignored that come later: all, or those of earlier revisions; never fewer than before."""
    recall, is_new = Recall.objects.get_or_create(
        order_id=command.order_id, defaults={"before": command.before}
    )
    if is_new or recall.before is None:
        return
    if command.before is None or command.before > recall.before:
        recall.before = command.before
        recall.save(update_fields=["before"])


def _is_for_next_attempt(command: ReleaseDelivery, delivery: Delivery) -> bool:
    return (
        delivery.status == DeliveryStatus.FAILED
        and delivery.finished_at is not None
        and command.ready_at > delivery.finished_at
    )


def _last(order_id: UUID, *, is_locked: bool = False) -> Delivery:
    """The order's last attempt. NotFound."""
    rows = Delivery.objects.select_for_update() if is_locked else Delivery.objects.all()
    found = rows.filter(order_id=order_id).order_by("-attempt").first()
    if found is None or _is_withdrawn(found):
        raise NotFound(f"order {order_id} has no delivery yet")
    return found


def _is_withdrawn(delivery: Delivery) -> bool:
    """Whether the order goes on without it: a request of a later revision may be on its way."""
    recalls = Recall.objects.filter(order_id=delivery.order_id, before__isnull=False)
    return delivery.status == DeliveryStatus.CANCELLED and recalls.exists()
