"""What the supervisor and its fork server do where the machine gives them no process, and where none is left."""

import subprocess
import sys

import pytest

from dominos.development.state import ROOT

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


@pytest.mark.parametrize(("program", "told"), [(REFUSED, "ValueError in"), (NONE_LEFT, "went on")])
def test_one_process_goes_on_and_says_so(program: str, told: str) -> None:
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=60)
    (line,) = done.stdout.splitlines()
    assert line.startswith(told)
