"""A prepared statement gives what the ORM gives."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dominos.kernel import clock
from dominos.kernel.ids import new_id
from dominos.kernel.prepared import Prepared, PreparedInsert

pytestmark = pytest.mark.django_db


def columns(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_it_gives_the_row_with_what_is_selected_with_it(django_assert_num_queries):
    prepared = Prepared(lambda: Permission.objects.select_related("content_type").order_by())
    for expected in Permission.objects.select_related("content_type")[:3]:
        with django_assert_num_queries(1):
            found = prepared.get(expected.pk)
            assert columns(found) == columns(expected)
            assert columns(found.content_type) == columns(expected.content_type)
        assert not found._state.adding


def test_instants_and_documents_come_as_python_has_them():
    kind = apps.get_model("orders", "OutboxMessage")
    values = {"version": 1, "sequence": 0, "correlation_id": new_id(), "subject": new_id()}
    from dominos.kernel.clock import now

    kept = kind.objects.create(
        id=new_id(), type="a.b", occurred_at=now(), data={"a": [1, None, "ä"]}, **values
    )
    assert columns(Prepared(kind.objects.all).get(kept.pk)) == columns(kept)


def test_there_is_none():
    assert Prepared(Permission.objects.all).get(0) is None


def test_it_is_asked_by_another_column():
    some = Permission.objects.first()
    assert Prepared(Permission.objects.all, by="codename").get(some.codename).codename == some.codename


def test_it_locks_inside_a_transaction_only():
    prepared, some = Prepared(Permission.objects.select_for_update), Permission.objects.first()
    with CaptureQueriesContext(connection) as queries:
        prepared.get(some.pk)
    assert queries[0]["sql"].endswith("FOR UPDATE")


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_nothing_is_locked():
    prepared = Prepared(Permission.objects.select_for_update)
    with transaction.atomic():
        prepared.get(1)
    with pytest.raises(transaction.TransactionManagementError):
        prepared.get(1)


def test_a_row_is_added_as_by_the_orm_and_has_what_the_database_filled_in(django_assert_num_queries):
    kind, now = apps.get_model("orders", "OutboxDelivery"), clock.now()
    given = {"message_id": new_id(), "due_at": now}
    insert = PreparedInsert(kind)
    for attempts in (None, 3):
        row = kind(**given, receiver=f"r{attempts}", **({} if attempts is None else {"attempts": attempts}))
        with django_assert_num_queries(1):
            added = insert.add(row)
        assert columns(added) == columns(kind.objects.get(pk=added.pk))
        assert (added.attempts, added._state.adding) == (attempts or 0, False)


def test_documents_and_defaults_are_added_as_python_has_them():
    kind = apps.get_model("geo", "City")
    numbers = dict.fromkeys(("south", "west", "north", "east", "streets", "addresses"), 1)
    city = kind(content_hash="x", name="Å", file_name="f", loaded_at=clock.now(), **numbers)
    added = PreparedInsert(kind).add(city)
    assert columns(added) == columns(kind.objects.get(pk=added.pk))
    assert added.place_names == []
