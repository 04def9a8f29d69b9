"""``python -m benchmarks.platform [--quick] [--out docs/performance.md]``: the whole platform beside a floor.

Boots the platform and a bare Django service on servers of its own and measures them by turns: rates and their ratios,
what one order costs the whole system, memory, idling, the start, and how fast the board hears of an order. The machine
has to be quiet. Without `--out` the page is printed; `--quick` takes less than two minutes and is only a glance.
"""

import argparse
import asyncio
import logging
import sys
from dataclasses import fields, replace
from pathlib import Path

from benchmarks.platform.measurements import Plan, measure
from benchmarks.platform.report import page
from benchmarks.platform.stage import stage

QUICK = Plan(repetitions=1, seconds=2, warm=0.5, sustained=6, counted=10, idle=5, live=3)


def main() -> None:
    """Measures, and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--out", type=Path, help="a Markdown file to write the page to")
    parser.add_argument(
        "--statements", action="store_true", help="print what the database was asked most often"
    )
    for each in fields(Plan):
        parser.add_argument(
            f"--{each.name.replace('_', '-')}", type=each.type, help=f"default: {each.default}"
        )
    given = parser.parse_args()
    chosen = {each.name: value for each in fields(Plan) if (value := getattr(given, each.name)) is not None}
    plan = replace(QUICK if given.quick else Plan(), **chosen)
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    with stage() as built:
        results = asyncio.run(measure(built, plan))
        asked = built.database.statements() if given.statements else []
    text = page(results, " ".join(["python -m benchmarks.platform", *sys.argv[1:]]))
    sys.stdout.write(text if given.out is None else f"written to {given.out}\n")
    for calls, spent, query in asked:
        sys.stdout.write(f"{calls:7} {spent:9.1f} ms  {' '.join(query.split())[:300]}\n")
    if given.out is not None:
        given.out.write_text(text)


if __name__ == "__main__":
    main()
