"""The public instances, where they lie beside the project: feasibility and quality as their judge sees them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from apps.delivery.management.replay.simulation import simulate

SHARED = Path(__file__).parents[5] / "shared"
INSTANCES = SHARED / "data" / "mdrp"
JUDGE = SHARED / "tools" / "mdrp" / "judge.py"

pytestmark = pytest.mark.skipif(
    not (INSTANCES.is_dir() and JUDGE.is_file()), reason="the public instances are not beside the project"
)


@pytest.mark.parametrize(("name", "click_to_door"), [("0o50t75s2p100", 27.3), ("2r50t75s1p100", 28.1)])
def test_the_judge_finds_it_feasible_and_quick(tmp_path: Path, name: str, click_to_door: float):
    simulate(INSTANCES / name, tmp_path)
    command = [sys.executable, str(JUDGE), str(tmp_path), str(INSTANCES / name)]
    verdict = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert verdict["feasible"], verdict["violations"]
    assert verdict["ctd_censored_mean"] <= click_to_door
    assert verdict["eta"]["mae"] <= 3.0
