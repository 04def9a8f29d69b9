"""How the broker's certificate is asked for. Loads no framework: settings and the probe of containers say it alike."""

import ssl
from typing import Any

import certifi


def encryption_of(url: str) -> dict[str, Any] | bool:
    """`broker_use_ssl` of Celery for this broker: left to itself, its client asks for no certificate, or for any."""
    if url.startswith("rediss:"):
        return {"ssl_cert_reqs": ssl.CERT_REQUIRED}
    if url.startswith("amqps:"):
        # None is the URL's own host; without the member a certificate of any name would do.
        return {"cert_reqs": ssl.CERT_REQUIRED, "ca_certs": certifi.where(), "server_hostname": None}
    return False
