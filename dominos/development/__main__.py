"""`python -m dominos.development run COMMAND...` on embedded servers; `stop` ends what runs, `discard` it all."""

import os
import subprocess
import sys

from dominos.development import State, discard, environment, release, stop
from dominos.development.platform import stop_platform

USAGE = "usage: python -m dominos.development (run COMMAND... | stop | discard)"


def main(arguments: list[str]) -> int:
    """Run one command; the exit code of the process."""
    if arguments in (["stop"], ["discard"]):
        for state in _states():
            stop_platform(state)
            (stop if arguments == ["stop"] else discard)(state)
        return 0
    if len(arguments) > 1 and arguments[0] == "run":
        return _run(arguments[1:])
    sys.stderr.write(USAGE + "\n")
    return 2


def _states() -> list[State]:
    """The state folder, and those inside it that tests and demos have of their own."""
    folder = State().folder
    return [State(path) for path in (folder, folder / "test", *folder.glob("runs/*"))]


def _run(command: list[str]) -> int:
    try:
        return subprocess.run(command, env=os.environ | environment(), check=False).returncode  # noqa: S603
    finally:
        release()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
