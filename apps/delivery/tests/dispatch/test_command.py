from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.delivery.tests.dispatch.small_instance import write_instance


def test_the_command_writes_a_solution(tmp_path: Path):
    out = StringIO()
    instance = write_instance(tmp_path / "day", orders=15, couriers=6)
    where = ["--instance", str(instance), "--out", str(tmp_path / "solution")]
    call_command("simulate_dispatch", *where, "--policy", "one-to-one", stdout=out)
    assert "15 orders" in out.getvalue()
    assert (tmp_path / "solution" / "solution_info_assignments.txt").is_file()


def test_it_says_when_there_is_no_instance(tmp_path: Path):
    with pytest.raises(CommandError, match="not a readable instance"):
        call_command("simulate_dispatch", "--instance", str(tmp_path), "--out", str(tmp_path / "out"))


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("orders.txt", "ready_time", "ready", "orders.txt: there is no column ready_time"),
        ("orders.txt", "o3\t", "o 3\t", "orders.txt, line 4: order is no id: 'o 3'"),
        ("orders.txt", "o3\t", "o2\t", "orders.txt, line 3: order is there more than once: 'o2'"),
        ("couriers.txt", "c2\t", "c2\tinf\t", "couriers.txt, line 3: x is not finite: 'inf'"),
        (
            "orders.txt",
            "o3\t",
            "o3\t1\t2\tsoon\tr1\t",
            "orders.txt, line 4: placement_time is no number: 'soon'",
        ),
        (
            "orders.txt",
            "o3\t",
            "o3\t1\t2\t9e9\tr1\t",
            "line 4: placement_time is not a minute of the day: '9e9'",
        ),
        ("orders.txt", "o3\t", "o3\t1\t2\t5\tr99\t", "restaurant is not in restaurants.txt: 'r99'"),
        ("orders.txt", "o3\t", "o3\n#", "orders.txt, line 4: restaurant is no id: ''"),
        ("couriers.txt", "c2\t", "c1\t", "couriers.txt, line 2: courier is there more than once: 'c1'"),
        ("instance_parameters.txt", "320\t", "0\t", "meters_per_minute is not above zero: '0'"),
        ("instance_parameters.txt", "320\t4", "320\t-4", "pickup service minutes is no duration: '-4'"),
        ("instance_parameters.txt", "320\t", "nan\t", "meters_per_minute is not finite: 'nan'"),
    ],
)
def test_it_names_the_line_it_cannot_read(tmp_path: Path, file: str, old: str, new: str, problem: str):
    instance = write_instance(tmp_path / "day", orders=5, couriers=3)
    text = (instance / file).read_text()
    assert old in text
    (instance / file).write_text(text.replace(old, new, 1))
    with pytest.raises(CommandError) as caught:
        call_command("simulate_dispatch", "--instance", str(instance), "--out", str(tmp_path / "out"))
    assert problem in str(caught.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", [b"", b"courier\t\xff"])
def test_a_file_that_is_no_table_is_named(tmp_path: Path, content: bytes):
    instance = write_instance(tmp_path / "day", orders=5, couriers=3)
    (instance / "couriers.txt").write_bytes(content)
    with pytest.raises(CommandError, match=r"not a readable instance\. couriers.txt: "):
        call_command("simulate_dispatch", "--instance", str(instance), "--out", str(tmp_path / "out"))


def test_an_output_that_cannot_be_written_is_told_before_the_day_is_played(tmp_path: Path):
    instance = write_instance(tmp_path / "day", orders=5, couriers=3)
    (tmp_path / "out").write_text("a file")
    with pytest.raises(CommandError, match="The solution cannot be written"):
        call_command("simulate_dispatch", "--instance", str(instance), "--out", str(tmp_path / "out"))
