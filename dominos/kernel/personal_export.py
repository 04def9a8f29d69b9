"""Exports all data that an app has about a person, as its tables declare (`personal`), page by page."""

import base64
import json
from collections.abc import Iterator
from typing import Any, ClassVar
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

from dominos.kernel import photos
from dominos.kernel.forgetting import Ids, theirs
from dominos.kernel.personal import Personal
from dominos.kernel.services.people import HoldsPeople, PersonalPage, PersonalRow

ROWS = 500
"""Per response, to stay within the limits of a call."""
PHOTOS = 5


class TablesOfPeople(HoldsPeople):
    """A mixin for the implementation of an app's contract."""

    name: ClassVar[str]

    def export_person(self, *, people: list[UUID], orders: list[UUID], after: str = "") -> PersonalPage:
        return page_of(self.name, people, orders, after)


def page_of(app: str, people: Ids, orders: Ids, after: str = "") -> PersonalPage:
    """The rows after the cursor `after`, which the previous page returned. ValueError for an invalid one."""
    tables = {
        rows.model._meta.label_lower: (rows, personal)
        for rows, personal in theirs(app, people, orders, is_work_told=True)
    }
    label, _, reached = after.partition(":")
    waiting = list(tables)[list(tables).index(label) if label else 0 :]
    told: list[PersonalRow] = []
    begin = int(reached or 0)
    for table in waiting:
        rows, personal = tables[table]
        most = min(PHOTOS, ROWS - len(told)) if personal.photo else ROWS - len(told)
        found = list(_told(rows.order_by("pk")[begin : begin + most], personal))
        told += found
        if len(found) == most:
            return PersonalPage(rows=told, next=f"{table}:{begin + most}")
        begin = 0
    return PersonalPage(rows=told)


def _told(rows: QuerySet[Any], personal: Personal) -> Iterator[PersonalRow]:
    meta = rows.model._meta
    columns = [field.attname for field in meta.concrete_fields if field.name not in personal.kept_back]
    for row in rows.defer(*personal.kept_back):
        values = {column: getattr(row, column) for column in columns}
        photo = photos.load(values[personal.photo]) if personal.photo else None
        yield PersonalRow(
            table=meta.label_lower,
            title=str(meta.verbose_name),
            values=_as_json(values),
            photo=base64.b64encode(photo or b"").decode("ascii"),
        )


def _as_json(values: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    return made
