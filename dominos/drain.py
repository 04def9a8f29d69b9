"""Run before a program is stopped: `python -m dominos.drain ROLE` makes it report not ready, and waits.

The gateway polls its readiness every two seconds and then sends new requests to others. Otherwise a connection closed
in the middle of a request would mean an order that has to be placed again.
"""

import http.client
import os
import sys
import time

from dominos.serve import HEALTH_PORTS

TIMEOUT = 5.0
SECONDS = 8.0
"""Longer than the gateway's interval between health checks of an idle program."""


def leave(port: int, host: str = "127.0.0.1") -> None:
    """Makes the program with this health port report not ready. OSError if there is none."""
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        connection.request("POST", "/health/leave")
        connection.getresponse()
    finally:
        connection.close()


if __name__ == "__main__":
    leave(int(os.environ.get("HEALTH_PORT", HEALTH_PORTS[sys.argv[1]])), os.environ.get("HOST", "127.0.0.1"))
    time.sleep(SECONDS)
