"""The courier's websocket, `ws/v1/courier`. The protocol is in `contract/courier_protocol.py`."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import structlog

from apps.delivery.contract.courier_protocol import (
    Ack,
    CourierMessage,
    FromCourier,
    PositionsHere,
    PositionTaken,
    ToCourier,
    TokenRenew,
    frames_of,
    parse,
)
from apps.delivery.contract.errors import TokenNotValid
from apps.delivery.queries.courier_frames import wire
from apps.delivery.storage.last_positions import record_heartbeat
from apps.delivery.use_cases.courier_commands import COMMANDS, answer, greet, refusal, sync
from apps.delivery.use_cases.pushes import SYNC, courier_group
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import only
from dominos.kernel.errors import Invalid, Unavailable
from dominos.kernel.json_input import load
from dominos.kernel.sockets.consumers import Close, Socket, socket_path
from dominos.kernel.sockets.pushes import push
from dominos.kernel.telemetry.context import new_trace, traced
from dominos.kernel.telemetry.spans import span

TAKEN = "taken"
log = structlog.get_logger(__name__)


class CourierSocket(Socket):
    """One courier's connection; all state is in the database, so it may break at any time.

    Each message of the courier has an `id` of their choice (1-64 characters), which the answer repeats as
    `re`; a message sent again under the same id has no second effect and gets the same answer. After a
    reconnect, `welcome` contains everything that is open.
    """

    access = only(Role.COURIER)
    takes = frames_of(FromCourier)
    sends = frames_of(ToCourier)
    _living: asyncio.Task[None] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Gives no more signs of life once it is over."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self._living is not None:
                self._living.cancel()

    async def opened(self) -> None:
        """Joins the group before reading the state, so that no push in between is lost."""
        assert self.principal.id is not None
        self.courier_id, self.id = self.principal.id, uuid4().hex
        await self.join(courier_group(self.courier_id))
        welcome = await self.off_loop(greet, self.courier_id)
        if welcome is None:
            await self.close(Close.FORBIDDEN)
        else:
            await self.send_json(wire(welcome))
            self._living = asyncio.ensure_future(self._live_on(welcome.heartbeat_seconds))

    async def _live_on(self, seconds: float) -> None:
        """An open socket is a sign of life: a locked phone answers the server's pings, its page does nothing.

        Who does not answer those is cut off within forty seconds.
        """
        while True:
            await asyncio.sleep(seconds)
            await self.off_loop(record_heartbeat, self.courier_id)

    async def push(self, event: dict[str, Any]) -> None:
        """Forwards frames; after an action on another device, sends the current state."""
        content = event["content"]
        if content["type"] == TAKEN:
            if content["socket"] != self.id:
                await self.send_json(wire(PositionTaken()))
        elif content["type"] != SYNC:
            await self.send_json(content)
        elif content["socket"] != self.id:
            await self.send_json(wire(await self.off_loop(sync, self.courier_id)))

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **_: Any) -> None:
        """Answers every message; an invalid one is refused and the socket stays open."""
        with traced(new_trace()), span("what a courier's device says", "SERVER"):
            try:
                message = parse(text_data or "")
            except Invalid as error:
                await self.send_json(refusal(_id_in(text_data), error))
                return
            if isinstance(message, TokenRenew):
                await self.send_json(await self._renewed(message))
                return
            if isinstance(message, PositionsHere):
                await self.off_loop(push, courier_group(self.courier_id), {"type": TAKEN, "socket": self.id})
                await self.send_json(wire(Ack(re=message.id)))
                return
            try:
                given = await self.off_loop(_answer, self.courier_id, message, self.id)
            except Exception:
                log.exception("courier message failed", type=message.type)
                given = refusal(message.id, Unavailable("Something went wrong on our side; send it again."))
            await self.send_json(given)

    async def _renewed(self, message: TokenRenew) -> dict[str, Any]:
        is_good = await self.renew(message.token)
        return wire(Ack(re=message.id)) if is_good else refusal(message.id, TokenNotValid())


def _answer(courier_id: UUID, message: CourierMessage, socket: str) -> dict[str, Any]:
    given = answer(courier_id, message)
    if type(message) in COMMANDS:
        push(courier_group(courier_id), {"type": SYNC, "socket": socket})
    return given


def _id_in(text: str | None) -> str | None:
    """The id of a message that could not be read as a whole."""
    try:
        content = load(text or "")
    except ValueError:
        return None
    found = content.get("id") if isinstance(content, dict) else None
    return found[:64] if isinstance(found, str) else None


websocket_urlpatterns = [socket_path("ws/v1/courier", CourierSocket)]
