"""A courier's phone: speaks the protocol over a real socket of the ASGI application."""

from asyncio import CancelledError
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from channels.testing.websocket import WebsocketCommunicator

from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.testing.api import principal, token


class Phone:
    """Sends messages and keeps what is pushed meanwhile."""

    def __init__(self, user_id: UUID, *roles: Role) -> None:
        self.user_id = user_id
        self.roles = roles or (Role.COURIER,)
        self.pushed: list[dict[str, Any]] = []
        self.sequence = 0
        self._sent = 0
        self._socket: WebsocketCommunicator | None = None

    async def call(self) -> dict[str, Any]:
        """Connects; gives the welcome."""
        signed = token(principal(*self.roles, id=self.user_id))
        headers = [(b"authorization", f"Bearer {signed}".encode())]
        # Imported late: it decides how its process dispatches messages, and conftests are read by xdist's controller.
        from dominos.kernel.testing.asgi import application

        self._socket = WebsocketCommunicator(application, "/ws/v1/courier", headers=headers)
        connected, _ = await self._socket.connect(timeout=5)
        assert connected
        return await self.receive()

    async def has_heard(self, type: str) -> bool:
        """Whether a push of this type has come so far."""
        assert self._socket is not None
        while not await self._socket.receive_nothing():
            self.pushed.append(await self.receive())
        return any(content["type"] == type for content in self.pushed)

    async def receive(self) -> dict[str, Any]:
        assert self._socket is not None
        content: dict[str, Any] = await self._socket.receive_json_from(timeout=5)
        return content

    async def send_text(self, text: str) -> dict[str, Any]:
        assert self._socket is not None
        await self._socket.send_to(text_data=text)
        return await self.receive()

    async def say(self, type: str, id: str | None = None, **fields: Any) -> dict[str, Any]:
        """Sends a message; gives its answer."""
        assert self._socket is not None
        self._sent += 1
        message_id = id or f"m{self._sent}"
        await self._socket.send_json_to({"type": type, "id": message_id, **fields})
        while True:
            content = await self.receive()
            if content.get("re") == message_id:
                return content
            self.pushed.append(content)

    async def done(self, type: str, **fields: Any) -> dict[str, Any]:
        """Sends a message that has to succeed."""
        answer = await self.say(type, **fields)
        assert answer["type"] in ("ack", "pong"), answer
        return answer

    async def hears(self, type: str) -> dict[str, Any]:
        """The next push of this type."""
        while True:
            for at, content in enumerate(self.pushed):
                if content["type"] == type:
                    return self.pushed.pop(at)
            self.pushed.append(await self.receive())

    async def stands_at(self, place: tuple[float, float], at: datetime | None = None) -> dict[str, Any]:
        """Reports the next position."""
        self.sequence += 1
        return await self.done("position", positions=[fix(self.sequence, place, at)])

    async def hang_up(self) -> None:
        if self._socket is not None:
            with suppress(Exception, CancelledError):
                await self._socket.disconnect(timeout=5)
            self._socket = None


def fix(sequence: int, place: tuple[float, float], at: datetime | None = None) -> dict[str, Any]:
    return {
        "sequence": sequence,
        "lat": place[0],
        "lon": place[1],
        "accuracy": 8.0,
        "at": (at or now()).isoformat(),
    }


in_thread = database_sync_to_async
