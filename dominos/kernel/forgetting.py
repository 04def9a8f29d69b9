"""Erases a person in one app: what its tables declare (`personal`), and what its outbox still contains about them."""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q, QuerySet

from dominos.kernel.messaging.outbox import table
from dominos.kernel.personal import Personal
from dominos.kernel.sealed import keys

type Ids = Collection[UUID]


def forget(app: str, people: Ids, orders: Ids, *, except_types: Collection[str] = ()) -> bool:
    """Erases these people and their orders from the app's tables; called within a unit of work.

    Returns whether nothing is left: False while a message about them waits for a receiver, or is a dead
    letter; pending messages are not lost. `except_types` are messages without personal data.
    """
    for rows, personal in theirs(app, people, orders):
        if personal.kept_by_law or personal.at_work:
            continue
        if personal.erased or personal.parts:
            rows.update(**personal.erased, **personal.parts)
        else:
            rows.delete()
    keys.destroy(app, {*people, *orders})
    _forget_answers(app, people)
    return _forget_messages(app, {*people, *orders}, except_types)


def _forget_answers(app: str, people: Ids) -> None:
    """The people's own, kept for a day. What staff were told about their orders opens for those staff alone."""
    table(app, "IdempotencyRecord").objects.filter(caller__in=[str(person) for person in people]).delete()


def theirs(
    app: str, people: Ids, orders: Ids, *, is_work_told: bool = False
) -> Iterator[tuple[QuerySet[Any], Personal]]:
    """For each table of the app with personal data: the rows of these people, and its declaration.

    With `is_work_told` also rows about others' orders that these people worked on.
    """
    for model in apps.get_app_config(app).get_models():
        personal = getattr(model, "personal", None)
        if isinstance(personal, Personal):
            ids = orders if personal.by_order else people
            rows = Q(**{f"{personal.of}__in": list(ids)})
            if is_work_told and personal.worker:
                rows |= Q(**{f"{personal.worker}__in": list(people)})
            yield model._base_manager.filter(rows), personal


def _forget_messages(app: str, subjects: Ids, except_types: Collection[str]) -> bool:
    about = table(app, "OutboxMessage").objects.filter(subject__in=subjects).exclude(type__in=except_types)
    ids = list(about.values_list("id", flat=True))
    deliveries = table(app, "OutboxDelivery").objects.filter(message_id__in=ids)
    waiting = set(deliveries.filter(done_at=None).values_list("message_id", flat=True))
    gone = [each for each in ids if each not in waiting]
    deliveries.filter(message_id__in=gone).delete()
    table(app, "OutboxMessage").objects.filter(id__in=gone).delete()
    letters = Q(envelope__subject__in=[str(each) for each in subjects])
    return not waiting and not table(app, "DeadLetter").objects.filter(letters).exists()
