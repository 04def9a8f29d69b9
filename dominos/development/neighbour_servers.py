"""`python -m dominos.development.neighbour_servers NAME PORT DATA_DIR` becomes one of the platform's neighbours."""

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
from dominos.development.neighbours import GEOCODER, MAIL, PROFILE, ROADS


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
