"""What growth costs, as a page."""

from collections.abc import Iterator, Mapping
from statistics import median

from benchmarks.growth.measurements import Cost, Costs

ALLOWED = 1.10


def page(found: Costs, sizes: Mapping[str, Mapping[str, int]], command: str) -> str:
    """The whole page, Markdown."""
    return "\n".join(_lines(found, sizes, command)) + "\n"


def _lines(found: Costs, sizes: Mapping[str, Mapping[str, int]], command: str) -> Iterator[str]:
    few, many = sizes
    orders = {name: sizes[name]["orders_order"] for name in sizes}
    rows = {name: sum(sizes[name].values()) for name in sizes}
    yield f"""# What growth costs

Written by `{command}`. The same calls by turns on a database of
{orders[few]:,} orders ({rows[few]:,} rows) and on one of {orders[many]:,} ({rows[many]:,} rows), five hundred orders of
one store a day. Processor time of one process and of PostgreSQL together, in milliseconds of one call; pages are those
PostgreSQL touched. A call may cost a tenth more.

| call | few, ms | many, ms | many to few | pages, few | many | held |
|---|---|---|---|---|---|---|"""
    for call, costs in found.items():
        yield _row(call, costs[few], costs[many])


def _row(call: str, few: Cost, many: Cost) -> str:
    ratio = median(m / f for f, m in zip(few.processors, many.processors, strict=True))
    milliseconds = [1000 * median(cost.processors) for cost in (few, many)]
    pages = [median(cost.pages) for cost in (few, many)]
    return (
        f"| {call} | {milliseconds[0]:,.2f} | {milliseconds[1]:,.2f} | {ratio:.2f}"
        f" | {pages[0]:,.0f} | {pages[1]:,.0f} | {'yes' if ratio <= ALLOWED else '**no**'} |"
    )
