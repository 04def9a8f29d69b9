"""`python -m dominos.serve ROLE` becomes one program of the platform: the same here, in a container and in Kubernetes.

Configured by `HOST`, `PORT`, `WEB_WORKERS` (processes serving REST) and `WORKER_PROCESSES` (handling tasks).
"""

import os
import shlex
import sys
import tempfile
from pathlib import Path

from dominos.kernel.frames import MAX_FRAME

PORTS = {"web": "8000", "realtime": "8001"}
BEAT_SCHEDULE = Path(tempfile.gettempdir()) / "dominos-beat"

# One blocking thread per process and a persistent connection serve synchronous views fastest; websockets have
# their own server, since ASGI halves the rate of synchronous views.
COMMANDS = {
    "web": (
        "-m granian --interface wsgi --host {HOST} --port {PORT} --workers {WEB_WORKERS} --blocking-threads 1"
        " --respawn-failed-workers --workers-kill-timeout 10 dominos.wsgi:application"
    ),
    "realtime": (
        "-m uvicorn --host {HOST} --port {PORT} --lifespan off --no-access-log --log-level warning"
        " --timeout-graceful-shutdown 5 --ws-per-message-deflate false --ws-max-size {MAX_FRAME}"
        " dominos.asgi:application"
    ),
    "worker": (
        "-m celery --app dominos worker --concurrency {WORKER_PROCESSES} --loglevel INFO"
        " --without-gossip --without-mingle -O fair"
    ),
    "beat": "-m celery --app dominos beat --schedule {BEAT_SCHEDULE} --pidfile=",
    "migrate": "manage.py migrate --no-input",
    "migrated": "manage.py migrate --check",
}


def command(role: str) -> list[str]:
    """The command line of a role, completed from the environment."""
    values = {
        "HOST": os.environ.get("HOST", "127.0.0.1"),
        "PORT": os.environ.get("PORT", PORTS.get(role, "")),
        "WEB_WORKERS": os.environ.get("WEB_WORKERS", "2"),
        "WORKER_PROCESSES": os.environ.get("WORKER_PROCESSES", "2"),
        "MAX_FRAME": str(MAX_FRAME),
        "BEAT_SCHEDULE": os.environ.get("BEAT_SCHEDULE", str(BEAT_SCHEDULE)),
    }
    quoted = {name: shlex.quote(value) for name, value in values.items()}
    return [sys.executable, *shlex.split(COMMANDS[role].format(**quoted))]


def main(arguments: list[str]) -> None:
    """Become the program named by the only argument."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        sys.exit(f"usage: python -m dominos.serve ({' | '.join(COMMANDS)})")
    if arguments[0] == "web":  # its processes count together, and any of them answers /metrics for all
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="dominos-metrics-"))
    words = command(arguments[0])
    os.execv(words[0], words)  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
