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
