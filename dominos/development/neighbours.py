"""Who the platform asks outside, on this machine: a mail server, a geocoder that knows nothing, and OSRM's own server.

`python -m dominos.development.neighbours NAME PORT DATA_DIR` becomes one of them.
"""

import importlib.util
import os
import signal
import sys
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

from dominos.development import ports
from dominos.development.state import State
from dominos.development.supervisor import Program

MAIL, GEOCODER, ROADS = NEIGHBOURS = ("mail-server", "geocoder", "road-engine")
PROFILE = "car"
"""Whose roads that engine knows; the others are known in the process."""
REST_SECONDS, MAIL_SECONDS = 5, 3
THROTTLES = ("THROTTLE_ANONYMOUS", "THROTTLE_SIGN_IN_ADDRESS", "THROTTLE_GUEST_TOKENS")
"""Whoever practises asks more often than one address may."""
STOP_SECONDS = 5.0


def told(state: State) -> dict[str, str]:
    """What the platform is told of where they are, on ports that are free and stay this process's."""
    mail, geocoder, roads = (ports.choose(state, name, hold=True) for name in NEIGHBOURS)
    return {
        "EMAIL_URL": f"smtp://{ports.HOST}:{mail}",
        "GEO_PROVIDERS": "nominatim,local",
        "GEO_NOMINATIM_DOMAIN": f"{ports.HOST}:{geocoder}",
        "GEO_NOMINATIM_SCHEME": "http",
        f"GEO_ROUTING_URL_{PROFILE.upper()}": f"http://{ports.HOST}:{roads}",
        "GEO_BREAKER_RESET_S": str(REST_SECONDS),
        **dict.fromkeys(THROTTLES, "6000/min"),
        "EMAIL_TIMEOUT": str(MAIL_SECONDS),
    }


def programs(state: State, data: str) -> list[Program]:
    """What runs them, once the map is loaded."""
    module = "dominos.development.neighbours"
    return [
        Program(
            name,
            [sys.executable, "-m", module, name, str(ports.remembered(state, name)), data],
            {},
            STOP_SECONDS,
        )
        for name in NEIGHBOURS
    ]


def serve_mail(port: int, data: Path) -> None:
    """Keeps each mail as a file, as the platform does that sends none."""
    from aiosmtpd.controller import Controller

    folder = data / "mail"
    folder.mkdir(parents=True, exist_ok=True)

    class Keeper:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
            unfinished = folder / f"{uuid4().hex}.part"
            unfinished.write_bytes(envelope.content.replace(b"\r\n", b"\n"))
            unfinished.rename(unfinished.with_suffix(".log"))
            return "250 kept"

    Controller(Keeper(), hostname=ports.HOST, port=port).start()
    signal.pause()


class _Nowhere(BaseHTTPRequestHandler):
    """Finds nothing, in the words of Nominatim."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


def serve_addresses(port: int, data: Path) -> None:
    """A Nominatim that knows no place, so that whoever is asked next has to."""
    ThreadingHTTPServer((ports.HOST, port), _Nowhere).serve_forever()


def serve_roads(port: int, data: Path) -> None:
    """Becomes `osrm-routed` over the graph of the map that was loaded."""
    package = importlib.util.find_spec("osrm")
    assert package and package.origin
    graph = max((data / "geo").glob(f"*/{PROFILE}/current")).resolve() / "city.osrm"
    program = str(Path(package.origin).parent / "bin" / "osrm-routed")
    where = ("--ip", ports.HOST, "--port", str(port))
    os.execv(program, [program, "--algorithm", "mld", "--mmap=on", *where, str(graph)])  # noqa: S606


SERVING: Mapping[str, Callable[[int, Path], None]] = {
    MAIL: serve_mail,
    GEOCODER: serve_addresses,
    ROADS: serve_roads,
}

if __name__ == "__main__":
    SERVING[sys.argv[1]](int(sys.argv[2]), Path(sys.argv[3]))
