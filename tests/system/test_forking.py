"""What processes that fork do where the machine gives them no other, where none is left, and with what they leave."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dominos.development.state import ROOT
from dominos.serve import COUNTED_IN

REFUSED = """
import os, socket
from dominos.development import fork_server

fork, forked = os.fork, []

def refuse_the_second():
    forked.append(1)
    if len(forked) == 2:
        raise BlockingIOError("too many processes")
    return fork()

os.fork = refuse_the_second
try:
    fork_server._fork({}, socket.socketpair()[0])
except (ValueError, OSError) as error:
    os.write(1, f"{type(error).__name__} in {os.getpid()}\\n".encode())
"""
NONE_LEFT = "from dominos.development.supervision import reap_others; reap_others([]); print('went on')"


COUNTING = """
import os, sys
from dominos.serve import COUNTED_IN, count_in_files

count_in_files()
if os.fork() == 0:
    sys.exit()
os.wait()
print(os.environ[COUNTED_IN], os.path.isdir(os.environ[COUNTED_IN]))
"""


def test_the_folder_of_what_is_counted_goes_with_who_made_it() -> None:
    own = {name: value for name, value in os.environ.items() if name != COUNTED_IN}
    command = [sys.executable, "-c", COUNTING]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, env=own).stdout
    folder, was_there = told.split()
    assert was_there == "True", "a forked process left it"
    assert not Path(folder).exists()


@pytest.mark.parametrize(("program", "told"), [(REFUSED, "ValueError in"), (NONE_LEFT, "went on")])
def test_one_process_goes_on_and_says_so(program: str, told: str) -> None:
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=60)
    (line,) = done.stdout.splitlines()
    assert line.startswith(told)
