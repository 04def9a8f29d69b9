"""Instances as others write them: line ends, column sequence, fractions, empty days."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from apps.delivery.management.replay.simulation import simulate
from apps.delivery.tests.dispatch.small_instance import FILES, write_instance, written

NAMES = ("orders.txt", "couriers.txt", "restaurants.txt", "instance_parameters.txt")


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return write_instance(tmp_path / "plain", orders=25, couriers=6, stores=4)


def rewritten(plain: Path, target: Path, change) -> Path:
    target.mkdir()
    for name in NAMES:
        rows = [line.split("\t") for line in (plain / name).read_text().splitlines()]
        (target / name).write_bytes(change(name, rows))
    return target


def lines(rows, end="\n"):
    return "".join("\t".join(row) + end for row in rows).encode()


def with_windows_line_ends(_name, rows):
    return b"\xef\xbb\xbf" + lines(rows, "\r\n") + b"\r\n"


def with_columns_of_its_own(_name, rows):
    return lines([[*reversed(row), "note"] if n == 0 else [*reversed(row), ""] for n, row in enumerate(rows)])


def with_padding(_name, rows):
    return lines([[f" {cell} " for cell in row] for row in rows]) + b"\n\n"


def with_fractions(_name, rows):
    head, *body = rows
    return lines([head, *([f"{c}.0" if c.isdigit() else c for c in row] for row in body)])


@pytest.mark.parametrize(
    "change", [with_windows_line_ends, with_columns_of_its_own, with_padding, with_fractions]
)
def test_the_same_day_written_otherwise_is_the_same_day(plain: Path, tmp_path: Path, change):
    simulate(plain, tmp_path / "a")
    simulate(rewritten(plain, tmp_path / "odd", change), tmp_path / "b")
    assert written(tmp_path / "a") == written(tmp_path / "b")


def test_orders_in_any_sequence_get_the_same_runs(plain: Path, tmp_path: Path):
    def backwards(name, rows):
        return lines([rows[0], *reversed(rows[1:])] if name == "orders.txt" else rows)

    first = simulate(plain, tmp_path / "a").solution
    second = simulate(rewritten(plain, tmp_path / "odd", backwards), tmp_path / "b").solution
    assert sorted(first.orders, key=lambda o: o.order) == sorted(second.orders, key=lambda o: o.order)
    assert set(first.assignments) == set(second.assignments)


@pytest.mark.parametrize("empty", [("orders.txt",), ("couriers.txt",), ("orders.txt", "couriers.txt")])
def test_a_day_without_orders_or_couriers_has_files(plain: Path, tmp_path: Path, empty):
    def without(name, rows):
        return lines(rows[:1] if name in empty else rows)

    run = simulate(rewritten(plain, tmp_path / "odd", without), tmp_path / "out")
    assert all(line.drop_off is None for line in run.solution.orders)
    assert all((tmp_path / "out" / name).read_text().strip() for name in FILES)


def test_orders_after_the_last_shift_stay_where_they_are(plain: Path, tmp_path: Path):
    def late(name, rows):
        if name != "orders.txt":
            return lines(rows)
        head, *body = rows
        at = head.index("placement_time"), head.index("ready_time")
        return lines([head, *([str(int(c) + 900) if n in at else c for n, c in enumerate(r)] for r in body)])

    run = simulate(rewritten(plain, tmp_path / "odd", late), tmp_path / "out")
    assert len(run.solution.orders) == 25
    assert not run.solution.assignments


def test_the_seed_of_hashes_changes_nothing(plain: Path, tmp_path: Path):
    code = (
        "import sys; from pathlib import Path; from apps.delivery.management.replay.simulation import simulate;"
        "simulate(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    simulate(plain, tmp_path / "here")
    other = {**os.environ, "PYTHONHASHSEED": "4242"}
    subprocess.run([sys.executable, "-c", code, str(plain), str(tmp_path / "there")], check=True, env=other)
    assert written(tmp_path / "here") == written(tmp_path / "there")
