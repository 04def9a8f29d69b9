"""What the database itself refuses, and where that is written."""

from importlib import import_module

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Sum

from apps.payments.models import JournalEntry, Posting
from apps.payments.models.triggers import trigger_sql
from apps.payments.tests.builders import AMOUNTS, make_payment
from dominos.kernel.ids import new_id

database = pytest.mark.django_db(transaction=True)


def test_the_frozen_sql_is_todays():
    assert import_module("apps.payments.migrations.0001_initial").TRIGGERS.strip() == trigger_sql().strip()


ENTRY = """INSERT INTO payments.payments_journalentry (id, key, kind, payment_id, order_id, currency, size, posted_at)
    VALUES (%s, %s, 'CAPTURE', %s, %s, 'EUR', %s, now())"""
POSTING = "INSERT INTO payments.payments_posting (id, entry_id, account, amount) VALUES (%s, %s, %s, %s)"


def insert(payment, size, *amounts, entry_id=None):
    """Writes by SQL alone what no code here would."""
    with transaction.atomic(), connection.cursor() as cursor:
        if entry_id is None:
            entry_id = new_id()
            cursor.execute(ENTRY, [entry_id, str(entry_id), payment.id, payment.order_id, size])
        for amount in amounts:
            cursor.execute(POSTING, [new_id(), entry_id, "REVENUE", amount])
    return entry_id


@database
@pytest.mark.parametrize(
    ("size", "amounts"), [(2, (100, -99)), (1, (100,)), (0, ()), (3, (100, -100)), (2, (100, -50, -50))]
)
def test_the_database_refuses_an_entry_that_is_not_whole(size, amounts):
    payment = make_payment(AMOUNTS)
    with pytest.raises(IntegrityError, match="does not balance"):
        insert(payment, size, *amounts)
    assert not JournalEntry.objects.exists()


@database
def test_the_database_lets_nobody_add_to_a_committed_entry():
    payment = make_payment(AMOUNTS)
    entry_id = insert(payment, 2, 100, -100)
    with pytest.raises(IntegrityError, match="does not balance"):
        insert(payment, 2, 5, -5, entry_id=entry_id)
    assert Posting.objects.count() == 2


@database
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payments.payments_posting SET amount = 0 - amount",
        "DELETE FROM payments.payments_posting",
        "UPDATE payments.payments_journalentry SET currency = 'USD'",
        "DELETE FROM payments.payments_journalentry",
        "TRUNCATE payments.payments_posting",
        "TRUNCATE payments.payments_journalentry CASCADE",
    ],
)
def test_the_database_refuses_to_change_or_delete(statement):
    insert(make_payment(AMOUNTS), 2, 100, -100)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Posting.objects.aggregate(total=Sum("amount"))["total"] == 0
    assert JournalEntry.objects.count() == 1
