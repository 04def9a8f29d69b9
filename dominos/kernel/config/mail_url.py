"""The mail server as one URL: `smtp+tls://user:password@mail.example:587`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SMTP = "django.core.mail.backends.smtp.EmailBackend"
FILE = "django.core.mail.backends.filebased.EmailBackend"


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Django's mail settings: `use_starttls` upgrades the connection to TLS, `use_tls` uses TLS from the start.

    `options` are the arguments of an HTTP provider's backend.
    """

    backend: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    use_starttls: bool = False
    use_tls: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)

    def arguments(self) -> dict[str, Any]:
        """The arguments of the backend, if it is not the one of Django's settings."""
        if self.backend != SMTP:
            return dict(self.options)
        return {
            "host": self.host,
            "port": self.port,
            "username": self.user,
            "password": self.password,
            "use_tls": self.use_starttls,
            "use_ssl": self.use_tls,
        }


PROVIDERS: Mapping[str, tuple[str, str]] = {
    "brevo": ("anymail.backends.brevo.EmailBackend", "api_key"),
    "mailersend": ("anymail.backends.mailersend.EmailBackend", "api_token"),
    "mailgun": ("anymail.backends.mailgun.EmailBackend", "api_key"),
    "postmark": ("anymail.backends.postmark.EmailBackend", "server_token"),
    "resend": ("anymail.backends.resend.EmailBackend", "api_key"),
    "sendgrid": ("anymail.backends.sendgrid.EmailBackend", "api_key"),
}
"""Providers with an HTTP API, by URL scheme, and the name of their key's option: `postmark://KEY@`.

Mailgun's URL includes its domain: `mailgun://KEY@mg.example`.
"""
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
"""The default port of each scheme: plain text, STARTTLS (RFC 3207), implicit TLS (RFC 8314)."""


def mail_settings(url: str, *, folder: str = "") -> MailSettings:
    """The settings of an `EMAIL_URL`: one of `PORTS` with `user:password@host:port`, one of `PROVIDERS`, or `file:`.

    `file:` writes to the `folder`, by default that of Django's settings. User and password are percent-encoded.
    ImproperlyConfigured for anything else, a misspelt option included. The URL is not repeated: it holds a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured("EMAIL_URL is not a URL") from None
    if parts.query or parts.fragment or parts.path not in ("", "/"):
        raise ImproperlyConfigured("EMAIL_URL has nothing after the port; the scheme says what is encrypted")
    if parts.scheme == "file" and not parts.netloc:
        return MailSettings(FILE, options={"file_path": folder} if folder else {})
    if parts.scheme in PROVIDERS:
        return _of_provider(parts.scheme, parts.username, parts.hostname)
    if parts.scheme not in PORTS or not parts.hostname:
        schemes = ", ".join(f"{scheme}://" for scheme in PORTS)
        raise ImproperlyConfigured(f"EMAIL_URL begins with {schemes} and a host, or is file:")
    if (parts.username is None) != (parts.password is None):
        raise ImproperlyConfigured("EMAIL_URL has a user and a password, or neither")
    return MailSettings(
        SMTP,
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_starttls=parts.scheme == "smtp+tls",
        use_tls=parts.scheme == "smtps",
    )


def _of_provider(scheme: str, key: str | None, domain: str | None) -> MailSettings:
    if not key or (scheme == "mailgun") != bool(domain):
        raise ImproperlyConfigured(
            f"EMAIL_URL names the key of {scheme} before an @, and a domain for mailgun only"
        )
    backend, name = PROVIDERS[scheme]
    return MailSettings(backend, options={name: unquote(key)} | ({"sender_domain": domain} if domain else {}))
