"""The figures of a run."""

from collections.abc import Iterator

from apps.orders.domain.saga import REACTIONS
from tests.chaos.fault_run import Result


def figures(result: Result) -> Iterator[str]:
    """A table: what the orders came to, what went wrong on the way, which signals met which saga states."""
    yield f"seed {result.seed}: {result.orders} orders in {result.seconds / 3600:.1f} virtual hours"
    for (status, saga), number in sorted(result.ends.items()):
        yield f"  {status:<18} {saga:<18} {number:>6}"
    yield "faults"
    for name, number in sorted(result.counts.items()):
        yield f"  {name:<37} {number:>6}"
    met = {pair for pair in result.met if result.met[pair]}
    pairs = {(state, signal) for state, signals in REACTIONS.items() for signal in signals}
    yield f"saga: {len(met)} of {len(pairs)} pairs of state and signal"
    for state, signal in sorted(met):
        yield f"  {state:<18} {signal:<18} {result.met[state, signal]:>6}"
    yield f"differences: {len(result.wrong)}"
