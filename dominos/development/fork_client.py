"""The supervisor's end of the fork server: starting it, and having programs forked."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dominos.development.errors import EmbeddedError
from dominos.development.state import ROOT

PR_SET_CHILD_SUBREAPER = 36
LOAD_SECONDS = 120.0


@dataclass(slots=True)
class Forked:
    """A program that was forked: what `subprocess.Popen` would tell of it."""

    pid: int
    returncode: int | None = None

    def poll(self) -> int | None:
        """How it ended, as `Popen` says it; None while it runs."""
        return self._ask(os.WNOHANG)

    def wait(self) -> int:
        """How it ended, once it has."""
        code = self._ask(0)
        assert code is not None
        return code

    def _ask(self, options: int) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, options)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode


class ForkServer:
    """The one fork server of this process, which it makes the parent of all that its descendants leave behind."""

    def __init__(self) -> None:
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1)
        self._process: subprocess.Popen[bytes]
        self._is_loaded = False
        self._variables: Mapping[str, str] | None = None
        self._start()

    def load(self, variables: Mapping[str, str]) -> None:
        """Tell it the environment of the platform; it loads it meanwhile."""
        self._variables = variables
        with suppress(OSError):  # it has ended, which is found when something is to be forked
            self._say(dict(variables))

    def fork(
        self, role: str, function: str, *arguments: Any, variables: Mapping[str, str], log: Path | None = None
    ) -> Forked:
        """Have `function` ("module:name") called in a new process, which has the settings of `role`.

        Its output goes to `log`, else where ours goes. EmbeddedError when the platform cannot be loaded.
        """
        request = {
            "role": role,
            "function": function,
            "arguments": arguments,
            "variables": dict(variables),
            "log": log and str(log),
        }
        if self._process.poll() is not None:
            self._start_again()
        try:
            return Forked(self._forked(request))
        except (OSError, ValueError) as error:
            self.stop()
            raise EmbeddedError("the platform cannot be loaded: see above") from error

    def stop(self) -> None:
        """End it; what it forked goes on."""
        self._channel.close()
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def _forked(self, request: dict[str, Any]) -> int:
        if not self._is_loaded:
            self._is_loaded = bool(json.loads(self._answers.readline()))
        self._say(request)
        return int(json.loads(self._answers.readline())["pid"])

    def _start(self) -> None:
        self._channel, theirs = socket.socketpair()
        self._channel.settimeout(LOAD_SECONDS)
        self._answers = self._channel.makefile("r")
        self._is_loaded = False
        command = [sys.executable, "-m", "dominos.development.fork_server", str(theirs.fileno())]
        # Without SPT_NOENV the titles of programs would take the place of what /proc tells of their environment.
        self._process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            cwd=ROOT,
            env=os.environ | {"SPT_NOENV": "1"},
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # Ctrl-C is for us to answer
        )
        theirs.close()

    def _start_again(self) -> None:
        self.stop()
        self._start()
        assert self._variables is not None
        self.load(self._variables)

    def _say(self, request: dict[str, Any]) -> None:
        self._channel.sendall(json.dumps(request).encode() + b"\n")
