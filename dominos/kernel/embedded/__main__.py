"""`python -m dominos.kernel.embedded run COMMAND...` on embedded servers; `stop` ends what runs, `discard` it all."""

import os
import subprocess
import sys

from dominos.kernel.embedded import State, discard, environment, release, stop
from dominos.kernel.embedded.platform import stop_platform

USAGE = "usage: python -m dominos.kernel.embedded (run COMMAND... | stop | discard)"


def main(arguments: list[str]) -> int:
    """Run one of the two commands; the exit code of the process."""
    if arguments in (["stop"], ["discard"]):
        stop_platform(State())
        (stop if arguments == ["stop"] else discard)(State())
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
