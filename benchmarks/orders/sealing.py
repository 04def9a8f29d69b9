"""What sealing costs of an order: one with every value under a key of its own, the next with all of them as they are.

`DOMINOS_APPS=orders .venv/bin/python -m dominos.development run .venv/bin/python -m benchmarks.orders.sealing [orders]`
prints for each call what it took in the process, in ms, with and without, and the ratio of whole orders.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from statistics import median
from typing import Any
from unittest.mock import patch

from benchmarks.orders.__main__ import in_a_database_of_its_own, one_order

WARM_UP = 20


def main(orders: int) -> None:
    """Turn by turn in one process, so that whatever slows the machine down slows both."""
    with in_a_database_of_its_own() as world:
        sealed: dict[str, list[float]] = {}
        plain: dict[str, list[float]] = {}
        for number in range(2 * (orders + WARM_UP)):
            calls = sealed if number % 2 else plain
            with nullcontext() if number % 2 else as_they_are():
                for name, call in one_order(world):
                    began = time.process_time()
                    call()
                    calls.setdefault(name, []).append(time.process_time() - began)
    report(sealed, plain)


@contextmanager
def as_they_are() -> Iterator[None]:
    """As if nothing were sealed and nothing marked: values as JSON, no keys."""
    from apps.orders.quotes import placement
    from dominos.kernel.sealed import fields, index

    def stored(column: Any, row: Any, add: bool) -> Any:
        value = row.__dict__.get(column.attname)
        if isinstance(value, fields.Sealed) or value in column.empty_values:
            return value
        return fields.Sealed(json.dumps(column.get_prep_value(value), ensure_ascii=False))

    def opened(column: Any, row: Any, value: str) -> Any:
        row.__dict__[column.attname] = json.loads(value)
        return row.__dict__[column.attname]

    with ExitStack() as stack:
        for owner, name, instead in (
            (fields._SealedField, "pre_save", stored),
            (fields._SealedField, "opened", opened),
            (index, "marks", lambda text, column: [text[:32]]),
            (placement, "rows_with", lambda app, holder: []),
        ):
            stack.enter_context(patch.object(owner, name, instead))
        yield


def report(sealed: dict[str, list[float]], plain: dict[str, list[float]]) -> None:
    """A line for each call, and for the whole order."""
    whole = [0.0, 0.0]
    for name in sealed:
        times = [1000 * median(found[name][WARM_UP:]) for found in (sealed, plain)]
        whole = [sum(pair) for pair in zip(whole, times, strict=True)]
        print(f"{name:14} {times[0]:7.2f} ms sealed {times[1]:7.2f} ms as it is")  # noqa: T201
    print(f"an order: {whole[0]:.2f} ms sealed, {whole[1]:.2f} ms as it is: {whole[0] / whole[1]:.3f} times")  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
