"""Makes a draft equal to tables of rows: writes new and changed rows, deletes the others. Idempotent."""

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db.models import Model

from apps.menu import models
from apps.menu.models import Catalogue
from dominos.kernel.unit_of_work import unit_of_work

Rows = list[dict[str, Any]]
Tables = dict[type[Model], Rows]
"""The rows of each model, with referenced models before those that refer to them."""


def load_tables(*, code: str, tables: Tables, **fields: Any) -> Catalogue:
    """The catalogue with this code, its fields and rows made equal to these; the rows' ids come from `row_id`."""
    with unit_of_work("menu"):
        catalogue, _ = Catalogue.objects.update_or_create(id=row_id(code), defaults={"code": code, **fields})
        for model, rows in tables.items():
            _upsert(model, catalogue, rows)
        for model, rows in reversed(tables.items()):
            _delete_others(model, catalogue, rows)
    return catalogue


def row_id(catalogue: str, *path: str) -> UUID:
    """A deterministic id for a catalogue, or for the item with this code path in it."""
    return uuid5(NAMESPACE_URL, "urn:dominos:menu:" + ":".join([catalogue, *path]))


def _upsert(model: type[Model], catalogue: Catalogue, rows: Rows) -> None:
    """Writes the rows that differ from what is there."""
    if not rows:
        return
    found = model._default_manager.filter(**{_owner(model): catalogue}).values(*rows[0])
    known = {row["id"]: row for row in found}
    owner = {} if model is models.ProductTopping else {"catalogue": catalogue}
    model._default_manager.bulk_create(
        [model(**owner, **row) for row in rows if known.get(row["id"]) != row],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[name for name in rows[0] if name != "id"],
    )


def _delete_others(model: type[Model], catalogue: Catalogue, rows: Rows) -> None:
    kept = [row["id"] for row in rows]
    model._default_manager.filter(**{_owner(model): catalogue}).exclude(id__in=kept).delete()


def _owner(model: type[Model]) -> str:
    return "product__catalogue" if model is models.ProductTopping else "catalogue"
