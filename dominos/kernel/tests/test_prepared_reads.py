"""A prepared statement gives what the ORM gives."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from dominos.kernel.ids import new_id
from dominos.kernel.postgres.base import DatabaseWrapper
from dominos.kernel.prepared_reads import Prepared

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


def test_what_is_annotated_comes_along():
    told = Permission.objects.annotate(told=Concat("codename", Value("!")))
    some = told.select_related("content_type").first()
    found = Prepared(lambda: told.select_related("content_type")).get(some.pk)
    assert (found.told, found.content_type) == (f"{some.codename}!", some.content_type)


def test_the_next_user_of_a_connection_from_a_pool_finds_what_was_prepared():
    connection.ensure_connection()
    others = DatabaseWrapper(connection.settings_dict)
    others.connection = connection.connection
    for wrapper in connection, others, connection:
        with wrapper.prepared_cursor() as cursor:
            cursor.execute("SELECT %s + 1", [1])
            assert cursor.fetchone() == (2,)
