"""Who the platform asks outside, on this machine: a mail server, a geocoder that knows nothing, and a road engine."""

import sys

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
    module = "dominos.development.neighbour_servers"
    return [
        Program(
            name,
            [sys.executable, "-m", module, name, str(ports.remembered(state, name)), data],
            {},
            STOP_SECONDS,
        )
        for name in NEIGHBOURS
    ]
