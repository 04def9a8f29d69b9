"""Writes: publishing a store's draft at a set time, done once by a timer, however late."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from apps.menu.contract.events import MenuPublicationRefused
from apps.menu.domain.plans import FURTHEST, MAX_PROBLEM, PlanOutcome
from apps.menu.models import PlannedPublication
from apps.menu.store_menus.publications import publish_menu
from apps.menu.store_menus.stores import locked_store
from apps.stores.contract.business_day import instant_of
from apps.users.contract.service import UsersService
from dominos.kernel.audit import record
from dominos.kernel.clock import now
from dominos.kernel.errors import Conflict, DomainError, FieldError, Invalid, NotFound, Unavailable
from dominos.kernel.leases import claim, work_off
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import publish, unit_of_work

LEASE = timedelta(minutes=1)
"""After this, another worker tries again what one has not finished."""


def plan_publication(store_id: UUID, day: date, wall: time, *, by: UUID | None = None) -> PlannedPublication:
    """Plans to publish the store's draft at this time of the store's clock, or changes the time planned.

    Raises NotFound; Conflict without a catalogue; Invalid for a time that has passed, or more than a year ahead.
    """
    with unit_of_work("menu"):
        store = locked_store(store_id)
        if store.catalogue_id is None:
            raise Conflict("The store has no catalogue to publish from.")
        at = _instant(day, wall, ZoneInfo(store.timezone))
        plan, _ = PlannedPublication.objects.update_or_create(
            store_menu=store,
            outcome=PlanOutcome.OPEN,
            defaults={"publish_at": at, "due_at": at, "planned_at": now(), "planned_by": by},
        )
        record("publication_planned", about=store, by=by, publish_at=at)
        return plan


def _instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Days far away are refused first: near the ends of the calendar some zones have no such instant."""
    ahead = day - now().date()
    if ahead > FURTHEST:
        raise Invalid(errors=[FieldError("date", "is more than a year ahead")])
    if ahead < -timedelta(days=1) or (at := instant_of(day, wall, zone)) <= now():
        raise Invalid(errors=[FieldError("time", "has passed already", "in_the_past")])
    return at


def cancel_publication(store_id: UUID, *, by: UUID | None = None) -> None:
    """Cancels what is planned for the store; no effect if nothing is. NotFound."""
    with unit_of_work("menu"):
        store = locked_store(store_id)
        for plan in open_plans().filter(store_menu=store):
            _end(plan, PlanOutcome.CANCELLED)
            record("planned_publication_cancelled", about=store, by=by, publish_at=plan.publish_at)


def open_plans() -> QuerySet[PlannedPublication]:
    """What is planned and neither done nor cancelled."""
    return PlannedPublication.objects.filter(outcome=PlanOutcome.OPEN)


def due() -> QuerySet[PlannedPublication]:
    """The open plans whose time has come, and that no worker holds."""
    return open_plans().filter(due_at__lte=now())


def publish_due() -> int:
    """Publishes what is due; returns the number of plans."""
    return work_off(lambda: claim(open_plans(), LEASE, batch=1, attempts=None), _publish)


def _publish(claimed: PlannedPublication) -> None:
    """Publishes in the transaction that ends the plan, or tells who planned it, or the chain, why it cannot be."""
    manages = _still_manages(claimed)
    try:
        if not manages:
            raise Conflict("Who planned this does not manage the store any more.")
        with unit_of_work("menu"):
            if plan := _still_due(claimed):
                is_new = publish_menu(plan.store_menu_id, by=plan.planned_by)
                _end(plan, PlanOutcome.PUBLISHED if is_new else PlanOutcome.UNCHANGED)
    except Unavailable:
        raise
    except DomainError as error:
        _refuse(claimed, str(error.detail), told=claimed.planned_by if manages else None)


def _still_manages(plan: PlannedPublication) -> bool:
    """Whether who planned it still manages the store, or works for the chain; a plan of nobody is the chain's."""
    if plan.planned_by is None:
        return True
    try:
        stores = service(UsersService).get_stores(user_id=plan.planned_by)
    except NotFound:
        return False
    return stores.is_support or plan.store_menu_id in stores.managed_ids


def _refuse(claimed: PlannedPublication, problem: str, *, told: UUID | None) -> None:
    with unit_of_work("menu"):
        plan = _still_due(claimed)
        if plan is None:
            return
        _end(plan, PlanOutcome.REFUSED, problem)
        store = plan.store_menu
        record("planned_publication_refused", about=store, by=plan.planned_by, publish_at=plan.publish_at)
        event = MenuPublicationRefused(
            store_id=store.store_id,
            store_name=store.store_name,
            publish_at=plan.publish_at,
            timezone=store.timezone,
            by=told,
        )
        publish(event, subject=plan.id, sequence=1)


def _still_due(claimed: PlannedPublication) -> PlannedPublication | None:
    """The plan, with its store locked; None if somebody has ended or changed it since it was claimed."""
    store = locked_store(claimed.store_menu_id)
    return open_plans().filter(pk=claimed.pk, publish_at__lte=now(), store_menu=store).first()


def _end(plan: PlannedPublication, outcome: PlanOutcome, problem: str = "") -> None:
    plan.outcome, plan.problem, plan.ended_at = outcome, problem[:MAX_PROBLEM], now()
    plan.save(update_fields=["outcome", "problem", "ended_at"])
