"""Statements built once write what the ORM writes."""

from functools import partial
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import FieldDoesNotExist
from django.db import DataError, IntegrityError

from dominos.kernel import prepared_writes
from dominos.kernel.clock import now, stopped
from dominos.kernel.ids import new_id
from dominos.kernel.prepared_writes import insert, insert_all_new, update, upsert

pytestmark = pytest.mark.django_db


def columns(row):
    return {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}


def a_message(**changes):
    values = {"type": "a.b", "version": 1, "sequence": 0, "correlation_id": new_id(), "subject": new_id()}
    kind = apps.get_model("orders", "OutboxMessage")
    return kind(**{"id": new_id(), "occurred_at": now(), "data": {"a": [1, None, "ä"]}, **values, **changes})


def test_rows_of_several_tables_are_one_statement(django_assert_num_queries):
    message, group = a_message(), Group(id=4711, name="ovens")
    delivery = apps.get_model("orders", "OutboxDelivery")(message_id=message.id, receiver="x", due_at=now())
    with django_assert_num_queries(1):
        insert(message, group, delivery)
    for row in (message, group, delivery):
        assert columns(type(row).objects.get(pk=row.pk)) == columns(row)
        assert not row._state.adding
    with pytest.raises(IntegrityError):
        insert(Group(id=4712, name="ovens"))


@pytest.mark.parametrize(
    "name", ["orders.Order", "orders.Quote", "payments.Payment", "notifications.Outgoing"]
)
def test_a_new_row_is_as_its_constructor_makes_it(name):
    kind = apps.get_model(name)
    with stopped():
        quick, usual = (make(id=UUID(int=1)) for make in (partial(prepared_writes.new, kind), kind))
    assert vars(quick).keys() == vars(usual).keys()
    assert columns(quick) == columns(usual)
    assert quick._state.adding


def test_a_new_row_takes_what_it_refers_to_and_nothing_that_it_has_not():
    order = prepared_writes.new(apps.get_model("orders", "Order"))
    saga = prepared_writes.new(apps.get_model("orders", "OrderSaga"), order=order, attempts=3)
    assert (saga.order, saga.order_id, saga.attempts) == (order, order.id, 3)
    with pytest.raises(FieldDoesNotExist):
        prepared_writes.new(type(saga), ordre=order)


def test_of_many_rows_those_that_are_new_are_stored_by_one_text(django_assert_num_queries):
    kind = apps.get_model("payments", "WebhookEvent")
    event = {"gateway": "g", "type": "t", "reference": "", "due_at": now(), "handled_at": None}
    first, again, new = (event | {"id": new_id(), "event_id": name, "body": 'ä "'} for name in "aab")
    with django_assert_num_queries(2) as asked:
        insert_all_new(kind, [first])
        insert_all_new(kind, [again, new])
    assert len({query["sql"].partition("jsonb_to_recordset")[0] for query in asked}) == 1
    kept = {row.id: row for row in kind.objects.all()}
    assert kept.keys() == {first["id"], new["id"]}
    assert columns(kept[new["id"]]).items() >= new.items()
    assert kept[new["id"]].received_at, "as the database puts it"
    with pytest.raises(DataError):
        insert_all_new(kind, [first | {"id": new_id(), "event_id": "x" * 101}])


def test_a_row_is_saved_where_it_is_as_expected(django_assert_num_queries):
    message = a_message()
    insert(message)
    message.data, message.sequence = {"b": 2}, 3
    with django_assert_num_queries(1):
        assert not update(message, where={"sequence": 1})
    assert update(message, "sequence", where={"sequence": 0})
    kept = type(message).objects.get(pk=message.pk)
    assert (kept.sequence, kept.data) == (3, {"a": [1, None, "ä"]})
    assert update(message)
    assert columns(type(message).objects.get(pk=message.pk)) == columns(message)


def test_facts_come_in_any_order_and_the_newest_stay(django_assert_num_queries):
    kind, order_id, first, second = apps.get_model("dashboard", "BoardOrder"), new_id(), new_id(), new_id()
    with django_assert_num_queries(1):
        found = upsert(kind, order_id, {"refunded": 5, "counted": [first]}, counted="counted")
    assert columns(found) == columns(kind.objects.get(pk=order_id))
    assert upsert(kind, order_id, {"refunded": 5, "counted": [first]}, counted="counted") is None
    found = upsert(kind, order_id, {"refunded": -2, "counted": [second]}, counted="counted")
    assert (found.refunded, found.counted) == (3, [first, second])
    assert upsert(kind, order_id, {"status": "B", "sequence": 2}, newer="sequence").status == "B"
    assert upsert(kind, order_id, {"status": "A", "sequence": 1}, newer="sequence") is None
    assert upsert(kind, order_id, {"number": "7"}).status == "B"


def test_a_permission_is_not_stored_without_what_it_refers_to():
    with pytest.raises(IntegrityError):
        insert(Permission(id=990_001, name="x", codename="x", content_type_id=None))
