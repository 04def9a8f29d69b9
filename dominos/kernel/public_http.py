"""Posting to addresses that strangers have named: nobody has us call into our own networks, or wait, or read for long.

A name is resolved once, and what is connected to is the address that was looked at, so that no second answer of a name
server leads anywhere else; TLS still proves the name. Redirects are not followed. All of an exchange, however its bytes
drip, ends with its deadline; of an answer only its status is read.
"""

import re
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import httpcore

from dominos.kernel.networks import is_public, is_within

HTTPS = 443
_PLAIN = re.compile("[!-~]+")
"""No blank, no line's end and no letter that is written in another way on the wire."""


class NotAllowed(Exception):
    """The address is none that may be called; says why."""


class NoAnswer(Exception):
    """Nobody answered in time, or not in HTTP; says what went wrong, and nothing of what was sent back."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a call may go: networks beside the internet, in the clear too, and seconds for all of it."""

    networks: Sequence[str] = ()
    seconds: float = 10.0


def check(url: str, reach: Reach) -> None:
    """NotAllowed for an address that is never called, whatever its name resolves to."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        raise NotAllowed("This is no address.") from None
    if not _PLAIN.fullmatch(url) or "%" in (host or ""):
        raise NotAllowed("This is no address.")
    if not host or "@" in parts.netloc or parts.fragment:
        raise NotAllowed("An address has a host, and neither a user nor a fragment.")
    if is_within(host, reach.networks) and parts.scheme in ("http", "https"):
        return
    if parts.scheme != "https" or port not in (None, HTTPS):
        raise NotAllowed("The address has to begin with https://, without a port.")
    if _is_address(host) and not is_public(host):
        raise NotAllowed("This address is not on the internet.")


def post(url: str, body: bytes, headers: Mapping[str, str], reach: Reach) -> int:
    """Sends the body and gives the status of the answer. NotAllowed, NoAnswer."""
    check(url, reach)
    until = monotonic() + reach.seconds
    waits = dict.fromkeys(("connect", "read", "write", "pool"), reach.seconds)
    backend = _Backend(reach, until)
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_context(), network_backend=backend) as pool,
            pool.stream(
                "POST",
                url,
                headers=[*headers.items(), ("Content-Length", str(len(body))), ("Connection", "close")],
                content=body,
                extensions={"timeout": waits},
            ) as answer,
        ):
            return int(answer.status)
    except httpcore.TimeoutException:
        raise NoAnswer(f"no answer within {reach.seconds:g} seconds") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError) as error:
        raise NoAnswer(_in_words(error)) from None


def _in_words(error: Exception) -> str:
    """What went wrong on the way: never anything that the other side sent."""
    if isinstance(error, httpcore.ProtocolError):
        return "the answer was not HTTP"
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate was refused: {cause.verify_message}"
    return "the connection failed"


class _Backend(httpcore.NetworkBackend):
    """Connects to the addresses of a name that may be called, and to no other."""

    def __init__(self, reach: Reach, until: float) -> None:
        self._reach, self._until = reach, until
        self._own = httpcore.SyncBackend()

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, *_: Any, **__: Any) -> Any:
        """The first address of the name that takes the connection. NotAllowed where it has none that may."""
        failure: Exception | None = None
        for address in addresses_of(host, port, self._reach):
            try:
                return _Stream(self._own.connect_tcp(address, port, _left(self._until)), self._until)
            except httpcore.ConnectError as error:
                failure = error
        raise failure or httpcore.ConnectError("no address")


class _Stream(httpcore.NetworkStream):
    """A connection whose every step ends with the deadline of the whole."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._until))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, *args: Any, **options: Any) -> "_Stream":
        return _Stream(
            self._stream.start_tls(*args, **options | {"timeout": _left(self._until)}), self._until
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(until: float) -> float:
    """The seconds until the deadline. ReadTimeout once it is over."""
    left = until - monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left


def addresses_of(host: str, port: int, reach: Reach) -> list[str]:
    """All addresses of a name. NotAllowed where one of them may not be called; NoAnswer where there is none."""
    if not (addresses := _resolved(host, port, reach.seconds)):
        raise NoAnswer("its name is not known")
    if not all(_may_be_called(each, reach) for each in addresses):
        raise NotAllowed("its name leads to an address that is not on the internet")
    return addresses


def _resolved(host: str, port: int, seconds: float) -> list[str]:
    """The addresses of a name, none where nobody knows it. ConnectTimeout after the seconds.

    A stranger's name server may be slow on purpose, and the system's resolver knows no deadline: it is left behind.
    """
    answers: SimpleQueue[list[str]] = SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            found = []
        answers.put(list(dict.fromkeys(str(each[4][0]) for each in found)))

    Thread(target=look_up, name="resolver", daemon=True).start()
    try:
        return answers.get(timeout=seconds)
    except Empty:
        raise httpcore.ConnectTimeout from None


def _may_be_called(address: str, reach: Reach) -> bool:
    return is_public(address) or is_within(address, reach.networks)


def _is_address(host: str) -> bool:
    """Whether the host is an address, in any way that a resolver understands without asking anybody."""
    try:
        socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return False
    return True


@cache
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()
