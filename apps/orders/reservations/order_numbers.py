"""The numbers by which people call orders."""

from datetime import date
from uuid import UUID

from dominos.kernel.postgres.cursors import prepared_cursor


def next_number(store_id: UUID, business_date: date) -> str:
    """The number of the store's next order of that day, by which people call it; counted, and never given twice."""
    with prepared_cursor() as cursor:
        cursor.execute(
            "INSERT INTO orders_daycounter AS c (store_id, business_date, value) VALUES (%s, %s, 1)"
            " ON CONFLICT (store_id, business_date) DO UPDATE SET value = c.value + 1 RETURNING value",
            [store_id, business_date],
        )
        return f"{business_date}#{cursor.fetchone()[0]}"
