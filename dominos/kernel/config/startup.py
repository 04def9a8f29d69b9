"""Checks of a production configuration, made by each program before it serves, by `migrate` and by `check`."""

import re
from collections.abc import Iterator
from email.utils import parseaddr
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register, run_checks

from dominos.kernel import programs_tls
from dominos.kernel.config import env

STARTUP = "startup"
"""The tag of these checks; apps register their own under it."""
MIN_SECRET, MIN_DIFFERENT = 50, 10
MIN_KEY_BYTES, MIN_RSA_BITS = 32, 3072
"""Key sizes for at least 128 bits of security: NIST SP 800-57, table 2."""
_NOBODYS = frozenset({"example", "test", "invalid", "localhost", "local"})
_KNOWN = re.compile(r"insecure|change.?me|secret.?key|password|example|default|build$", re.IGNORECASE)


def refusals() -> list[str]:
    """The errors that keep this process from serving, one sentence each, with the settings' names; none outside
    production.
    """
    return [str(message.msg) for message in run_checks(tags=[STARTUP]) if message.is_serious()]


def warnings() -> list[str]:
    """The warnings about optional parts that are missing, one sentence each; none outside production."""
    return [str(message.msg) for message in run_checks(tags=[STARTUP]) if not message.is_serious()]


@register(STARTUP)
def production_is_set_up(**_: Any) -> list[CheckMessage]:
    """Checks keys, encryption of connections, and public addresses."""
    if settings.ENVIRONMENT != "production":
        return []
    found = [*_secrets(), *_lines(), *_places()]
    return [Error(text, id="kernel.E010") for text in found]


def _secrets() -> Iterator[str]:
    for name, keys in (
        ("SECRET_KEY", [settings.SECRET_KEY]),
        ("SECRET_KEY_FALLBACKS", settings.SECRET_KEY_FALLBACKS),
    ):
        if any(is_weak(key) for key in keys):
            yield f"{name} is short or well known: take {MIN_SECRET} random characters"
    if not settings.RPC_KEYS or any(not _is_key(key) for key in settings.RPC_KEYS):
        yield f"RPC_KEYS has to hold hexadecimal keys of {MIN_KEY_BYTES} bytes"
    if "users" in settings.ENABLED_APPS:
        yield from _signing_keys()
    if any(getattr(config, "seals", False) for config in apps.get_app_configs()) and (
        not settings.PERSON_KEYS or not all(map(_is_key, settings.PERSON_KEYS))
    ):
        yield f"PERSON_KEYS has to hold hexadecimal keys of {MIN_KEY_BYTES} bytes"


def _signing_keys() -> Iterator[str]:
    from dominos.kernel.auth.keys import signing_keys

    keys = signing_keys()
    if not keys or any(key.public.key_size < MIN_RSA_BITS for key in keys):
        yield f"JWT_PRIVATE_KEYS has to hold RSA keys of {MIN_RSA_BITS} bits or more"


def is_weak(secret: str) -> bool:
    """Whether a secret can be guessed: too short, too few different characters, or copied from an example."""
    return len(secret) < MIN_SECRET or len(set(secret)) < MIN_DIFFERENT or bool(_KNOWN.search(secret))


def _is_key(key: str) -> bool:
    return bool(re.fullmatch(r"(?:[0-9a-fA-F]{2})+", key)) and len(key) >= 2 * MIN_KEY_BYTES


def _lines() -> Iterator[str]:
    """Unencrypted connections that `UNENCRYPTED` does not allow, and certificates that cannot be read."""
    allowed = env.words("UNENCRYPTED")
    for name in ("DATABASE_URL", "DATABASE_DIRECT_URL", "KEYS_DATABASE_URL"):
        if "database" not in allowed and not is_private_database(env.text(name, "")):
            yield (
                f"{name} goes to another host without sslmode=verify-full; UNENCRYPTED=database allows it"
                " where the network itself is encrypted"
            )
    stores = {"REDIS_URL": settings.REDIS_URL}
    if settings.BROKER_IS_REDIS and settings.BROKER_URL != settings.REDIS_URL:
        stores["BROKER_URL"] = settings.BROKER_URL
    for name, url in stores.items():
        if "redis" not in allowed and not is_private_redis(url):
            yield (
                f"{name} goes to another host without TLS (rediss://); UNENCRYPTED=redis allows it where the"
                " network itself is encrypted"
            )
    broker = urlsplit(settings.BROKER_URL)
    is_private = settings.BROKER_IS_REDIS or broker.scheme == "amqps" or is_here(broker.hostname)
    if "broker" not in allowed and not is_private:
        yield "BROKER_URL goes to another host without TLS (amqps://); UNENCRYPTED=broker allows it"
    if "calls" not in allowed:
        yield from _open_calls()
    for path in programs_tls.missing():
        yield f"TLS_DIR is set, and {path} cannot be read"


def _open_calls() -> Iterator[str]:
    """Calls to other programs of the platform that are not encrypted."""
    asked = {f"{app.upper()}_URL": url for app, url in settings.SERVICE_URLS.items()}
    for name, url in (asked | {"JWKS_URL": settings.JWKS_URL}).items():
        parts = urlsplit(url)
        if parts.scheme == "http" and not is_here(parts.hostname):
            yield (
                f"{name} goes to another host without TLS (https://, and TLS_DIR); UNENCRYPTED=calls allows it where"
                " the network itself is encrypted"
            )


def is_private_database(url: str) -> bool:
    """Whether the connection is encrypted and the server's identity verified, or local."""
    parts = urlsplit(url)
    options = parse_qs(parts.query)
    if is_here(parts.hostname) and all(is_here(host) for host in options.get("host", [])):
        return True
    return options.get("sslmode", [""])[-1] == "verify-full"


def is_private_redis(url: str) -> bool:
    """The same for Redis; encryption without verifying the certificate does not count."""
    parts = urlsplit(url)
    if parts.scheme == "unix" or (parts.scheme == "redis" and is_here(parts.hostname)):
        return True
    options = parse_qs(parts.query)
    is_asked = all(each == "required" for each in options.get("ssl_cert_reqs", []))
    return (
        parts.scheme == "rediss"
        and is_asked
        and not {"false", "0"} & {each.lower() for each in options.get("ssl_check_hostname", [])}
    )


def is_here(host: str | None) -> bool:
    """Whether the host is this machine, or a Unix socket."""
    if not host or host == "localhost" or host.startswith("/"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _places() -> Iterator[str]:
    if settings.LISTENER != "internal" and (not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS):
        yield "ALLOWED_HOSTS has to name the hosts that are answered"
    for name, scheme in (("PUBLIC_URL", "https"), ("REALTIME_URL", "wss")):
        yield from _wrong_with_address(name, scheme)
    if "notifications" in settings.ENABLED_APPS:
        yield from _deaf_channels()


def _wrong_with_address(name: str, scheme: str) -> Iterator[str]:
    url = env.text(name, "")
    parts = urlsplit(url)
    if not url:
        yield f"{name} is not set: mails and pages would lead to this machine"
    elif parts.scheme != scheme or not parts.hostname or parts.path.strip("/") or parts.query:
        yield f"{name} has to be {scheme}:// and a host: browsers keep passwords, places and pushes to encrypted pages"


def _deaf_channels() -> Iterator[str]:
    """Notification channels that would write to files, and senders without a real domain."""
    if settings.EMAIL_BACKEND.endswith(".filebased.EmailBackend"):
        yield "EMAIL_URL names no mail server: nobody would hear of an order"
    if is_example(settings.DEFAULT_FROM_EMAIL):
        yield "DEFAULT_FROM_EMAIL is not an address of yours: no mail server would take its mails"
    for name in ("EMAIL_FALLBACK_URL", "SMS_URL", "SMS_FALLBACK_URL", "PUSH_URL"):
        if env.text(name, "").startswith("file:"):
            yield f"{name} is `file:`, which nobody reads: leave it empty where there is no such channel"
    url = env.text("SMS_URL", "")
    if not url.startswith("file:") and bool(url) != bool(env.words("SMS_SENDERS")):
        yield "SMS_URL and SMS_SENDERS go together: the shop would offer codes that nobody sends, or none that are sent"


def is_example(mailbox: str) -> bool:
    """Whether a mail address, with or without a display name, has a reserved domain (RFC 2606) or none."""
    domain = parseaddr(mailbox)[1].rpartition("@")[2].lower()
    labels = domain.split(".")
    return len(labels) < 2 or labels[-1] in _NOBODYS or labels[-2] == "example"


@register(STARTUP)
def telephones_can_be_proved(**_: Any) -> list[CheckMessage]:
    """Warns that without SMS no telephone number can be verified."""
    if settings.ENVIRONMENT != "production" or settings.SENDS_SMS:
        return []
    return [
        Warning(
            "SMS_URL and SMS_SENDERS are not set, so that no codes are sent: nobody can prove a telephone, and guests"
            " cannot pay in cash unless GUEST_CASH_NEEDS_CODE=0",
            id="kernel.W012",
        )
    ]


@register(STARTUP)
def tokens_can_be_read(**_: Any) -> list[CheckMessage]:
    """A process without the users app needs the URL of the key set; without it every token is refused."""
    if "users" in settings.ENABLED_APPS or settings.JWKS_URL:
        return []
    return [
        Error(
            "JWKS_URL is not set, and users do not run here: every token would be refused", id="kernel.E011"
        )
    ]
