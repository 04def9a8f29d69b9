"""A process that loads the whole platform once and forks its programs, which share what it has loaded.

`python -m dominos.development.fork_server DESCRIPTOR` is told what to do over the socket `DESCRIPTOR`, a JSON object a
line: first the environment, then whom to fork. What it forks become children of its parent, the supervisor, which sees
how they end, and go on without it.
"""

import atexit
import ctypes
import gc
import json
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

from setproctitle import setproctitle

from dominos.serve import COUNTED_IN, COUNTED_PREFIX, count_in_files

PR_SET_PDEATHSIG = 1
HANDED_OVER_SECONDS = 10.0
# Needed by programs, and decided by no setting: loaded while PostgreSQL and Valkey start.
LIBRARIES = (
    *("django.contrib.admin", "django.core.handlers.wsgi", "django.core.management"),
    *("pydantic", "structlog", "psycopg", "psycopg_pool", "redis.asyncio", "channels.routing"),
    *("channels_redis.pubsub", "celery.bin.celery", "celery.apps.worker", "celery.apps.beat"),
    *("celery.concurrency.prefork", "celery.fixups.django", "kombu.transport.redis", "granian.cli"),
    *(
        "celery.app.amqp",
        "celery.app.control",
        "celery.app.events",
        "celery.app.log",
        "celery.worker.consumer",
    ),
    *("celery.worker.autoscale", "celery.worker.components", "celery.worker.loops", "celery.worker.pidbox"),
    *("billiard.popen_fork", "billiard.sharedctypes", "dbm.sqlite3"),
    *("uvicorn", "uvicorn.loops.uvloop", "dominos.kernel.sockets.protocols", "dominos.serve"),
)


def main(channel: socket.socket) -> None:
    """Loads, and forks on request, until the supervisor hangs up."""
    setproctitle("dominos fork server")  # before the environment moves: titles are found by where it began
    gc.disable()
    for module in LIBRARIES:
        import_module(module)
    lines = channel.makefile("r")
    _take(json.loads(lines.readline()))
    with _counting_in_files():
        load()
    gc.collect()
    gc.freeze()
    _say(channel, {"is_loaded": True})
    for line in lines:
        _say(channel, {"pid": _fork(json.loads(line), channel)})


def load() -> None:
    """Loads what any of the programs uses, in an order that asks no server for anything."""
    import django
    from django.conf import settings
    from django.urls import get_resolver

    django.setup()
    for listener in ("public", "internal"):
        assert get_resolver(f"dominos.urls.{listener}").reverse_dict is not None  # loads every view
    for app in settings.ENABLED_APPS:
        if find_spec(f"apps.{app}.live"):
            import_module(f"apps.{app}.live")
    celery = import_module("dominos.celery").app
    celery.loader.import_default_modules()
    celery.finalize(auto=True)
    for name in settings.MIDDLEWARE:
        import_module(name.rpartition(".")[0])
    import_module("dominos.kernel.timers.beat")


def _take(variables: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(variables)
    os.environ["DJANGO_SETTINGS_MODULE"] = "dominos.settings"
    os.environ["CELERY_SKIP_CHECKS"] = "1"  # preparing makes them


@contextmanager
def _counting_in_files() -> Iterator[None]:
    """Inside, counters are made such as are kept in files: each program has its own folder for them, and this none."""
    with tempfile.TemporaryDirectory(prefix=COUNTED_PREFIX) as folder:
        os.environ[COUNTED_IN] = folder
        yield
    del os.environ[COUNTED_IN]


def _fork(request: dict[str, Any], channel: socket.socket) -> int:
    """The number of the new program, an orphan of a process in between: the supervisor takes it in."""
    supervisor = os.getppid()
    reader, writer = os.pipe()
    between = os.fork()
    if between:
        os.close(writer)
        os.waitpid(between, 0)
        with os.fdopen(reader, "rb") as told:
            return int(told.read())
    try:
        pid = os.fork()
    except OSError:  # too many processes: nothing is told, and the supervisor tries again
        os._exit(1)
    if pid:
        os.write(writer, str(pid).encode())
        os._exit(0)
    return _live(request, supervisor, (reader, writer, channel.detach()))


def _live(request: dict[str, Any], supervisor: int, unneeded: Iterable[int]) -> NoReturn:
    for descriptor in unneeded:
        os.close(descriptor)
    try:
        _stay_with(supervisor)
        _become(request)
    except SystemExit as end:
        _leave(end.code)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        _leave(1)
    _leave(0)


def _stay_with(supervisor: int) -> None:
    """Waits to be the supervisor's child, and is asked to end with it."""
    until = time.monotonic() + HANDED_OVER_SECONDS
    while os.getppid() != supervisor and time.monotonic() < until:
        time.sleep(0.001)
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != supervisor:  # it died before the line above
        sys.exit(1)


def _become(request: dict[str, Any]) -> None:
    os.setsid()
    if request["log"]:
        _write_to(Path(request["log"]))
    os.environ.clear()
    os.environ.update(request["variables"])
    os.environ["DJANGO_SETTINGS_MODULE"] = "dominos.settings"
    os.environ["DOMINOS_ROLE"] = role = request["role"]
    count_in_files()
    import_module("dominos.settings.by_role").configure_role(role)
    gc.enable()
    module, _, function = request["function"].partition(":")
    getattr(import_module(module), function)(*request["arguments"])


def _write_to(log: Path) -> None:
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)


def _leave(code: object) -> NoReturn:
    """Ends a forked process as Python would, but for taking apart all that was loaded."""
    if code is not None and not isinstance(code, int):
        sys.stderr.write(f"{code}\n")
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code or 0)


def _say(channel: socket.socket, answer: dict[str, Any]) -> None:
    channel.sendall(json.dumps(answer).encode() + b"\n")


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
