"""`python -m dominos.serve ROLE` becomes one program of the platform: the same here, in a container and in Kubernetes.

Configured by `HOST`, `PORT`, `HEALTH_PORT`, `WEB_WORKERS` (processes serving REST) and `WORKER_PROCESSES` (handling
tasks). A program's health and counters are answered on `HEALTH_PORT`, by a process of their own.
"""

import atexit
import gc
import os
import shlex
import shutil
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from runpy import run_module, run_path

from setproctitle import setproctitle

from dominos.health_port import serve_health_beside
from dominos.kernel import programs_tls
from dominos.kernel.sockets.frames import MAX_FRAME
from dominos.port_claims import PortTaken, claim

PORTS = {"web": "8000", "realtime": "8001", "internal": "8002"}
HEALTH_PORTS = {"web": "9000", "realtime": "9001", "internal": "9002", "worker": "9003", "beat": "9004"}
BEAT_SCHEDULE = Path(tempfile.gettempdir()) / "dominos-beat"

MAX_HEADERS = 32_768
"""Bytes of a request's headers together, roughly; more are refused with 431, since parsing time grows with them."""
BACKLOG = 4096
"""The number of connections that a server's processes hold together, slow ones included."""
COLLECTING_AFTER = 25_000, 20, 50
"""The thresholds of the garbage collector's generations."""
COUNTED_IN, COUNTED_PREFIX = "PROMETHEUS_MULTIPROC_DIR", "dominos-metrics-"

# One thread per process and a persistent connection serve synchronous views fastest, and web's is handed whole requests
# only; websockets have their own server, since ASGI halves the rate of synchronous views.
COMMANDS = {
    "web": (
        "-m granian --interface rsgi --no-ws --host {HOST} --port {PORT} --workers {WEB_WORKERS} --backlog {BACKLOG}"
        " --http 1 --http1-buffer-size {MAX_HEADERS}"
        " --respawn-failed-workers --workers-kill-timeout 10 --process-name {TITLE} dominos.wsgi:whole_requests"
    ),
    "realtime": (
        "-m uvicorn --host {HOST} --port {PORT} --lifespan off --no-access-log --log-level warning"
        " --timeout-graceful-shutdown 5 --ws-per-message-deflate false --ws-max-size {MAX_FRAME}"
        " --http dominos.kernel.sockets.protocols:HandshakeInTime"
        " --ws dominos.kernel.sockets.protocols:CountedFrames"
        " dominos.asgi:application"
    ),
    "internal": (
        "-m granian --interface wsgi --host {HOST} --port {PORT} --workers {INTERNAL_WORKERS} --blocking-threads 4"
        " --http 1 --http1-buffer-size {MAX_HEADERS}"
        " --respawn-failed-workers --workers-kill-timeout 10 --process-name {TITLE} dominos.internal:application"
    ),
    "worker": (
        "-m celery --app dominos worker --concurrency {WORKER_PROCESSES} --loglevel INFO"
        " --without-heartbeat --without-gossip --without-mingle -O fair"
    ),
    "beat": "-m celery --app dominos beat --schedule {BEAT_SCHEDULE} --pidfile=",
    "migrate": "manage.py migrate --no-input",
    "migrated": "manage.py migrate --check",
}
# How each server is told to speak TLS, where `TLS_DIR` names the files.
ENCRYPTED = {
    "granian": "--ssl-certificate {CERTIFICATE} --ssl-keyfile {KEY}",
    "uvicorn": "--ssl-certfile {CERTIFICATE} --ssl-keyfile {KEY}",
}
# What is loaded before a server forks its processes, which then share it.
LOADED = {"web": "dominos.wsgi", "internal": "dominos.internal"}
# Nobody waits for them as for an answer: where they share a machine with servers, those go first, and what gathers
# behind a rush is handled together afterwards.
BEHIND = frozenset({"worker"})
NICER_BY = 5
TITLES = {
    "web": "dominos web: granian",
    "realtime": "dominos realtime: uvicorn",
    "internal": "dominos internal: granian",
    "worker": "dominos worker: celery",
    "beat": "dominos beat: celery",
}


def command(role: str) -> list[str]:
    """The arguments of `python` that start a role, with variables filled in."""
    values = {
        "HOST": os.environ.get("HOST", "127.0.0.1"),
        "PORT": os.environ.get("PORT", PORTS.get(role, "")),
        "WEB_WORKERS": os.environ.get("WEB_WORKERS", "2"),
        "INTERNAL_WORKERS": os.environ.get("INTERNAL_WORKERS", "1"),
        "WORKER_PROCESSES": os.environ.get("WORKER_PROCESSES", "2"),
        "MAX_FRAME": str(MAX_FRAME),
        "MAX_HEADERS": str(MAX_HEADERS),
        "BACKLOG": str(BACKLOG),
        "BEAT_SCHEDULE": os.environ.get("BEAT_SCHEDULE", str(BEAT_SCHEDULE)),
        "TITLE": TITLES.get(role, ""),
    }
    quoted = {name: shlex.quote(value) for name, value in values.items()}
    return shlex.split(COMMANDS[role].format(**quoted)) + _encryption(role)


def _encryption(role: str) -> list[str]:
    """The arguments by which a server speaks TLS; none where programs speak in the clear."""
    folder = programs_tls.folder()
    if folder is None or role not in PORTS:
        return []
    (server,) = ENCRYPTED.keys() & set(COMMANDS[role].split())
    files = {"CERTIFICATE": folder / programs_tls.CERTIFICATE, "KEY": folder / programs_tls.KEY}
    return [word.format(**files) for word in ENCRYPTED[server].split()]


def main(arguments: list[str]) -> None:
    """Becomes the program named by the only argument."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        sys.exit(f"usage: python -m dominos.serve ({' | '.join(COMMANDS)})")
    (role,) = arguments
    os.environ["DOMINOS_ROLE"] = role
    run(role)


def run(role: str) -> None:
    """Runs the program of this role in this process, until it ends."""
    words = command(role)
    if role in HEALTH_PORTS:
        _watch_over(role)
    if role in PORTS:
        _claim(role)  # after that process was forked, which does not hold it, too
    if os.environ.get("DOMINOS_ENV") == "production" and role != "migrated":
        refuse_what_is_unsafe(role)
    # A request leaves few cycles and makes many objects: looking for the one among the other at Python's own pace takes
    # several times as long, and most of it in the middle of answers.
    gc.set_threshold(*COLLECTING_AFTER)
    if role in BEHIND:
        os.nice(NICER_BY)
    if role in LOADED:
        import_module(LOADED[role])
        gc.freeze()
    # Django's checks are the release's: `migrate` makes them, and tests do.
    os.environ["CELERY_SKIP_CHECKS"] = "1"
    _name(role)
    if words[0] == "-m":
        sys.argv = words[1:]
        run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = words
        run_path(words[0], run_name="__main__")


def refuse_what_is_unsafe(role: str) -> None:
    """Ends this process with all configuration errors if production is not set up correctly."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dominos.settings")
    os.environ["DOMINOS_ROLE"] = role
    try:
        django.setup()
        startup = import_module("dominos.kernel.config.startup")
        found = startup.refusals() or _keys_that_lack()
        for text in startup.warnings():
            sys.stderr.write(f"{role}: {text}\n")
    except ImproperlyConfigured as error:
        found = [str(error)]
    if found:
        sys.exit("\n".join(f"{role} does not start: {text}" for text in found))


def _keys_that_lack() -> list[str]:
    """Ends this process if the keys are another platform's: no personal data could be read or found."""
    from django.db import connections

    unknown = import_module("dominos.kernel.sealed.keys").unknown()
    connections.close_all()  # servers fork
    return [f"PERSON_KEYS has no key {name}: what is sealed under it could not be read" for name in unknown]


def _claim(role: str) -> None:
    """Claims the port for this process, or ends it if the port is taken."""
    try:
        claim(os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", PORTS[role]))).detach()
    except PortTaken as error:
        sys.exit(f"{role}: {error}")


def _name(role: str) -> None:
    """Sets the process title, since Celery's own does not name the role."""
    title = TITLES.get(role, f"dominos {role}")
    setproctitle(title)
    if role == "worker":
        from celery.signals import worker_process_init, worker_ready

        for begun in (worker_ready, worker_process_init):
            begun.connect(lambda **_: setproctitle(title), weak=False)


def count_in_files() -> None:
    """Sets the metrics folder of this process and its forks; a temporary one unless it is configured."""
    if COUNTED_IN in os.environ:
        return
    folder, owner = tempfile.mkdtemp(prefix=COUNTED_PREFIX), os.getpid()
    os.environ[COUNTED_IN] = folder
    atexit.register(lambda: os.getpid() == owner and shutil.rmtree(folder, ignore_errors=True))


def _watch_over(role: str) -> None:
    """Starts the health process, which also shows the metrics that the program's processes share."""
    count_in_files()
    health_port = int(os.environ.get("HEALTH_PORT", HEALTH_PORTS[role]))
    port = int(os.environ.get("PORT", PORTS[role])) if role in PORTS else 0
    setproctitle(f"dominos health: beside {role}")
    host = os.environ.get("HOST", "127.0.0.1")
    try:
        serve_health_beside(host, health_port, port)
    except OSError as error:
        sys.exit(
            f"{role}: nothing can listen on port {health_port} of {host} (HEALTH_PORT): {error.strerror}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
