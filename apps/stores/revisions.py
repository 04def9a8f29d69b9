"""What all changes of a store share: its lock, its next revision, and the published event."""

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
    """The store's state, locked until the unit of work ends; None if it does not exist."""
    if not Store.objects.select_for_update().filter(id=store_id).values("id"):
        return None
    return read_state(store_id)


def read_state(store_id: UUID) -> schedule.StoreState:
    """The store's state as this transaction sees it."""
    return states.state_of(states.with_state().get(id=store_id))


def publish_availability(store_id: UUID, cause: str, sequence: int) -> None:
    """Publishes that the store's offer changed; called within the change's unit of work."""
    event = StoreAvailabilityChanged(store_id=store_id, cause=cause)
    publish(event, subject=store_id, sequence=sequence)


def next_revision(store_id: UUID) -> int:
    """Increments the store's revision and drops this process's cached state."""
    transaction.on_commit(partial(states.remembered.discard, store_id))
    Store.objects.filter(id=store_id).update(revision=F("revision") + 1)
    revision: int = Store.objects.values_list("revision", flat=True).get(id=store_id)
    return revision
