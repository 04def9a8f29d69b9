"""A small HTTP/1.1 client with keep-alive: what drives the load must not take much of the machine."""

import asyncio
import json
import uuid
from collections.abc import Collection, Mapping
from typing import Any, Self

HOST = "127.0.0.1"
LARGEST_HEAD = 2**22
CREATED = (200, 201)


class WrongAnswer(Exception):
    """Something else came than was asked for."""


class Client:
    """One customer's connection to a server; opened again when the server closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        token: str = "",
        expected: Collection[int] = CREATED,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[dict[str, str], Any]:
        """Header fields, in lower case, and JSON of the answer. WrongAnswer when its status is not expected."""
        fields = {"Accept": "application/json", **(headers or {})}
        if token:
            fields["Authorization"] = f"Bearer {token}"
        if method != "GET":
            fields["Idempotency-Key"] = str(uuid.uuid4())
        status, answered, content = await self._exchange(method, path, fields, body)
        if status not in expected:
            raise WrongAnswer(f"{method} {path}: {status} {content[:300]!r}")
        return answered, json.loads(content) if content[:1] in b"{[" and content else content

    def close(self) -> None:
        """Ends the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _exchange(
        self, method: str, path: str, fields: dict[str, str], body: object
    ) -> tuple[int, dict[str, str], bytes]:
        request = _request(method, path, {"Host": f"{HOST}:{self.port}", **fields}, body)
        try:
            return await self._send(request)
        except (asyncio.IncompleteReadError, ConnectionError):  # an idle connection that the server gave up
            self.close()
            return await self._send(request)

    async def _send(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(HOST, self.port, limit=LARGEST_HEAD)
        reader, writer = self._streams
        writer.write(request)
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin1").split("\r\n")
        fields = {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)
        }
        content = await _content(reader, fields)
        if fields.get("connection", "").lower() == "close":
            self.close()
        return int(first.split(" ", 2)[1]), fields, content


def _request(method: str, path: str, fields: dict[str, str], body: object) -> bytes:
    content = b"" if body is None else json.dumps(body).encode()
    if body is not None:
        fields["Content-Type"] = "application/json"
    if method != "GET":
        fields["Content-Length"] = str(len(content))
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + content


async def _content(reader: asyncio.StreamReader, fields: Mapping[str, str]) -> bytes:
    if fields.get("transfer-encoding", "").lower() != "chunked":
        return await reader.readexactly(int(fields.get("content-length", 0)))
    parts = []
    while size := int(await reader.readuntil(b"\r\n"), 16):
        parts.append((await reader.readexactly(size + 2))[:-2])
    await reader.readexactly(2)
    return b"".join(parts)
