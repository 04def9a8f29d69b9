"""The programs behind the gateway: health-checked, each with bounds on what waits for it, out while it fails."""

from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from dominos.gateway.limits import AT_ONCE, IDLE_SECONDS, URGENT_AT_ONCE
from dominos.gateway.shape import Instance, Shape, upstream_name
from dominos.gateway.tokens import KEYS
from dominos.gateway.types import Json

SOCKETS = 20_000
FAILURES, ASIDE_SECONDS = 5, 5
"""So many in a row put an instance aside, for so long at first."""
IN_THE_CLEAR = {"health": True}
"""What marks the ports of health, which are answered in the clear whatever the programs speak."""
TLS_VERSIONS = "tls_minimum_protocol_version", "tls_maximum_protocol_version"
TRANSPORT = "type.googleapis.com/envoy.extensions.transport_sockets"
COLLECTOR = "collector"
"""The upstream that takes traces."""


def upstreams(shape: Shape, roof: str) -> Iterator[Json]:
    """One for each program of each group; the key set is published by the internal program of `roof`'s group."""
    for (group, program), instances in shape.instances.items():
        if program != "internal":
            yield _cluster(upstream_name(group, program), instances, shape, is_socket=program == "realtime")
    yield _cluster(KEYS, shape.instances[shape.group(roof), "internal"], shape, is_socket=False)


def _cluster(name: str, instances: tuple[Instance, ...], shape: Shape, *, is_socket: bool) -> Json:
    count = sum(instance.count for instance in instances)
    # Tried once more at a time: as many as fail where one of two instances has just gone.
    again = {"budget_percent": {"value": 50}, "min_retry_concurrency": AT_ONCE}
    health = _health_check(is_encrypted=shape.authority is not None)
    most = (SOCKETS, SOCKETS) if is_socket else (AT_ONCE * count, URGENT_AT_ONCE * count)
    return {
        "name": name,
        "type": "STRICT_DNS" if shape.is_resolved else "STATIC",
        "connect_timeout": "1s",
        "lb_policy": "LEAST_REQUEST",
        "load_assignment": {
            "cluster_name": name,
            "endpoints": [{"lb_endpoints": [_endpoint(instance) for instance in instances]}],
        },
        "circuit_breakers": {
            "thresholds": [
                {
                    "priority": priority,
                    "max_connections": limit,
                    "max_pending_requests": limit,
                    "max_requests": limit,
                    "retry_budget": again,
                }
                for priority, limit in zip(("DEFAULT", "HIGH"), most, strict=True)
            ]
        },
        # Who is put aside gets nothing more at once; gathered with other changes, that took up to a second.
        "common_lb_config": {"update_merge_window": "0s"},
        "outlier_detection": {
            "consecutive_5xx": 0,
            "enforcing_consecutive_5xx": 0,
            "enforcing_success_rate": 0,
            "consecutive_gateway_failure": FAILURES,
            "enforcing_consecutive_gateway_failure": 100,
            "interval": "2s",
            "base_ejection_time": f"{ASIDE_SECONDS}s",
            "max_ejection_percent": 50,
            "successful_active_health_check_uneject_host": False,  # it may be well and yet answer nothing
        },
        "typed_extension_protocol_options": _protocol(),
        **({"health_checks": [health]} if all(one.health_port for one in instances) else {}),
        **(encrypted(shape.authority, instances) if shape.authority else {}),
    }


def _endpoint(instance: Instance) -> Json:
    found: Json = {"address": _address(instance.host, instance.port)}
    if instance.health_port:
        found["health_check_config"] = {"port_value": instance.health_port}
    return {"endpoint": found}


def _address(host: str, port: int) -> Json:
    return {"socket_address": {"address": host, "port_value": port}}


def _health_check(*, is_encrypted: bool) -> Json:
    """Where all are unwell, all are asked: they know best what they can still answer (Envoy's panic threshold)."""
    return {
        "timeout": "4s",
        "interval": "2s",
        "unhealthy_interval": "1s",
        "no_traffic_interval": "5s",
        "unhealthy_threshold": 2,
        "healthy_threshold": 1,
        "http_health_check": {"path": "/health/ready", "host": "localhost"},
        **({"transport_socket_match_criteria": IN_THE_CLEAR} if is_encrypted else {}),
    }


def encrypted(authority: Path, instances: tuple[Instance, ...]) -> Json:
    """TLS to the programs, whose certificates name the hosts by which they are asked; not to their health."""
    names = [
        {"san_type": "IP_ADDRESS" if _is_address(host) else "DNS", "matcher": {"exact": host}}
        for host in sorted({instance.host for instance in instances})
    ]
    verified = {"trusted_ca": {"filename": str(authority)}, "match_typed_subject_alt_names": names}
    context = {
        "@type": f"{TRANSPORT}.tls.v3.UpstreamTlsContext",
        "common_tls_context": {
            "tls_params": dict.fromkeys(TLS_VERSIONS, "TLSv1_3"),  # it goes no further than 1.2 unasked
            "validation_context": verified,
        },
    }
    clear = {"@type": f"{TRANSPORT}.raw_buffer.v3.RawBuffer"}
    return {
        "transport_socket_matches": [
            _socket("health", IN_THE_CLEAR, "envoy.transport_sockets.raw_buffer", clear),
            _socket("programs", {}, "envoy.transport_sockets.tls", context),
        ]
    }


def _socket(name: str, match: Json, kind: str, configuration: Json) -> Json:
    return {
        "name": name,
        "match": match,
        "transport_socket": {"name": kind, "typed_config": configuration},
    }


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _protocol() -> Json:
    options: Json = {
        "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
        "explicit_http_config": {"http_protocol_options": {}},
        "common_http_protocol_options": {"idle_timeout": f"{IDLE_SECONDS}s"},
    }
    return {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": options}


def collector(url: str) -> Json:
    """Where spans are reported to; without a URL it has no address, and nothing is sent there."""
    endpoints = []
    if url:
        parts = urlsplit(url)
        endpoints = [{"endpoint": {"address": _address(parts.hostname or "", parts.port or 4318)}}]
    return {
        "name": COLLECTOR,
        "type": "STRICT_DNS",
        "load_assignment": {"cluster_name": COLLECTOR, "endpoints": [{"lb_endpoints": endpoints}]},
    }
