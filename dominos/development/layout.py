"""What runs of a platform on this machine: its groups of programs, and the gateway before them.

In one shape all apps are one group; in the other each app is a group, with a database, a role in PostgreSQL, and only
the keys it needs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dominos.apps_enabled import ALL_APPS
from dominos.deployment.needs import RIGHTS, asked_by, has_sockets, secrets_kept_from
from dominos.development import ports
from dominos.development.environment import (
    GATEWAY_HEALTH_PORT,
    GATEWAY_PORT,
    HEALTH_PORTS,
    INTERNAL_PORT,
    REALTIME_PORT,
    WEB_PORT,
)
from dominos.development.state import State
from dominos.gateway.shape import WHOLE, Instance, Name, Shape, apart_in, groups, upstream_name
from dominos.kernel.programs_tls import AUTHORITY

SERVERS = ("internal", "web", "realtime")
OTHERS = ("worker", "beat")
"""Programs that listen on nothing but their health ports."""
GATEWAY = "gateway"
PREFERRED = {
    "web": WEB_PORT,
    "realtime": REALTIME_PORT,
    "internal": INTERNAL_PORT,
    GATEWAY: GATEWAY_PORT,
    "gateway-health": GATEWAY_HEALTH_PORT,
    **HEALTH_PORTS,
}


@dataclass(frozen=True, slots=True)
class Layout:
    """A shape, whether a gateway stands before it, how many processes of each group serve REST, and whether the mail
    server, the geocoder and the road engine that it asks run here, too.
    """

    shape: Name = "monolith"
    has_gateway: bool = False
    workers: int = 2
    has_neighbours: bool = False

    @property
    def is_split(self) -> bool:
        return self.shape == "split"

    @property
    def apart(self) -> frozenset[str]:
        """The apps that are a group each."""
        return apart_in(self.shape, ALL_APPS)

    @property
    def groups(self) -> list[str]:
        """`all`, or each app."""
        return groups(self.apart, ALL_APPS)

    def servers(self, group: str) -> list[str]:
        """The programs of a group that listen; sockets have those only that have any."""
        return [name for name in SERVERS if name != "realtime" or group == WHOLE or has_sockets(group)]

    def others(self) -> Iterator[str]:
        """The names of all other programs."""
        for group in self.groups:
            yield from (upstream_name(group, other) for other in OTHERS)

    def listening(self) -> Iterator[str]:
        """The names of all programs that listen."""
        for group in self.groups:
            yield from (upstream_name(group, server) for server in self.servers(group))
        if self.has_gateway:
            yield GATEWAY


def choose_ports(state: State, layout: Layout) -> dict[str, str]:
    """What the platform is told of where it is reached, on ports that are free and stay this process's."""
    for name in layout.listening():
        for port in (name, f"{name}-health"):
            ports.choose(state, port, preferred=PREFERRED.get(port), hold=True)
    for name in layout.others():
        ports.choose(state, f"{name}-health", preferred=PREFERRED.get(f"{name}-health"), hold=True)
    web, realtime = (GATEWAY, GATEWAY) if layout.has_gateway else ("web", "realtime")
    return {
        "PUBLIC_URL": f"http://{ports.HOST}:{ports.remembered(state, web)}",
        "REALTIME_URL": f"ws://{ports.HOST}:{ports.remembered(state, realtime)}",
        **({"TRUSTED_PROXIES": "1"} if layout.has_gateway else {}),
    }


def variables_of(state: State, layout: Layout, group: str, common: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of a group."""
    if not layout.is_split:
        return dict(common)
    own = state_of(state, group)
    kept_from_it = secrets_kept_from(group)
    internal = {app: _url(state, upstream_name(app, "internal")) for app in layout.groups}
    return {name: value for name, value in common.items() if name not in kept_from_it} | {
        "DOMINOS_APPS": group,
        "DOMINOS_STATE_DIR": str(own.folder),
        "DATA_DIR": str(own.folder / "data"),
        "STATIC_ROOT": str(own.folder / "static"),
        **({} if group == RIGHTS else {"JWKS_URL": f"{internal[RIGHTS]}/.well-known/jwks.json"}),
        **{f"{app.upper()}_URL": internal[app] for app in asked_by(group)},
        "TLS_DIR": str(tls_of(state)),
    }


def state_of(state: State, group: str) -> State:
    """Where a group remembers what was prepared for it."""
    return state if group == WHOLE else State(state.folder / "groups" / group)


def shape_of(state: State, layout: Layout) -> Shape:
    """Where everything answers on this machine."""
    found = {
        (group, server): (_instance(state, upstream_name(group, server)),)
        for group in layout.groups
        for server in layout.servers(group)
    }
    return Shape(layout.apart, found, authority=tls_of(state) / AUTHORITY if layout.is_split else None)


def tls_of(state: State) -> Path:
    """Where the certificates are by which the programs of a split shape know each other."""
    return state.subfolder("tls")


def configuration_of(state: State) -> Path:
    """The file of the gateway's configuration."""
    return state.subfolder("gateway") / "envoy.json"


def _instance(state: State, name: str) -> Instance:
    port, health = (ports.remembered(state, known) for known in (name, f"{name}-health"))
    assert port and health
    return Instance(ports.HOST, port, health)


def _url(state: State, name: str) -> str:
    return f"https://{ports.HOST}:{ports.remembered(state, name)}"
