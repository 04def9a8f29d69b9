"""`python -m dominos.drain ROLE`, before a program is ended: it says it is not ready, and serves until nobody asks.

What stands before it asks its health every other second, and sends what is new to others from then on: a connection
that ends under a request would be an order that has to be placed again.
"""

import http.client
import os
import sys
import time

from dominos.serve import HEALTH_PORTS

TIMEOUT = 5.0
SECONDS = 8.0
"""Longer than the gateway's look at a program that nobody has asked anything for a while."""


def leave(port: int, host: str = "127.0.0.1") -> None:
    """Has the program whose health is answered there be asked nothing new. OSError where none is."""
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        connection.request("POST", "/health/leave")
        connection.getresponse()
    finally:
        connection.close()


if __name__ == "__main__":
    leave(int(os.environ.get("HEALTH_PORT", HEALTH_PORTS[sys.argv[1]])), os.environ.get("HOST", "127.0.0.1"))
    time.sleep(SECONDS)
