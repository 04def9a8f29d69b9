"""The position history's table is made by the migration's own SQL: it is what the model says today."""

import pytest
from django.db import connection

from apps.delivery.models import CourierPosition

pytestmark = pytest.mark.django_db
COLUMNS = """
SELECT attname, format_type(atttypid, atttypmod), attnotnull
FROM pg_attribute WHERE attrelid = 'delivery.delivery_courierposition'::regclass AND attnum > 0 AND NOT attisdropped
"""
KEY = """
SELECT array_agg(attname::text ORDER BY array_position(conkey, attnum))
FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY(conkey)
WHERE conrelid = 'delivery.delivery_courierposition'::regclass AND contype = 'p'
"""


def asked(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_its_columns_are_the_models():
    fields = CourierPosition._meta.concrete_fields
    expected = {(field.column, field.db_type(connection), not field.null) for field in fields if field.column}
    assert set(asked(COLUMNS)) == expected


def test_its_key_is_the_models():
    assert asked(KEY) == [(list(CourierPosition._meta.pk.field_names),)]


def test_its_indexes_are_the_models():
    table = CourierPosition._meta.db_table
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    indexes = {name for name, about in found.items() if about["index"] and not about["primary_key"]}
    assert {index.name for index in CourierPosition._meta.indexes} == indexes - {"delivery_position_key"}
