"""`python -m dominos.probe` exits with 0 if the program of this container is alive.

The program is the first process; `python -m dominos.probe ROLE` names it instead, and a second word, `ready`, asks
whether it is ready.

Loads neither Django nor the apps, since it runs every few seconds.
"""

import http.client
import os
import re
import sys
import time
from pathlib import Path

from dominos.serve import BEAT_SCHEDULE, HEALTH_PORTS, PORTS

TIMEOUT = 5.0
ROLE_IN_COMMAND = re.compile(r"\bdominos(?:\.serve)? (\w+)")
"""Matches `dominos.serve web` until the program has renamed itself `dominos web`, or Celery has, by its options."""
SCHEDULE_MAX_AGE = 600.0  # seconds; beat saves its schedule every three minutes


def is_alive(role: str) -> bool:
    """Whether the program of this role works."""
    if role in PORTS:
        return answers(role, "live")
    if role == "worker":
        return _worker_answers()
    return _schedule_is_fresh()


def answers(role: str, question: str) -> bool:
    """Whether the program of this role reports `live` or `ready` on its health port."""
    port = int(os.environ.get("HEALTH_PORT", HEALTH_PORTS[role]))
    connection = http.client.HTTPConnection(os.environ.get("HOST", "127.0.0.1"), port, timeout=TIMEOUT)
    try:
        connection.request("GET", f"/health/{question}")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _worker_answers() -> bool:
    """Whether the worker replies over the broker. True while the broker is down, since a restart would not help."""
    from celery import Celery
    from celery.utils.nodenames import default_nodename
    from kombu.exceptions import OperationalError

    from dominos.kernel.messaging.broker_tls import encryption_of

    prefix = os.environ.get("REDIS_PREFIX", "dominos")
    app = Celery(broker=os.environ.get("BROKER_URL") or os.environ["REDIS_URL"])
    app.conf.broker_use_ssl = encryption_of(app.conf.broker_url)
    if app.conf.broker_url.startswith("amqp"):
        app.conf.broker_connection_timeout = TIMEOUT
    else:
        app.conf.broker_transport_options = {
            "global_keyprefix": f"{prefix}:",
            "socket_connect_timeout": 1,
            "socket_timeout": TIMEOUT,
        }
    try:
        return bool(app.control.ping(destination=[default_nodename("")], timeout=TIMEOUT))
    except (OperationalError, OSError):
        return True


def _schedule_is_fresh() -> bool:
    path = Path(os.environ.get("BEAT_SCHEDULE", BEAT_SCHEDULE))
    try:
        return time.time() - path.stat().st_mtime < SCHEDULE_MAX_AGE
    except FileNotFoundError:
        return False


def role_of(command: str) -> str:
    """The role of a process, from its command line in /proc. ValueError for other programs."""
    found = ROLE_IN_COMMAND.search(command.replace("\0", " "))
    if found is None:
        raise ValueError(f"no program of the platform: {command!r}")
    return found[1]


def main(arguments: list[str]) -> bool:
    """Whether the program named by the arguments, or the one of this container, is alive, or ready."""
    role, *more = arguments or [role_of(Path("/proc/1/cmdline").read_text())]
    return answers(role, "ready") if more == ["ready"] else is_alive(role)


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1:]))
