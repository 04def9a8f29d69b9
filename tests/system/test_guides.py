"""The commands of a guide can be typed as they stand."""

import subprocess

import pytest

from benchmarks.moving.guide import blocks


@pytest.mark.parametrize("commands", blocks("split-an-app-out.md"))
def test_bash_reads_what_the_guide_to_splitting_says(commands):
    read = subprocess.run(["bash", "-n"], input=commands, text=True, capture_output=True)
    assert (read.returncode, read.stderr) == (0, "")
