"""Order numbers that people use."""

from datetime import date
from uuid import UUID

from dominos.kernel.postgres.cursors import prepared_cursor


def next_number(store_id: UUID, business_date: date) -> str:
    """The next order number of the store's day; counted, and never assigned twice."""
    with prepared_cursor() as cursor:
        cursor.execute(
            "INSERT INTO orders_daycounter AS c (store_id, business_date, value) VALUES (%s, %s, 1)"
            " ON CONFLICT (store_id, business_date) DO UPDATE SET value = c.value + 1 RETURNING value",
            [store_id, business_date],
        )
        return f"{business_date}#{cursor.fetchone()[0]}"
