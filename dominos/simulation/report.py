"""A night's figures as tables and as a picture."""

from collections.abc import Iterator, Sequence

from apps.delivery.domain.rules import DISPATCH_SECONDS
from dominos.simulation.figures import (
    MIN_TO_JUDGE,
    STEADY_POINTS,
    FairnessFigures,
    HourFigures,
    NightFigures,
)
from dominos.simulation.play import Played

COLUMNS = (
    ("orders", "orders", 0),
    ("pizzas", "pizzas", 0),
    ("couriers", "couriers", 0),
    ("click to door", "click_to_door", 1),
    ("p90", "click_to_door_p90", 1),
    ("ready to pickup", "in_rack", 1),
    ("in window %", "held", 1),
    ("early %", "early", 1),
    ("late %", "late", 1),
    ("window", "width", 1),
    ("mean error", "error", 2),
    ("within 5 min %", "within_5", 1),
    ("> 10 min late %", "late_over_10", 1),
)
LEAST, MOST = -30, 30
STEP = 5
BAR = 40


def hours_table(figures: NightFigures) -> str:
    """A row for each hour in which orders were placed, and one for the night. Minutes where nothing else is said."""
    rows = [_row(hour) for hour in [*figures.hours, figures.total]]
    return table(["placed", *(name for name, _, _ in COLUMNS)], rows)


def _row(figures: HourFigures) -> list[str]:
    name = "all night" if figures.hour is None else f"{figures.hour:02}:00"
    return [name, *(f"{getattr(figures, field):.{digits}f}" for _, field, digits in COLUMNS)]


def completions_lines(figures: NightFigures) -> Iterator[str]:
    """The share in the window by the hour of completion, and whether every hour is as good as the night."""
    shares = ", ".join(
        f"{hour:02}:00 {share.held:.1f}" + (f" of {share.orders}" if share.orders < MIN_TO_JUDGE else "")
        for hour, share in figures.by_completion.items()
    )
    yield f"In the window by the hour of completion, %: {shares}."
    completed, placed = figures.deviations
    yield (
        f"Every hour within +-{STEADY_POINTS:g} points of the night's share: {_yes(completed)} by completion "
        f"(farthest {completed:.1f}), {_yes(placed)} by placement ({placed:.1f}); "
        f"hours of fewer than {MIN_TO_JUDGE} orders do not count."
    )


def _yes(deviation: float) -> str:
    return "yes" if deviation <= STEADY_POINTS else "no"


def events_lines(played: Played, figures: NightFigures) -> Iterator[str]:
    """What happened besides."""
    offers = played.offers
    yield (
        f"{len(played.jobs)} orders: {figures.total.orders} handed over, {figures.failed} where nobody opened, "
        f"{figures.unfinished} unfinished. {played.decisions} decisions of the dispatcher."
    )
    yield (
        f"{offers['PENDING']} offers: {offers['ACCEPTED']} accepted, {offers['DECLINED']} declined, "
        f"{offers['EXPIRED']} not answered, {offers['WITHDRAWN']} withdrawn. "
        f"{len(played.couriers)} shifts, {played.phones_died} phones died."
    )
    causes = ", ".join(f"{times} for the {cause}" for cause, times in figures.moved.items()) or "none"
    yield f"Windows narrowed {figures.narrowed} times; promises moved, each with its cause: {causes}."


def fairness_table(measured: Sequence[tuple[float, NightFigures]]) -> str:
    """What the fairness parameter does: the spread of the work, and what it costs customers."""
    head = ["fairness", "couriers", "orders per hour", "standard deviation", "Gini", "orders per run"]
    rows = [[f"{value:g}", *_fairness(f.fairness), *_cost(f.total)] for value, f in measured]
    return table([*head, "busy %", "click to door", "p90", "late %"], rows)


def _fairness(figures: FairnessFigures) -> list[str]:
    return [
        str(figures.couriers),
        f"{figures.orders_per_hour:.2f}",
        f"{figures.spread:.3f}",
        f"{figures.gini:.4f}",
        f"{figures.orders_per_run:.2f}",
        f"{figures.busy:.1f}",
    ]


def _cost(total: HourFigures) -> list[str]:
    return [f"{total.click_to_door:.2f}", f"{total.click_to_door_p90:.2f}", f"{total.late:.1f}"]


def providers_table(nights: Sequence[tuple[str, Played, NightFigures]]) -> str:
    """What missing couriers do to a night, and what other companies' couriers do about it, for which fees."""
    head = [
        "couriers",
        "shifts",
        "never",
        "late or never %",
        "> 10 min or never %",
        "click to door",
        "p90",
        "by providers",
        "fees",
        "a job",
    ]
    rows = [
        [
            *(name, str(len(played.couriers))),
            str(figures.unfinished),
            *(f"{figures.late_or_never(minutes):.1f}" for minutes in (0, 10)),
            *(f"{figures.total.click_to_door:.1f}", f"{figures.total.click_to_door_p90:.1f}"),
            *(str(len(played.fees)), f"{sum(played.fees) / 100:.0f}"),
            f"{sum(played.fees) / 100 / max(len(played.fees), 1):.2f}",
        ]
        for name, played, figures in nights
    ]
    return table(head, rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns of even width that are a table in Markdown as well."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    cells = [[cell.rjust(width) for cell, width in zip(line, widths, strict=True)] for line in lines]
    rule = ["-" * (width - 1) + ":" for width in widths]
    return "\n".join(f"| {' | '.join(line)} |" for line in [cells[0], rule, *cells[1:]])


def lateness_bars(figures: NightFigures) -> Iterator[str]:
    """How many orders came so many minutes after the end of their window (before it: negative), as bars of text."""
    bins = lateness_bins(figures)
    most = max(bins.values(), default=1)
    for start, number in bins.items():
        yield f"{start:>4} to {start + STEP:>3} min {'#' * round(BAR * number / most):<{BAR}} {number}"


def lateness_bins(figures: NightFigures) -> dict[int, int]:
    """The same as numbers, by the start of five minutes; the outermost hold all beyond."""
    bins = dict.fromkeys(range(LEAST, MOST, STEP), 0)
    for late in figures.lateness:
        bins[int(min(max(late // STEP * STEP, LEAST), MOST - STEP))] += 1
    used = [start for start, number in bins.items() if number]
    return {start: bins[start] for start in range(min(used), max(used) + STEP, STEP)} if used else {}


def document(city: str, seed: int, played: Played, figures: NightFigures, fairness: str) -> str:
    """The page of documentation."""
    return "\n".join(
        [
            "# A Friday night",
            "",
            "Written by `manage.py simulate_city --document docs/city-night.md`; do not edit.",
            "",
            f"{city}, seed {seed}. Customers, kitchens, couriers and the weather are played on real roads; windows,",
            "offers, the engine's snapshots and the estimates on the way come from the functions that run live, which",
            f"know only what has happened by then. The dispatcher decides every {DISPATCH_SECONDS:g} seconds. The",
            "evening before, with 40 % of the orders, is played first: what the platform has kept of it is all it",
            "knows at the start.",
            "",
            "![Orders, windows and lateness](city-night.svg)",
            "",
            "## By the hour of placement",
            "",
            "Minutes where nothing else is said. The window is the one shown at placement, its middle the estimate.",
            "",
            hours_table(figures),
            "",
            *(f"{line}\n" for line in completions_lines(figures)),
            *(f"- {line}" for line in events_lines(played, figures)),
            "",
            "## Lateness",
            "",
            "Minutes from the end of the window shown at placement to the hand-over.",
            "",
            "```",
            *lateness_bars(figures),
            "```",
            *(["", "## Fairness between couriers", "", *_fairness_text(), "", fairness] if fairness else []),
            "",
        ]
    )


def _fairness_text() -> list[str]:
    return [
        "`fairness` (`DELIVERY_RULES`) is the delay in minutes accepted per minute that a courier has been idle.",
        "The same night with other values; Gini's coefficient of the orders per hour at work, 0 is all the same.",
    ]
