"""TLS verification of the broker. Imports no framework, so that settings and container probes can share it."""

import ssl
from typing import Any

import certifi


def encryption_of(url: str) -> dict[str, Any] | bool:
    """Celery's `broker_use_ssl` for this broker: its default does not verify certificates."""
    if url.startswith("rediss:"):
        return {"ssl_cert_reqs": ssl.CERT_REQUIRED}
    if url.startswith("amqps:"):
        # None is the URL's own host; without the member a certificate of any name would do.
        return {"cert_reqs": ssl.CERT_REQUIRED, "ca_certs": certifi.where(), "server_hostname": None}
    return False
