"""What is counted of a store's day, as one statement: rows of `DayFigure`, made of the orders of the wanted days.

What customers did belongs to the order's business day; what was booked of it to the day of the ledger, so that it
ties to the closed day to the cent. `count` and `amount` are, by measure:

| measure | key | count | amount |
|---|---|---|---|
| placed | channel | orders | their totals |
| completed | service | orders | their totals |
| promise | early, in_window, late | completed orders | |
| failed | | times that nobody took the food | |
| hour | 00 to 23 by the store's clock | orders placed | their totals |
| product | product | pieces of completed orders | what they cost before deals |
| deal | deal | completed orders | what it took off |
| stage | stage | completed orders | seconds |
| sale | part of what was booked | sales | minor units |
| method | card, cash, ... | sales | minor units |
| courier | courier | deliveries | cash taken |
| kept | courier | deliveries by the promised time | |
| tip | courier | deliveries with a tip | tips, also those given afterwards |
| stars | 1 to 5 | reviews | |
| customer | new, returning, unknown | completed orders | their totals |
| cohort | month of the first order | customers with an order this month | |
"""

from collections.abc import Mapping
from enum import StrEnum

from apps.dashboard.domain.reports import CustomerKind


class Measure(StrEnum):
    """What is counted."""

    PLACED = "placed"
    COMPLETED = "completed"
    PROMISE = "promise"
    FAILED = "failed"
    HOUR = "hour"
    PRODUCT = "product"
    DEAL = "deal"
    STAGE = "stage"
    SALE = "sale"
    METHOD = "method"
    COURIER = "courier"
    KEPT = "kept"
    TIP = "tip"
    STARS = "stars"
    CUSTOMER = "customer"
    COHORT = "cohort"


WHOLE = "total"
"""The key of the total of a sale."""
# Reads one end of the customer's earlier orders by the index of customers, however many there are.
_BEFORE = """SELECT p.business_date FROM dashboard_boardorder p
        WHERE coalesce(p.claimed_key, p.customer_key) = coalesce(d.claimed_key, d.customer_key)
          AND p.ended_at IS NOT NULL AND p.status = 'COMPLETED'
          AND (p.business_date, p.placed_at) < (d.business_date, d.placed_at)"""
_ORDERS = f"""WITH wanted (store_id, day) AS (SELECT * FROM unnest(%s::uuid[], %s::date[])),
placed AS (
    SELECT o.*, o.business_date AS day FROM dashboard_boardorder o
    JOIN wanted w ON o.store_id = w.store_id AND o.business_date = w.day
),
done AS (SELECT * FROM placed WHERE status = 'COMPLETED'),
booked AS (
    SELECT o.*, w.day FROM dashboard_boardorder o
    JOIN wanted w ON o.store_id = w.store_id AND coalesce(o.booked_on, o.business_date) = w.day
    WHERE o.captured > 0
),
known AS (
    SELECT d.*, first.business_date AS first_day, last.business_date AS last_day FROM done d
    LEFT JOIN LATERAL ({_BEFORE} ORDER BY p.business_date, p.placed_at LIMIT 1) first ON true
    LEFT JOIN LATERAL ({_BEFORE} ORDER BY p.business_date DESC, p.placed_at DESC LIMIT 1) last ON true
)
"""  # noqa: S608 - texts of ours
_MONTH = "to_char({}, 'YYYY-MM')"
_NO_LABEL = "''"
# The source of each measure, its key, label, count and amount.
_COUNTED: Mapping[Measure, tuple[str, str, str, str, str]] = {
    Measure.PLACED: ("placed", "channel", _NO_LABEL, "count(*)", "coalesce(sum(total), 0)"),
    Measure.COMPLETED: ("done", "service", _NO_LABEL, "count(*)", "sum(total)"),
    Measure.PROMISE: (
        "done",
        "CASE WHEN ended_at > promised_to THEN 'late' WHEN ended_at < promised_from THEN 'early'"
        " ELSE 'in_window' END",
        _NO_LABEL,
        "count(*)",
        "0",
    ),
    Measure.FAILED: ("placed WHERE failed_deliveries > 0", "''", _NO_LABEL, "sum(failed_deliveries)", "0"),
    Measure.HOUR: (
        "placed LEFT JOIN (SELECT store_id, timezone FROM dashboard_boardstore) s USING (store_id)"
        " WHERE placed_at IS NOT NULL",
        "to_char(placed_at AT TIME ZONE coalesce(s.timezone, 'UTC'), 'HH24')",
        _NO_LABEL,
        "count(*)",
        "coalesce(sum(total), 0)",
    ),
    Measure.PRODUCT: (
        "done, jsonb_to_recordset(coalesce(revised -> 'lines', lines))"
        " AS line (product text, name text, quantity bigint, total bigint)",
        "line.product",
        "mode() WITHIN GROUP (ORDER BY line.name)",
        "sum(line.quantity)",
        "sum(line.total)",
    ),
    Measure.DEAL: (
        "done, jsonb_to_recordset(coalesce(revised -> 'deals', deals))"
        " AS deal (code text, name text, discount bigint)",
        "deal.code",
        "mode() WITHIN GROUP (ORDER BY deal.name)",
        "count(*)",
        "sum(deal.discount)",
    ),
    Measure.STAGE: (
        "done, jsonb_each_text(stages) AS stage",
        "stage.key",
        _NO_LABEL,
        "count(*)",
        "sum(stage.value::bigint)",
    ),
    Measure.SALE: (
        "booked, jsonb_each_text(sale || jsonb_build_object('total', captured)) AS part",
        "part.key",
        _NO_LABEL,
        "count(*)",
        "sum(part.value::bigint)",
    ),
    Measure.METHOD: ("booked", "method", _NO_LABEL, "count(*)", "sum(captured)"),
    Measure.COURIER: (
        "done WHERE courier_id IS NOT NULL",
        "courier_id::text",
        _NO_LABEL,
        "count(*)",
        "coalesce(sum(captured) FILTER (WHERE method = 'cash'), 0)",
    ),
    Measure.KEPT: (
        "done WHERE courier_id IS NOT NULL AND ended_at <= promised_to",
        "courier_id::text",
        _NO_LABEL,
        "count(*)",
        "0",
    ),
    Measure.TIP: (
        "done WHERE courier_id IS NOT NULL AND (sale ? 'tip' OR late_tip > 0)",
        "courier_id::text",
        _NO_LABEL,
        "count(*)",
        "sum(coalesce((sale ->> 'tip')::bigint, 0) + late_tip)",
    ),
    Measure.STARS: ("placed WHERE stars IS NOT NULL", "stars::text", _NO_LABEL, "count(*)", "0"),
    Measure.CUSTOMER: (
        "known",
        f"CASE WHEN coalesce(claimed_key, customer_key) IS NULL THEN '{CustomerKind.UNKNOWN}'"
        f" WHEN first_day IS NULL THEN '{CustomerKind.NEW}' ELSE '{CustomerKind.RETURNING}' END",
        _NO_LABEL,
        "count(*)",
        "sum(total)",
    ),
    Measure.COHORT: (
        "known WHERE coalesce(claimed_key, customer_key) IS NOT NULL AND"
        f" {_MONTH.format('last_day')} IS DISTINCT FROM {_MONTH.format('day')}",
        _MONTH.format("coalesce(first_day, day)"),
        _NO_LABEL,
        "count(*)",
        "0",
    ),
}


def figures_text() -> str:
    """A SELECT that computes the figures of the given days, in the column order of `DayFigure` without its id.

    Its parameters are two arrays of equal length: stores and days.
    """
    parts = (
        f"SELECT store_id, day, currency, '{measure}', {key}, {label}, {count}, {amount}"  # noqa: S608 - texts of ours
        f" FROM {source} GROUP BY 1, 2, 3, 5"
        for measure, (source, key, label, count, amount) in _COUNTED.items()
    )
    return _ORDERS + " UNION ALL ".join(parts)
