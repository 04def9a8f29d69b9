"""`python -m dominos.kernel.embedded run COMMAND...` on embedded servers; `... stop` ends what runs."""

import os
import subprocess
import sys

from dominos.kernel.embedded import environment, release, stop

USAGE = "usage: python -m dominos.kernel.embedded (run COMMAND... | stop)"


def main(arguments: list[str]) -> int:
    """Run one of the two commands; the exit code of the process."""
    if arguments == ["stop"]:
        stop()
        return 0
    if len(arguments) > 1 and arguments[0] == "run":
        return _run(arguments[1:])
    sys.stderr.write(USAGE + "\n")
    return 2


def _run(command: list[str]) -> int:
    try:
        return subprocess.run(command, env=os.environ | environment(), check=False).returncode  # noqa: S603
    finally:
        release()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
