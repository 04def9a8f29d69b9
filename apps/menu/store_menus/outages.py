"""Writes: marking items of a store sold out, and restocking them."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from apps.menu.contract.events import MenuAvailabilityChanged, MenuSoldOut
from apps.menu.domain.availability import OutageKind, OutageNow, SoldOut, is_on_menu, name_of, sold_out_at
from apps.menu.domain.recipes import Item
from apps.menu.models import Outage
from apps.menu.queries import published_menus
from apps.menu.queries.versions import PublishedMenu
from apps.menu.store_menus import pushes
from apps.menu.store_menus.stores import locked_store
from dominos.kernel.clock import now
from dominos.kernel.errors import FieldError, Invalid, NotFound
from dominos.kernel.unit_of_work import publish, unit_of_work

MAX_NAMES = 50
"""Items that cannot be ordered any more, listed in the message about it."""


def mark_sold_out(
    store_id: UUID, kind: OutageKind, code: str, *, until: datetime | None = None, by: UUID | None = None
) -> Outage:
    """Marks an item of the store's menu sold out until an instant, or indefinitely. NotFound, NoMenu, Invalid.

    Repeating it changes nothing; another end replaces the end. An outage derived from the stock count becomes
    a manual one.
    """
    if until is not None and until <= now():
        raise Invalid(errors=[FieldError("until", "has passed already", "in_the_past")])

    def change() -> None:
        if not is_on_menu(published_menus.get_menu(store_id).document, kind, code):
            raise NotFound(f"There is no {kind} {code} on the menu.")
        Outage.objects.filter(
            store_id=store_id, kind=kind, code=code, ended_at=None, until__lte=now()
        ).update(ended_at=now())
        _counted(store_id).filter(kind=kind, code=code).update(is_counted=False, reported_by=by)
        Outage.objects.update_or_create(
            store_id=store_id,
            kind=kind,
            code=code,
            ended_at=None,
            defaults={"until": until},
            create_defaults={"until": until, "reported_by": by},
        )

    with unit_of_work("menu"):
        before, after = _change(store_id, change)
        if before.sold_out != after.sold_out:
            tell_sold_out(store_id, [(kind, code)], before, after, until=until, by=by)
    return Outage.objects.get(store_id=store_id, kind=kind, code=code, ended_at=None)


def restock(store_id: UUID, kind: OutageKind, code: str, *, by: UUID | None = None) -> None:
    """Ends an outage; no effect if there is none. NotFound."""
    found = Outage.objects.filter(store_id=store_id, kind=kind, code=code, ended_at=None)
    _change(store_id, lambda: found.update(ended_at=now(), ended_by=by))


def follow_stock(store_id: UUID, *, ran_out: Collection[Item], gone: Collection[Item]) -> None:
    """Marks what ran out, and ends counted outages that are not in `gone` any more; called within a unit of work.

    Manual outages stay as they are.
    """
    document = published_menus.get_menu(store_id).document
    lost = sorted(item for item in ran_out if is_on_menu(document, *item))
    over = [row.pk for row in _counted(store_id) if (OutageKind(row.kind), row.code) not in gone]

    def change() -> None:
        for kind, code in lost:
            Outage.objects.get_or_create(
                store_id=store_id, kind=kind, code=code, ended_at=None, defaults={"is_counted": True}
            )
        Outage.objects.filter(pk__in=over).update(ended_at=now())

    if lost or over:
        before, after = _change(store_id, change)
        if lost and before.sold_out != after.sold_out:
            tell_sold_out(store_id, lost, before, after)


def _counted(store_id: UUID) -> QuerySet[Outage]:
    """What is sold out by the stock, and by nobody's word."""
    return Outage.objects.filter(store_id=store_id, ended_at=None, is_counted=True)


def due() -> QuerySet[Outage]:
    """The outages that are over and not ended."""
    return Outage.objects.filter(ended_at=None, until__lte=now())


def restock_due() -> int:
    """Ends the outages that are due and publishes the changes; returns the number of stores."""
    stores = list(due().order_by().values_list("store_id", flat=True).distinct())
    for store_id in stores:
        with unit_of_work("menu"):
            locked_store(store_id)
            menu = published_menus.get_menu(store_id)
            known = menu.without(_without_ends(store_id)).unorderable_codes
            if due().filter(store_id=store_id).update(ended_at=now()):
                _publish(store_id, known ^ menu.unorderable_codes)
    return len(stores)


def _without_ends(store_id: UUID) -> SoldOut:
    """What is out of stock, due outages included that are not ended yet."""
    found = Outage.objects.filter(store_id=store_id, ended_at=None).values_list("kind", "code")
    return sold_out_at([OutageNow(OutageKind(kind), code, None) for kind, code in found], now())


def _change(store_id: UUID, change: Callable[[], object]) -> tuple[PublishedMenu, PublishedMenu]:
    """Makes the change and publishes which codes of the menu it made orderable or unorderable; before and after."""
    with unit_of_work("menu"):
        locked_store(store_id)
        before = published_menus.get_menu(store_id)
        change()
        after = published_menus.get_menu(store_id)
        if before.sold_out != after.sold_out:
            _publish(store_id, before.unorderable_codes ^ after.unorderable_codes)
        return before, after


def tell_sold_out(
    store_id: UUID,
    items: Sequence[tuple[OutageKind, str]],
    before: PublishedMenu,
    after: PublishedMenu,
    *,
    until: datetime | None = None,
    by: UUID | None = None,
) -> None:
    """Publishes that these items ran out, and what cannot be ordered because of it; called within a unit of work."""
    document, store = after.document, locked_store(store_id)
    themselves = {code for _, code in items}
    lost = [
        name_of(document, listed, code)
        for listed, codes in after.unorderable.items()
        for code in codes
        if code not in themselves and code not in before.unorderable[listed]
    ]
    event = MenuSoldOut(
        store_id=store_id,
        names=tuple(name_of(document, f"{kind}s", code) for kind, code in items)[:MAX_NAMES],
        unorderable=tuple(dict.fromkeys(lost))[:MAX_NAMES],
        until=until,
        timezone=store.timezone,
        by=by,
    )
    publish(event, subject=store_id, sequence=store.availability_revision)


def _publish(store_id: UUID, codes: set[str]) -> None:
    store = locked_store(store_id)
    store.availability_revision += 1
    store.save(update_fields=["availability_revision"])
    unorderable = published_menus.get_menu(store_id).unorderable_codes
    event = MenuAvailabilityChanged(
        store_id=store_id, codes=tuple(sorted(codes)), unorderable=tuple(sorted(unorderable))
    )
    publish(event, subject=store_id, sequence=store.availability_revision)
    transaction.on_commit(partial(pushes.push_menu_changed, store_id), robust=True)
