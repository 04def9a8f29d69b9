"""What was measured, as a page beside the bars it is held to."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.platform.load import Taken, percentile
from benchmarks.platform.measurements import Results

MEGABYTE = 1_000_000
STEPS = {
    "order": "delivery order priced, placed and paid by card",
    "read": "own order read",
    "menu": "menu, the whole document",
    "unchanged": "menu, not modified (304); the floor's whole menu",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure of the platform with what it must and what it should reach; less is better unless `rising`."""

    name: str
    value: float
    must: float
    aim: float | None = None
    form: str = "{:,.1f}"
    rising: bool = False
    spread: tuple[float, float] | None = None

    @property
    def holds(self) -> bool:
        """Whether it reaches what it must."""
        return self.value >= self.must if self.rising else self.value <= self.must

    def row(self) -> str:
        """A line of the table."""
        sign = "≥" if self.rising else "≤"
        shown = self.form.format(self.value)
        if self.spread:
            shown += f" ({' to '.join(map(self.form.format, self.spread))})"
        aim = f"{sign} {self.form.format(self.aim)}" if self.aim is not None else ""
        verdict = "yes" if self.holds else "**no**"
        return f"| {self.name} | {shown} | {sign} {self.form.format(self.must)} | {aim} | {verdict} |"


def bars(results: Results) -> list[Bar]:
    """The figures that have a bar."""
    costs, sustained = results.costs, results.sustained
    assert costs is not None and sustained is not None
    read, menu, unchanged = (_ratios(results.pairs[name]) for name in ("read", "menu", "unchanged"))
    processors = sum(sustained.processors.values()) / sum(sustained.floor_processors.values())
    orders = [time for _, taken in results.pairs["order"] for time in taken.times]
    share, times = "{:.1%}", "{:.1f}x"
    return [
        Bar(
            "orders, sustained, to the floor's",
            sustained.rate / sustained.floor.rate,
            0.20,
            0.35,
            share,
            rising=True,
        ),
        Bar("processor time of an order, to the floor's", processors, 5, 3, times),
        Bar("statements of an order, without BEGIN, COMMIT and SET", costs.order.statements, 60, 40),
        Bar("transactions of an order", costs.order.transactions, 12, 8),
        Bar("new connections of an order", costs.order.connections, 0.05, form="{:.2f}"),
        Bar("own order read, to the floor's", median(read), 0.55, 0.80, share, True, _spread(read)),
        Bar("menu document, to the floor's", median(menu), 15, None, times, True, _spread(menu)),
        Bar(
            "menu not modified, to the floor's", median(unchanged), 25, None, times, True, _spread(unchanged)
        ),
        Bar("memory of the whole platform (PSS, MB)", sum(results.memory.values()), 600, 400, "{:,.0f}"),
        Bar(
            "idle processor time of the whole platform, of a core",
            sum(costs.idle_processors.values()),
            0.05,
            0.02,
            share,
        ),
        Bar("start to the first answer, migrated database (s)", results.started, 6, 4),
        Bar(
            "99th percentile of the three calls together (ms)", percentile(orders, 0.99), 600, 300, "{:,.0f}"
        ),
        Bar(
            f"99th percentile from commit to the board's frame, {results.plan.live_rate:.0f} orders/s (ms)",
            percentile(results.delays, 0.99),
            300,
            None,
            "{:,.0f}",
        ),
    ]


def page(results: Results, command: str) -> str:
    """The whole page, Markdown."""
    return "\n".join(_lines(results, command)) + "\n"


def _lines(results: Results, command: str) -> Iterator[str]:
    plan, costs, sustained, live = results.plan, results.costs, results.sustained, results.live
    assert costs is not None and sustained is not None and live is not None
    cores, repeated = os.cpu_count(), f"{plan.repetitions} repetitions of {plan.seconds:.0f} s"
    yield f"""# What the platform costs

Written by `{command}`. The whole platform as `manage.py up` runs it (web, realtime, worker,
timers, everything switched on) and a floor, on one PostgreSQL (fsync on) and this machine's {cores} cores, which the
load shares. The floor is Django and its REST framework without anything else: one request writes an order, two lines,
a payment and an event in one transaction. Both are served by granian with two processes.

{plan.users} customers at once, {repeated}, the floor and the platform by turns; the platform stands still while
the floor is measured, and has done all that is left to do before the next step. Each answer is checked.

## Bars

| figure | here | must | aim | held |
|---|---|---|---|---|"""
    yield from (bar.row() for bar in bars(results))
    yield """
## Rates

| step | floor /s | platform /s | to the floor's: median | min | max | p50 ms | p99 ms | errors |
|---|---|---|---|---|---|---|---|---|"""
    yield from (_rate_row(name, results.pairs[name]) for name in STEPS)
    yield ""
    yield (
        f"Sustained: {len(sustained.orders.times):,} orders in {sustained.orders.seconds:.0f} s,"
        f" {sustained.orders.rate:.1f}/s. {sustained.backlog:,} deliveries of messages were left then and took"
        f" {sustained.drained:.0f} s, which makes {sustained.rate:.1f}/s; the floor did {sustained.floor.rate:.0f}/s"
        f" beside. Errors: {len(sustained.orders.errors)}."
    )
    yield ""
    yield (
        f"At {plan.live_rate:.0f} orders a second for {plan.live:.0f} s, come what may: the three calls p50"
        f" {live.milliseconds(0.5):,.0f} ms, p99 {live.milliseconds(0.99):,.0f} ms; from commit to the frame on the"
        f" board p50 {percentile(results.delays, 0.5):,.0f} ms, p99 {percentile(results.delays, 0.99):,.0f} ms;"
        f" {_missing(results.delays)} of {len(results.delays)} never came. Errors: {len(live.errors)}."
    )
    yield f"""
Nobody accepts these orders: three minutes later each is rejected and its payment released, which is part of the load.

## An order, the whole system

One customer at a time, {plan.counted} orders, until nothing is left to do; what idling costs in that time is taken off.

| | an order | idle, each second |
|---|---|---|"""
    yield from _count_rows(results)
    yield """
## Processor time and memory

Milliseconds of an order alone, of one in the sustained run, and of one at the floor; idle in thousandths of a core.

| program | alone | sustained | floor | idle | memory, MB |
|---|---|---|---|---|---|"""
    yield from _role_rows(results)
    if errors := results.errors():
        yield "\n## Errors\n"
        yield from (f"- `{text}`" for text in errors[:10])


def _ratios(pairs: Sequence[tuple[Taken, Taken]]) -> list[float]:
    return [platform.rate / floor.rate for floor, platform in pairs]


def _spread(values: Sequence[float]) -> tuple[float, float]:
    return min(values), max(values)


def _rate_row(name: str, pairs: Sequence[tuple[Taken, Taken]]) -> str:
    ratios = _ratios(pairs)
    times = [time for _, taken in pairs for time in taken.times]
    errors = sum(len(taken.errors) for pair in pairs for taken in pair)
    rates = [median(taken.rate for taken in side) for side in zip(*pairs, strict=True)]
    shown = " | ".join(f"{ratio:.2f}" for ratio in (median(ratios), *_spread(ratios)))
    return (
        f"| {STEPS[name]} | {rates[0]:,.1f} | {rates[1]:,.1f} | {shown}"
        f" | {percentile(times, 0.5):,.1f} | {percentile(times, 0.99):,.1f} | {errors} |"
    )


def _missing(delays: Sequence[float]) -> int:
    return sum(delay == float("inf") for delay in delays)


NAMES: Mapping[str, tuple[str, Callable[[float], str]]] = {
    "statements": ("statements, without BEGIN, COMMIT and SET", "{:,.1f}".format),
    "boundaries": ("BEGIN, COMMIT, SET and the like", "{:,.1f}".format),
    "transactions": ("transactions", "{:,.1f}".format),
    "connections": ("new connections", "{:,.2f}".format),
    "messages": ("messages on the bus", "{:,.1f}".format),
    "deliveries": ("deliveries of messages", "{:,.1f}".format),
    "wal": ("bytes of write-ahead log", "{:,.0f}".format),
    "size": ("bytes of database", "{:,.0f}".format),
}


def _count_rows(results: Results) -> Iterator[str]:
    assert results.costs is not None
    order, idle = results.costs.order.as_dict(), results.costs.idle.as_dict()
    for key, (name, form) in NAMES.items():
        yield f"| {name} | {form(order[key])} | {form(idle[key])} |"
    yield f"| bytes of logs | {results.costs.log:,.0f} | |"


def _role_rows(results: Results) -> Iterator[str]:
    costs, sustained = results.costs, results.sustained
    assert costs is not None and sustained is not None
    columns = (costs.processors, sustained.processors, sustained.floor_processors, costs.idle_processors)
    for role in sorted(set().union(*columns)):
        shown = " | ".join(f"{1000 * column[role]:,.1f}" if role in column else "" for column in columns)
        memory = f"{results.memory[role]:,.0f}" if role in results.memory else ""
        yield f"| {role} | {shown} | {memory} |"
    sums = " | ".join(f"{1000 * sum(column.values()):,.1f}" for column in columns)
    yield f"| **together** | {sums} | {sum(results.memory.values()):,.0f} |"
