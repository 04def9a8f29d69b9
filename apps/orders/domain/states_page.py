"""Generates the documentation of the order's states from the table."""

from apps.orders.domain.saga import DEADLINES, REACTIONS, STATE_OF, Reaction, SagaState
from apps.orders.domain.states import ANY_SERVICE, FINAL, INITIAL, TRANSITIONS, Transition

_HEAD = """# Order states

Written by `manage.py order_states` from `apps/orders/domain/states.py` and `apps/orders/domain/saga.py`; do not edit.
"""
_OVEN = {None: "", True: ", with something to bake", False: ", with nothing to bake"}


def page() -> str:
    """The Markdown page: a diagram, the table, and the saga's reaction to each signal."""
    parts = (_HEAD, _diagram(), _table(), _waits(), _reactions())
    return "\n".join(parts)


def _diagram() -> str:
    arrows = [f"    {step.source} --> {step.target}: {step.action}" for step in TRANSITIONS]
    ends = [f"    {status} --> [*]" for status in STATE_OF if status in FINAL]
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {INITIAL}: place", *arrows, *ends, "```", ""]
    return "\n".join(lines)


def _table() -> str:
    head = [
        "| from | action | to | who may | which orders | guard | effects |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join(["## Transitions", "", *head, *map(_row, TRANSITIONS), ""])


def _row(step: Transition) -> str:
    services = "all" if step.services == ANY_SERVICE else ", ".join(sorted(step.services))
    orders = services + _OVEN[step.baked]
    cells = (
        step.source,
        step.action,
        step.target,
        ", ".join(sorted(step.actors)),
        orders,
        "; ".join(step.guards),
        ", ".join(step.effects),
    )
    return "| " + " | ".join(cells) + " |"


def _waits() -> str:
    rows = [f"| {state} | {int(wait.total_seconds()) // 60} min |" for state, wait in DEADLINES.items()]
    return "\n".join(["## Waits of the saga", "", "| state | deadline |", "|---|---|", *rows, ""])


def _reactions() -> str:
    head = ["## What the saga does", "", "| state | signal | order action | effects | next state |"]
    rows = [
        f"| {state} | {signal} | {_cells(reaction)} |"
        for state in SagaState
        for signal, reaction in REACTIONS[state].items()
        if reaction != Reaction()
    ]
    return "\n".join(
        [*head, "|---|---|---|---|---|", *rows, "", "Every other signal is noted and changes nothing.", ""]
    )


def _cells(reaction: Reaction) -> str:
    return " | ".join((reaction.action or "", ", ".join(reaction.effects), reaction.next or ""))
