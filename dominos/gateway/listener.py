"""What a request passes through on its way: what is cut off, who asks, how much, and what is compressed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dominos.gateway import answers, limits, tokens
from dominos.gateway.exposed import Exposed
from dominos.gateway.limits import Edge
from dominos.gateway.log import access_log
from dominos.gateway.routes import BUFFER, CORS, virtual_host
from dominos.gateway.shape import Shape
from dominos.gateway.types import Json, typed
from dominos.gateway.upstreams import COLLECTOR

KEY_SET = "/.well-known/jwks.json"
COMPRESSED = (
    *("application/json", "application/problem+json", "application/javascript", "text/javascript"),
    *("text/html", "text/css", "image/svg+xml", "application/manifest+json", "application/yaml"),
)
CLIENTS_KNOWN = 20_000


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the gateway listens, by which certificate if any, and where it logs."""

    host: str
    port: int
    log: str = "/dev/stdout"
    certificate: Path | None = None
    key: Path | None = None


def listener(listening: Listening, edge: Edge, shape: Shape, shown: Iterable[Exposed]) -> Json:
    """The one that the outside reaches."""
    chain: Json = {"filters": [_manager(listening, edge, virtual_host(edge, shape, shown))]}
    if listening.certificate:
        chain["transport_socket"] = _tls(listening)
    address = {"address": listening.host, "port_value": listening.port}
    return {
        "name": "outside",
        "address": {"socket_address": address},
        "per_connection_buffer_limit_bytes": 64 * 1024,
        "filter_chains": [chain],
    }


def _manager(listening: Listening, edge: Edge, platform: Json) -> Json:
    return typed(
        "envoy.filters.network.http_connection_manager",
        "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        stat_prefix="outside",
        server_name="dominos",
        **_names_and_addresses(edge),
        **_times_and_sizes(),
        access_log=access_log(listening.log),
        local_reply_config=answers.local_replies(),
        tracing=_tracing(edge),
        http_filters=_filters(edge),
        route_config={
            "name": "platform",
            "ignore_port_in_host_matching": True,
            "virtual_hosts": [platform],
        },
    )


def _names_and_addresses(edge: Edge) -> Json:
    """A client's address is where the connection comes from, but for proxies of ours; its id of a request is ours."""
    return {
        "use_remote_address": True,
        "xff_num_trusted_hops": edge.hops,
        "generate_request_id": True,
        "preserve_external_request_id": False,
        "always_set_request_id_in_response": True,
        "normalize_path": True,
        "merge_slashes": True,
        "path_with_escaped_slashes_action": "REJECT_REQUEST",
    }


def _times_and_sizes() -> Json:
    return {
        "max_request_headers_kb": limits.MAX_HEADERS_KIB,
        "common_http_protocol_options": {
            "max_headers_count": limits.MAX_HEADER_COUNT,
            "idle_timeout": f"{limits.IDLE_SECONDS}s",
            "headers_with_underscores_action": "REJECT_REQUEST",
        },
        "request_headers_timeout": f"{limits.HEADERS_SECONDS}s",
        "request_timeout": f"{limits.REQUEST_SECONDS}s",
        "stream_idle_timeout": f"{limits.IDLE_SECONDS}s",
        "drain_timeout": "5s",
        "http2_protocol_options": {"max_concurrent_streams": 100},
    }


def _tracing(edge: Edge) -> Json:
    """Every request gets a `traceparent`, or goes on with its own; spans are reported where there is a collector."""
    url = edge.collector or f"http://{COLLECTOR}"
    exporter = {"http_uri": {"uri": f"{url}/v1/traces", "cluster": COLLECTOR, "timeout": "1s"}}
    return {
        "random_sampling": {"value": 100 * edge.traced if edge.collector else 0},
        "provider": typed(
            "envoy.tracers.opentelemetry",
            "envoy.config.trace.v3.OpenTelemetryConfig",
            http_service=exporter,
            service_name="gateway",
        ),
    }


def _filters(edge: Edge) -> list[Json]:
    return [
        typed(CORS, "envoy.extensions.filters.http.cors.v3.Cors"),
        _rate(edge),
        *tokens.filters(KEY_SET),
        typed(BUFFER, "envoy.extensions.filters.http.buffer.v3.Buffer", max_request_bytes=limits.MAX_BODY),
        *(_compressor(name, library) for name, library in (("brotli", "Brotli"), ("gzip", "Gzip"))),
        typed(
            "envoy.filters.http.router",
            "envoy.extensions.filters.http.router.v3.Router",
            suppress_envoy_headers=True,
        ),
    ]


def _rate(edge: Edge) -> Json:
    """Of each address (a network of 64 bits for IPv6) so many a second, four times as many at once.

    Only floods end here. How often a person of each role may call is counted by the programs, in Redis for all of them.
    """
    bucket = {"max_tokens": edge.rate * 4, "tokens_per_fill": edge.rate, "fill_interval": "1s"}
    whole = {"max_tokens": 100_000, "tokens_per_fill": 100_000, "fill_interval": "1s"}
    client = {"masked_remote_address": {"v4_prefix_mask_len": 32, "v6_prefix_mask_len": 64}}
    return typed(
        "envoy.filters.http.local_ratelimit",
        "envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
        stat_prefix="rate",
        token_bucket=whole,
        filter_enabled={"default_value": {"numerator": 100}},
        filter_enforced={"default_value": {"numerator": 100}},
        rate_limits=[{"actions": [client]}],
        descriptors=[{"entries": [{"key": "masked_remote_address"}], "token_bucket": bucket}],
        max_dynamic_descriptors=CLIENTS_KNOWN,
    )


def _compressor(name: str, library: str) -> Json:
    kinds = f"({'|'.join(map(re.escape, COMPRESSED))})( *;.*)?"
    kind = f"envoy.extensions.compression.{name}.compressor.v3.{library}"
    return typed(
        f"envoy.filters.http.compressor.{name}",
        "envoy.extensions.filters.http.compressor.v3.Compressor",
        compressor_library=typed(f"envoy.compression.{name}.compressor", kind),
        choose_first=name == "brotli",
        response_direction_config={
            "common_config": {
                "min_content_length": 1000,
                "content_type_matcher": {"safe_regex": {"regex": kinds}},
            },
            "disable_on_etag_header": False,
            "weaken_etag_on_compress": True,
        },
    )


def _tls(listening: Listening) -> Json:
    certificate = {
        "certificate_chain": {"filename": str(listening.certificate)},
        "private_key": {"filename": str(listening.key)},
    }
    return typed(
        "envoy.transport_sockets.tls",
        "envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
        common_tls_context={
            "alpn_protocols": ["h2", "http/1.1"],
            "tls_params": {"tls_minimum_protocol_version": "TLSv1_2"},
            "tls_certificates": [certificate],
        },
    )
