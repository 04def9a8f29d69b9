"""A mail server that insists on STARTTLS and a password, and keeps what it is given."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from dominos.development.certificates import certificate as certificate_of
from dominos.development.ports import free_port

HOST, USER, PASSWORD = "127.0.0.1", "dominos", "p@ss:word/with?marks"


@dataclass(frozen=True)
class MailServer:
    """Where it answers, what vouches for it, and the folder of the mails, one file each."""

    port: int
    certificate: Path
    mailbox: Path


class _Keeper:
    def __init__(self, mailbox: Path) -> None:
        self.mailbox, self.count = mailbox, 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        assert session.ssl, "in the clear"
        self.count += 1
        unfinished = self.mailbox / f"{self.count:04}.part"
        unfinished.write_bytes(envelope.content.replace(b"\r\n", b"\n"))
        unfinished.rename(unfinished.with_suffix(".log"))
        return "250 kept"


def _is_known(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    return AuthResult(
        success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False
    )


@contextmanager
def mail_server(folder: Path) -> Iterator[MailServer]:
    """The server on a free port of this machine, while the block runs."""
    certificate, mailbox = folder / "mail.pem", folder / "mailbox"
    mailbox.mkdir()
    certificate.write_bytes(certificate_of(HOST, valid=timedelta(days=2)))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    server = Controller(
        _Keeper(mailbox),
        hostname=HOST,
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=_is_known,
    )
    server.start()
    try:
        yield MailServer(server.port, certificate, mailbox)
    finally:
        server.stop()
