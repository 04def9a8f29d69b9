"""Runs the dispatch engine live: takes a snapshot and turns its decisions into offers.

One dispatcher at a time, under an advisory lock. Each decision is carried out in a transaction of its own
that locks its rows and checks again; what is no longer possible is dropped and decided again at the next run.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import structlog
from django.db import connection
from django.db.models import QuerySet

from apps.delivery.contract.courier_protocol import GoTo
from apps.delivery.dispatch import decide
from apps.delivery.dispatch.types import Action, Decision, Snapshot
from apps.delivery.domain.eta import instant
from apps.delivery.domain.states import FINISHED, FREE, CourierStatus
from apps.delivery.estimates.choice_explanations import reasons
from apps.delivery.estimates.snapshot import take_snapshot, waiting_stores
from apps.delivery.models import Courier, Delivery, StorePlace
from apps.delivery.queries.courier_frames import place, wire
from apps.delivery.queries.metrics import dispatcher_ran
from apps.delivery.use_cases.failure_isolation import isolated
from apps.delivery.use_cases.offers import expire_offers, make_offer
from apps.delivery.use_cases.pushes import courier_group
from apps.delivery.use_cases.withdrawals import release_unresponsive
from dominos.kernel.sockets.pushes import push_after_commit
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)
LOCK = 0x0D15_7A7C


@contextmanager
def only_dispatcher() -> Iterator[bool]:
    """Whether this process is the only dispatcher while the block runs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (is_ours,) = cursor.fetchone()
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def work() -> list[QuerySet[Any]]:
    """What the dispatcher watches: open deliveries, and couriers on shift, who may become unresponsive."""
    return [
        Delivery.objects.exclude(status__in=FINISHED),
        Courier.objects.exclude(status=CourierStatus.OFFLINE),
    ]


def dispatch_couriers() -> int:
    """Ends expired offers, then decides; returns the number of offered runs."""
    with only_dispatcher() as is_ours:
        if not is_ours:
            return 0
        isolated(0, expire_offers)
        isolated(0, release_unresponsive)
        offered = _dispatch_all()
        dispatcher_ran()
        return offered


def _dispatch_all() -> int:
    """Plans all stores together, which share couriers; each alone when that fails, so that only one's food waits."""
    try:
        snapshot = take_snapshot()
        decisions = list(_decisions(snapshot))
    except Exception:
        log.exception("no plan for all stores, each is planned alone")
        return sum(isolated(0, _dispatch_store, store_id) for store_id in waiting_stores())
    return _carry_out_all(snapshot, decisions)


def _dispatch_store(store_id: UUID) -> int:
    snapshot = take_snapshot(store_id)
    return _carry_out_all(snapshot, list(_decisions(snapshot)))


def _carry_out_all(snapshot: Snapshot | None, decisions: Sequence[Decision]) -> int:
    def carry_out(decision: Decision) -> bool:
        return snapshot is not None and _carry_out(snapshot, decision)

    return sum(isolated(False, carry_out, decision) for decision in decisions)


def _decisions(snapshot: Snapshot | None) -> Iterator[Decision]:
    """What is to be done now; an accepted run that nothing joins needs nothing."""
    if snapshot is None:
        return
    held = {order.id for order in snapshot.orders if order.courier}
    for decision in decide(snapshot):
        if decision.action == Action.PREPOSITION or not held.issuperset(decision.orders):
            yield decision


def _carry_out(snapshot: Snapshot, decision: Decision) -> bool:
    if decision.action == Action.PREPOSITION:
        _send_to(UUID(decision.courier), UUID(decision.store))
        return False
    assert decision.pickup_at is not None
    run = make_offer(
        UUID(decision.courier),
        [UUID(order) for order in decision.orders],
        instant(decision.pickup_at),
        [instant(at) for at in decision.drop_offs],
        {UUID(order): reasons(snapshot, UUID(order)) for order in decision.orders},
    )
    if run is None:
        log.info("decision outdated", courier=decision.courier)
    return run is not None


def _send_to(courier_id: UUID, store_id: UUID) -> None:
    """Proposes a store to wait at; once, however often the engine says so."""
    with unit_of_work("delivery"):
        idle = Courier.objects.filter(user_id=courier_id, status__in=FREE).exclude(heading_store_id=store_id)
        if idle.update(heading_store_id=store_id):
            store = StorePlace.objects.get(store_id=store_id)
            push_after_commit(courier_group(courier_id), wire(GoTo(store=place(store))))
