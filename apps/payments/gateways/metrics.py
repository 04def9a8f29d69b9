"""Prometheus metrics of calls to payment gateways."""

from prometheus_client import Counter

GATEWAY_FAILURES = Counter(
    "payments_gateway_failures_total",
    "Calls a payment provider did not answer, each attempt by itself",
    ["gateway", "call", "outage"],
)
GATEWAY_RETRIES = Counter(
    "payments_gateway_retries_total",
    "Calls to a payment provider that were sent again, by whether that helped",
    ["gateway", "call", "outcome"],
)
