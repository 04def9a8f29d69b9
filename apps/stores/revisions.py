"""Writes that every change of a store shares: its lock, its next revision, and the announcement."""

from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F

from apps.stores.contract.events import StoreAvailabilityChanged
from apps.stores.domain import schedule
from apps.stores.models import Store
from apps.stores.queries import states
from dominos.kernel.unit_of_work import publish


def locked_state(store_id: UUID) -> schedule.StoreState | None:
    """The store as it is, locked until the unit of work ends; None where there is none."""
    if not Store.objects.select_for_update().filter(id=store_id).values("id"):
        return None
    return read_state(store_id)


def read_state(store_id: UUID) -> schedule.StoreState:
    """The store as it is in this transaction."""
    return states.state_of(states.with_state().get(id=store_id))


def publish_availability(store_id: UUID, cause: str, sequence: int) -> None:
    """Tells that what the store offers changed; inside the change's unit of work."""
    event = StoreAvailabilityChanged(store_id=store_id, cause=cause)
    publish(event, subject=store_id, sequence=sequence)


def next_revision(store_id: UUID) -> int:
    """Counts a change of the store, which this process then reads anew."""
    transaction.on_commit(partial(states.remembered.discard, store_id))
    Store.objects.filter(id=store_id).update(revision=F("revision") + 1)
    revision: int = Store.objects.values_list("revision", flat=True).get(id=store_id)
    return revision
