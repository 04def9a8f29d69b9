"""Envoy's whole configuration for a deployment."""

from collections.abc import Iterable
from dataclasses import dataclass

from dominos.gateway.exposed import ROOF, Exposed
from dominos.gateway.limits import MAX_CONNECTIONS, Edge
from dominos.gateway.listener import Listening, listener
from dominos.gateway.shape import Shape
from dominos.gateway.types import Json, typed
from dominos.gateway.upstreams import collector, upstreams

OWN = "envoy-admin"
HEALTH_PATHS = {"/health/live": "/ready", "/health/ready": "/ready", "/metrics": "/stats/prometheus"}
"""What the health port of the gateway answers, as those of all programs, and what Envoy calls it."""


@dataclass(frozen=True, slots=True)
class Operating:
    """Where the gateway's own health and figures are answered, and the Unix socket of Envoy's administration."""

    host: str
    health_port: int
    admin_socket: str


def bootstrap(
    listening: Listening, operating: Operating, edge: Edge, shape: Shape, shown: Iterable[Exposed]
) -> Json:
    """All of it, as Envoy reads it. Nothing can be changed or stopped over the network."""
    return {
        "node": {"id": "gateway", "cluster": "dominos"},
        "admin": {"address": {"pipe": {"path": operating.admin_socket, "mode": 0o600}}},
        "static_resources": {
            "listeners": [listener(listening, edge, shape, shown), _health(operating)],
            "clusters": [*upstreams(shape, ROOF), collector(edge.collector), _own(operating)],
        },
        "overload_manager": {"resource_monitors": [_connections()]},
        "layered_runtime": {
            "layers": [{"name": "fixed", "static_layer": {"re2.max_program_size.error_level": 1000}}]
        },
    }


def _connections() -> Json:
    return typed(
        "envoy.resource_monitors.global_downstream_max_connections",
        "envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
        max_active_downstream_connections=MAX_CONNECTIONS,
    )


def _own(operating: Operating) -> Json:
    endpoint = {"endpoint": {"address": {"pipe": {"path": operating.admin_socket}}}}
    return {
        "name": OWN,
        "type": "STATIC",
        "load_assignment": {"cluster_name": OWN, "endpoints": [{"lb_endpoints": [endpoint]}]},
    }


def _health(operating: Operating) -> Json:
    """Reading only, and only these: all else of Envoy's administration stays on the socket."""
    is_get = {"name": ":method", "string_match": {"exact": "GET"}}
    routes = [
        {
            "match": {"path": path, "headers": [is_get]},
            "route": {"cluster": OWN, "regex_rewrite": {"pattern": {"regex": ".*"}, "substitution": theirs}},
        }
        for path, theirs in HEALTH_PATHS.items()
    ]
    manager = typed(
        "envoy.filters.network.http_connection_manager",
        "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        stat_prefix="health",
        http_protocol_options={"accept_http_10": True, "default_host_for_http_10": "localhost"},
        http_filters=[typed("envoy.filters.http.router", "envoy.extensions.filters.http.router.v3.Router")],
        route_config={"virtual_hosts": [{"name": "health", "domains": ["*"], "routes": routes}]},
    )
    address = {"address": operating.host, "port_value": operating.health_port}
    return {
        "name": "health",
        "address": {"socket_address": address},
        "ignore_global_conn_limit": True,
        "filter_chains": [{"filters": [manager]}],
    }
