"""How long rows are kept: every table says so beside its columns, and one task keeps to it in small steps.

A model's `retention` is one of the declarations here; `LIBRARY_TABLES` of an app's `models` are those of the tables
that libraries keep in its schema. `RETENTION` of the environment changes days, such as `orders.order=365`.
"""

import dataclasses
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import models
from django.db.models import Q, QuerySet
from redis.exceptions import RedisError

from dominos.kernel import clock
from dominos.kernel.ids import first_id
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)

BATCH = 1000
"""Rows of one transaction: it holds their locks for some ten milliseconds."""
SECONDS = 60.0
"""For one app at a time, as a worker's process does nothing else meanwhile; the rest waits for the next time."""
KEPT_PLACE = timedelta(days=32)

type Model = type[models.Model]
type Condition = Callable[[Model], Q]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Rows stay."""

    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """Rows are deleted `after` their `since`, those that meet the condition only.

    `since` is a column with an index: a time, or an identifier that has the time in it (see `ids`). `earlier` is what
    is erased of them before that.
    """

    after: timedelta
    since: str = "id"
    only: Q | Condition = field(default_factory=Q)
    because: str
    earlier: "Erased | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """Rows stay; what they say of a person is overwritten with `values`, `after` the row was made.

    `parts` are what becomes of columns of which only a part is erased; a row with these has `values`, too. The key of
    such a table has the time in it.
    """

    after: timedelta
    values: Mapping[str, Any]
    parts: Mapping[str, Any] = field(default_factory=dict)
    only: Q | Condition = field(default_factory=Q)
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWay:
    """Rows are deleted by the app itself, in the function that `by` names."""

    by: str
    because: str


type Retention = Kept | Forgotten | Erased | OwnWay


def declared_in(app: str) -> Iterator[tuple[Model, Retention | None]]:
    """Every table of the app, and those of libraries in its schema, with what is declared; None where nothing is."""
    for model in apps.get_app_config(app).get_models():
        yield model, getattr(model, "retention", None)
    for label, declared in library_tables(app).items():
        yield apps.get_model(label), declared


def library_tables(app: str) -> Mapping[str, Retention]:
    """Those of tables that libraries keep in the app's schema, by label."""
    found: Mapping[str, Retention] = getattr(apps.get_app_config(app).models_module, "LIBRARY_TABLES", {})
    return found


def in_force(model: Model, declared: Retention | None) -> Retention | None:
    """What is declared, with the days that the environment sets."""
    days = settings.RETENTION.get(model._meta.label_lower)
    if days is None or not isinstance(declared, Forgotten | Erased):
        return declared
    return dataclasses.replace(declared, after=timedelta(days=days))


def purge(app: str, seconds: float = SECONDS) -> dict[str, int]:
    """Forgets and erases what is due in the app's tables; how many rows, by table.

    By turns, a step of each table, so that one with much to do leaves time for the others.
    """
    until, done = clock.seconds() + seconds, Counter[str]()
    waiting = deque(_steps(app))
    while waiting and clock.seconds() < until:
        label, steps = waiting.popleft()
        if (rows := next(steps, None)) is not None:
            done[label] += rows
            waiting.append((label, steps))
    changed = {label: rows for label, rows in done.items() if rows}
    if changed:
        log.info("purged", app=app, **{label.replace(".", "_"): rows for label, rows in changed.items()})
    return changed


def _steps(app: str) -> Iterator[tuple[str, Iterator[int]]]:
    """What there is to do for each table: each step is a transaction, and gives the number of its rows."""
    for model, written in declared_in(app):
        declared = in_force(model, written)
        erased = declared.earlier if isinstance(declared, Forgotten) else declared
        if isinstance(declared, Forgotten):
            yield model._meta.label, _forget_all(app, model, declared)
        if isinstance(erased, Erased):
            yield model._meta.label, _erase_all(app, model, erased)


def _forget_all(app: str, model: Model, declared: Forgotten) -> Iterator[int]:
    while rows := _forget(app, model, declared):
        yield rows


def _forget(app: str, model: Model, declared: Forgotten) -> int:
    due = _due(model, declared.since, declared.after).filter(_condition(declared, model))
    with unit_of_work(app):
        doomed = list(due.order_by(declared.since).values_list("pk", flat=True)[:BATCH])
        if doomed:
            model._base_manager.filter(pk__in=doomed).delete()
    return len(doomed)


def _condition(declared: Forgotten | Erased, model: Model) -> Q:
    return declared.only if isinstance(declared.only, Q) else declared.only(model)


def _due(model: Model, since: str, after: timedelta) -> QuerySet[models.Model]:
    before = clock.now() - after
    return model._base_manager.filter(**{f"{since}__lt": _as_value(model, since, before)})


def _as_value(model: Model, column: str, at: datetime) -> datetime | UUID:
    is_identifier = isinstance(model._meta.get_field(column), models.UUIDField)
    return first_id(at) if is_identifier else at


def _erase_all(app: str, model: Model, declared: Erased) -> Iterator[int]:
    """Goes through the due rows in the order of their keys, from where the last time ended.

    That place is kept in the cache, until the month ends: where it is lost, and each month, all are looked at once
    more, since a row that did not meet the condition may meet it now.
    """
    reached = _reached(model)
    while keys := _due_after(model, declared, reached):
        yield _erase(app, model, declared, keys)
        reached = keys[-1]
        _reach(model, reached)


def _due_after(model: Model, declared: Erased, reached: UUID | None) -> list[UUID]:
    due = _due(model, model._meta.pk.name, declared.after)
    if reached is not None:
        due = due.filter(pk__gt=reached)
    return list(due.order_by("pk").values_list("pk", flat=True)[:BATCH])


def _erase(app: str, model: Model, declared: Erased, keys: list[UUID]) -> int:
    with unit_of_work(app):
        due = model._base_manager.filter(_condition(declared, model), pk__in=keys)
        told = due.exclude(**_erased(declared))
        return told.update(**declared.values, **declared.parts)


def _erased(declared: Erased) -> dict[str, Any]:
    """The condition that finds what is erased."""
    return {
        f"{name}__isnull" if value is None else name: True if value is None else value
        for name, value in declared.values.items()
    }


def _reached(model: Model) -> UUID | None:
    try:
        found = cache.get(_place(model))
    except (OSError, RedisError):
        return None
    return UUID(found) if found else None


def _reach(model: Model, key: UUID) -> None:
    try:
        cache.set(_place(model), str(key), KEPT_PLACE.total_seconds())
    except (OSError, RedisError):
        log.warning("place not kept", model=model._meta.label)


def _place(model: Model) -> str:
    return f"erased-until:{model._meta.label_lower}:{clock.now():%Y-%m}"
