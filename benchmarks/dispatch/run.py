"""python -m benchmarks.dispatch.run INSTANCES --judge DIR: plays the benchmark sets and writes the table of the docs.

INSTANCES holds one directory per instance; DIR the judge (judge.py, judge_suite.py, references.json).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import fmean
from typing import Any

from apps.delivery.management.replay.simulation import POLICIES, simulate

DOCUMENT = Path(__file__).parents[2] / "docs" / "dispatch.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
SETS = ("dev", "pub16")
FIGURES = {
    "ctd_censored_mean": "CtD, censored",
    "pct_undelivered": "undelivered %",
    "ctd_p90": "CtD p90",
    "rtp_mean": "ready to pickup",
    "overage_mean": "overage",
    "orders_per_bundle": "orders per run",
}
PROMISES = {"mae": "mean error", "pct_within_5": "within 5 min %", "pct_late_over_10": "> 10 min late %"}
DECISIONS = {"p99_ms": "p99 ms", "cpu_p99_ms": "p99 CPU ms"}


def main(arguments: Sequence[str] | None = None) -> None:
    options = _options(arguments)
    references = json.loads((options.judge / "references.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        root = options.out or Path(scratch)
        names = sorted({name for benchmark in SETS for name in references["sets"][benchmark]})
        _play_all(options, root, names)
        report = "\n\n".join(_section(options, root, benchmark, references) for benchmark in SETS)
    sys.stdout.write(report + "\n")
    _write_document(report)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instances", type=Path)
    parser.add_argument("--judge", type=Path, required=True, help="directory of judge_suite.py")
    parser.add_argument("--out", type=Path, help="keep the solutions here, one directory per policy")
    parser.add_argument("--policies", nargs="+", choices=sorted(POLICIES), default=sorted(POLICIES))
    parser.add_argument("--processes", type=int, default=1)
    return parser.parse_args(arguments)


def _play_all(options: argparse.Namespace, root: Path, names: Iterable[str]) -> None:
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    jobs = [
        (options.instances / name, root / policy / name, policy)
        for policy in options.policies
        for name in names
    ]
    with ProcessPoolExecutor(options.processes) as pool:
        for done in pool.map(_play, jobs):
            sys.stderr.write(f"{done}\n")


def _play(job: tuple[Path, Path, str]) -> str:
    instance, out, policy = job
    simulate(instance, out, policy)
    return f"{policy} {instance.name}"


def _section(options: argparse.Namespace, root: Path, benchmark: str, references: dict[str, Any]) -> str:
    names = references["sets"][benchmark]
    known = {policy: means for policy, means in references["means"][benchmark].items() if "ctd_p90" in means}
    rows = [_measured(options, root / policy, benchmark, names, policy) for policy in options.policies]
    rows += [
        [f"reference: {policy}", *(_number(means.get(key)) for key in FIGURES)]
        for policy, means in known.items()
    ]
    head = ["policy", *FIGURES.values(), *PROMISES.values(), *DECISIONS.values()]
    return f"### {benchmark}, {len(names)} instances\n\n" + _table(head, rows)


def _measured(
    options: argparse.Namespace, solutions: Path, benchmark: str, names: Sequence[str], policy: str
) -> list[str]:
    suite = _run_judge(
        options.judge / "judge_suite.py", solutions, options.instances, "--set", benchmark, "--brief"
    )
    if suite["infeasible"] or suite["missing"]:
        raise SystemExit(
            f"{policy} on {benchmark}: infeasible {suite['infeasible']}, missing {suite['missing']}"
        )
    verdicts = [
        _run_judge(options.judge / "judge.py", solutions / name, options.instances / name) for name in names
    ]
    timings = [json.loads((solutions / name / "timing.json").read_text(encoding="utf-8")) for name in names]
    told = [_promise(verdicts, key) for key in PROMISES]
    slowest = [_number(max(timing[key] for timing in timings)) for key in DECISIONS]
    return [f"**{policy}**", *(_number(suite["mean"][key]) for key in FIGURES), *told, *slowest]


def _promise(verdicts: Sequence[dict[str, Any]], key: str) -> str:
    """The mean of a figure about promises; blank for a policy that makes none."""
    figures = [verdict["eta"][key] for verdict in verdicts]
    return "" if None in figures else _number(fmean(figures))


def _run_judge(script: Path, *arguments: object) -> dict[str, Any]:
    command = [sys.executable, str(script), *(str(argument) for argument in arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 the caller names the judge
    verdict: dict[str, Any] = json.loads(done.stdout)
    return verdict


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [
        head,
        ["---", *("---:" for _ in head[1:])],
        *([*row, *[""] * (len(head) - len(row))] for row in rows),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _write_document(report: str) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    DOCUMENT.write_text(f"{before}{BEGIN}\n{report}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
