"""What the gateway lets through at most, and for how long."""

from dataclasses import dataclass

from dominos.kernel.config import env

MAX_BODY = 1_000_000
"""Bytes of a request's body; it reaches a program whole, so that nobody who sends slowly keeps a thread."""
MAX_HEADERS_KIB, MAX_HEADER_COUNT = 32, 100
HEADERS_SECONDS, REQUEST_SECONDS = 10, 30
"""Until all headers, and the whole request, have come in."""
ANSWER_SECONDS = 25
"""Until a program has answered: some more than it takes to end a request by itself (`REQUEST_SECONDS`)."""
IDLE_SECONDS = 60
SOCKET_IDLE_SECONDS = 120
"""Programs and clients ping each other more often than that."""
MAX_CONNECTIONS = 20_000
AT_ONCE = 16
"""Calls that may be shed at one instance of web, and as many that wait for these; more are told to come back later."""
URGENT_AT_ONCE = 256
"""All other calls at one instance, and as many that wait for these."""
RETRY_AFTER = 2


@dataclass(frozen=True, slots=True)
class Edge:
    """What a deployment sets."""

    origins: tuple[str, ...]
    """Pages of other origins that may call the API."""
    rate: int
    """Requests a second of one address, over some seconds."""
    hops: int
    """Proxies of ours before the gateway that append to X-Forwarded-For."""
    hosts: tuple[str, ...]
    """Names that are answered; `*` for any."""
    collector: str = ""
    """The base URL of an OpenTelemetry collector (OTLP over HTTP); none, and no span is reported."""
    traced: float = 1.0
    """The share of requests of which spans are reported, by the gateway and by everybody behind it."""


def edge(hosts: list[str]) -> Edge:
    """As the environment says."""
    return Edge(
        origins=tuple(env.words("CORS_ORIGINS")),
        rate=int(env.number("GATEWAY_CLIENT_RATE", 50)),
        hops=int(env.number("GATEWAY_TRUSTED_PROXIES", 0)),
        hosts=tuple(hosts) or ("*",),
        collector=env.text("GATEWAY_OTLP_URL", "").rstrip("/"),
        traced=env.number("OTLP_SHARE", 0.2),
    )
