"""The gateway's access log: JSON lines without tokens, query strings, addresses of people or links of orders.

A path is written as the template of its route: the links by which guests follow their orders are keys.
"""

from dominos.gateway.types import Json, typed

FIELDS = {
    "timestamp": "%START_TIME(%Y-%m-%dT%H:%M:%S.%3fZ)%",
    "event": "request",
    "logger": "gateway.access",
    "method": "%REQ(:METHOD)%",
    "route": "%ROUTE_NAME%",
    "status": "%RESPONSE_CODE%",
    "ms": "%DURATION%",
    "upstream": "%UPSTREAM_CLUSTER%",
    "upstream_ms": "%RESPONSE_DURATION%",
    "attempts": "%UPSTREAM_REQUEST_ATTEMPT_COUNT%",
    "flags": "%RESPONSE_FLAGS%",
    "received": "%BYTES_RECEIVED%",
    "sent": "%BYTES_SENT%",
    "protocol": "%PROTOCOL%",
    "request_id": "%REQ(X-REQUEST-ID)%",
    "trace": "%TRACE_ID%",
}


def access_log(path: str) -> list[Json]:
    """Written to a file, or to `/dev/stdout`."""
    kind = "envoy.extensions.access_loggers.file.v3.FileAccessLog"
    return [typed("envoy.access_loggers.file", kind, path=path, log_format={"json_format": FIELDS})]
