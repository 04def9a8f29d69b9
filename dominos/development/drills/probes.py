"""What somebody asks of a platform while a fault lasts."""

import random
from collections.abc import Mapping
from enum import StrEnum
from secrets import token_urlsafe
from uuid import uuid4

import httpx

from dominos.development.platform import Platform

SECONDS = 15
SILENT_SECONDS = {"worker_last_seen_seconds": 30, "delivery_dispatcher_last_run_seconds": 60}


def nobody() -> dict[str, str]:
    """Somebody whom the database does not know."""
    return {"email": f"{uuid4().hex}@demo.example", "password": uuid4().hex}


def newcomer() -> dict[str, str]:
    """Somebody who registers."""
    return {"email": nobody()["email"], "password": token_urlsafe(24), "name": "Drill"}


class Probe(StrEnum):
    """Each with what it is called in the table."""

    PAGE = "pages"
    STORES = "stores and menus"
    GUEST = "a guest begins"
    SOCKETS = "live news"
    SIGN_IN = "signing in"
    ADDRESS = "addresses are found"
    ROADS = "drives are reckoned"
    WORK = "dispatch and deadlines"
    REGISTER = "registering"

    def works(self, platform: Platform) -> bool:
        """Whether it is answered as it should be within some seconds."""
        try:
            return self._works(platform)
        except httpx.TransportError:
            return False

    def _works(self, platform: Platform) -> bool:
        if self is Probe.WORK:
            return work_goes_on(platform)
        method, path, status, body = self._asked()
        host = platform.health("realtime") if self is Probe.SOCKETS else platform.web
        return httpx.request(method, host + path, json=body, timeout=SECONDS).status_code == status

    def _asked(self) -> tuple[str, str, int, Mapping[str, str] | None]:
        """Addresses and drives are others each time, so that no memory answers."""
        match self:
            case Probe.STORES:
                return "GET", "/api/v1/stores", 200, None
            case Probe.GUEST:
                return "POST", "/api/v1/auth/guest", 201, None
            case Probe.SOCKETS:
                return "GET", "/health/ready", 200, None
            case Probe.SIGN_IN:
                return "POST", "/api/v1/auth/token", 401, nobody()
            case Probe.REGISTER:
                return "POST", "/api/v1/auth/register", 202, newcomer()
            case Probe.ADDRESS:
                return "GET", f"/api/v1/geo/geocode?q=Bulevardi%20{_door()}&near={_somewhere()}", 200, None
            case Probe.ROADS:
                return (
                    "GET",
                    f"/api/v1/geo/route?from={_somewhere()}&to={_somewhere()}&profile=car",
                    200,
                    None,
                )
            case _:
                return "GET", "/", 200, None


def _door() -> int:
    """A number of a street."""
    return random.randint(1, 99)


def _somewhere() -> str:
    """A place in the city of the demo."""
    latitude, longitude = random.uniform(60.16, 60.18), random.uniform(24.92, 24.95)
    return f"{latitude:.5f},{longitude:.5f}"


def work_goes_on(platform: Platform) -> bool:
    """Whether workers served every app lately and couriers were dispatched, as alerts count it."""
    told = httpx.get(f"{platform.internal}/metrics", timeout=SECONDS).text
    silent = {
        name: [float(line.rpartition(" ")[2]) for line in told.splitlines() if line.startswith(name)]
        for name in SILENT_SECONDS
    }
    return all(seen and max(seen) <= SILENT_SECONDS[name] for name, seen in silent.items())
