"""Real processes for system tests, on the test run's own database and Redis."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection


def environment(**changes: str) -> dict[str, str]:
    """The environment of a child: this one's, but with the test database."""
    url = urlsplit(os.environ["DATABASE_URL"])
    database = urlunsplit(url._replace(path="/" + connection.settings_dict["NAME"]))
    return {
        **os.environ,
        "DATABASE_URL": database,
        "DOMINOS_APPS": ",".join(settings.ENABLED_APPS),
        **changes,
    }


def spawn(*command: str, **changes: str) -> subprocess.Popen[bytes]:
    """Starts a Python module or script in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, *command],
        env=environment(**changes),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if "QUIET" not in os.environ else None,
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kills the whole process group at once, as a power cut would."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


@contextmanager
def worker(*, queues: str, beat: bool = False, mail: Path | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker, with a beat of its own if asked for; its mails go to the folder `mail`."""
    process = spawn(
        *(
            "-m",
            "celery",
            "-A",
            "dominos",
            "worker",
            "--pool",
            "prefork",
            "--without-gossip",
            "--without-mingle",
        ),
        *("--concurrency", "1", "--queues", queues, "--loglevel", "WARNING"),
        *(("--beat", "--schedule", str(Path(tempfile.mkdtemp()) / "beat")) if beat else ()),
        BUS_GRACE="1",
        **({"EMAIL_FILE_PATH": str(mail)} if mail else {}),
    )
    try:
        yield process
    finally:
        kill(process)


def wait_until(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Waits for a condition in the outside world. AssertionError when it does not come."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain"
        time.sleep(0.05)
