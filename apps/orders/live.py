"""Websockets: the tracker of one order, a group order, and the make line of one store."""

from typing import Any
from urllib.parse import parse_qs

from apps.delivery.contract.live import track_group as delivery_group
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.actors import store_positions
from apps.orders.lifecycle.pushes import PRINTERS, basket_group, make_line_group, track_group
from apps.orders.queries.groups import GroupFrame, get_group, group_id_of
from apps.orders.queries.make_line import MakeLineFrame, get_make_line
from apps.orders.queries.slips import PrintersFrame, list_printers
from apps.orders.queries.tracker import (
    WITH_COURIER,
    CourierPositionAnswer,
    MessageFrame,
    PositionFrame,
    ResumedAnswer,
    ResumedFrame,
    TrackerAnswer,
    TrackerFrame,
    tracked_order,
    tracker_answer,
)
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.answers import json_values
from dominos.kernel.errors import NotFound
from dominos.kernel.sockets.consumers import Close, Socket, socket_path

MAX_DIGITS = 20


class TrackSocket(Socket):
    """`ws/v1/track/{token}`: first the whole state, then changes. Stages never go back.

    `?since=<sequence>` of a client that reconnects and has missed nothing spares it the whole state.
    """

    access = ANYONE
    sends = (TrackerFrame, ResumedFrame, PositionFrame, MessageFrame)
    sequence = -1
    status: OrderStatus | None = None

    async def opened(self) -> None:
        try:
            state = await self.off_loop(self._state)
        except NotFound:
            await self.close(Close.NOT_FOUND)
            return
        await self.join(track_group(self.order_id))
        await self.join(delivery_group(self.order_id))
        state = await self.off_loop(self._state)  # what changed before the group was joined
        self._note(state)
        if self._since() == self.sequence:
            resumed = {name: getattr(state, name) for name in ResumedAnswer.model_fields}
            await self.send_json(json_values(ResumedFrame(**resumed)))
        else:
            await self.send_json(json_values(TrackerFrame(type="state", **dict(state))))

    async def push(self, event: dict[str, Any]) -> None:
        """Forwards positions while the food is on the road; for everything else the state is read again.

        So pushes may arrive late, twice or out of order.
        """
        if event["content"].get("type") == "position":
            await self._pass_on(event["content"])
            return
        if event["content"].get("type") == "message":
            await self.send_json(json_values(MessageFrame()))
            return
        state = await self.off_loop(self._state)
        if state.sequence >= self.sequence:
            self._note(state)
            await self.send_json(json_values(TrackerFrame(type="update", **dict(state))))

    async def _pass_on(self, content: dict[str, Any]) -> None:
        if self.status in WITH_COURIER:
            names = CourierPositionAnswer.model_fields
            position = CourierPositionAnswer.of({name: content[name] for name in names})
            await self.send_json(json_values(PositionFrame(sequence=self.sequence, position=position)))

    def _note(self, state: TrackerAnswer) -> None:
        self.sequence, self.status = state.sequence, state.status

    def _since(self) -> int | None:
        query = parse_qs(self.scope.get("query_string", b"").decode("latin-1"))
        text = query.get("since", [""])[0]
        return int(text) if text.isascii() and text.isdigit() and len(text) < MAX_DIGITS else None

    def _state(self) -> TrackerAnswer:
        order = tracked_order(self.scope["url_route"]["kwargs"]["token"])
        self.order_id = order.id
        return tracker_answer(order)


class GroupSocket(Socket):
    """`ws/v1/groups/{token}`: the whole group order, whenever it changes."""

    access = ANYONE
    sends = (GroupFrame,)

    async def opened(self) -> None:
        token = self.scope["url_route"]["kwargs"]["token"]
        try:
            await self.off_loop(get_group, token)
        except NotFound:
            await self.close(Close.NOT_FOUND)
            return
        await self.join(basket_group(group_id_of(token)))
        await self._send()

    async def push(self, event: dict[str, Any]) -> None:
        """The group order changed."""
        await self._send()

    async def _send(self) -> None:
        group = await self.off_loop(get_group, self.scope["url_route"]["kwargs"]["token"])
        await self.send_json(json_values(GroupFrame(**dict(group))))


class MakeLineSocket(Socket):
    """`ws/v1/make-line/{store_id}`: a store's whole make line, whenever it changes; the same for its printers."""

    access = only(Role.STORE_STAFF, Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN, scope="store")
    sends = (MakeLineFrame, PrintersFrame)

    async def opened(self) -> None:
        store_id = self.scope["url_route"]["kwargs"]["store_id"]
        if not self.principal.works_for(store_id):
            await self.close(Close.NOT_FOUND)
            return
        await self.join(make_line_group(store_id))
        await self._send_queue()
        await self._send_printers()

    async def push(self, event: dict[str, Any]) -> None:
        """Something moved in the store, or a printer failed or recovered."""
        if event["content"].get("type") == PRINTERS:
            await self._send_printers()
        else:
            await self._send_queue()

    async def _send_printers(self) -> None:
        store_id = self.scope["url_route"]["kwargs"]["store_id"]
        found = await self.off_loop(list_printers, store_id)
        await self.send_json(json_values(PrintersFrame(**dict(found))))

    async def _send_queue(self) -> None:
        store_id = self.scope["url_route"]["kwargs"]["store_id"]
        positions = store_positions(self.principal, store_id)
        line = await self.off_loop(get_make_line, store_id, positions, self.principal.id)
        await self.send_json(json_values(MakeLineFrame(**dict(line))))


websocket_urlpatterns = [
    socket_path("ws/v1/groups/<str:token>", GroupSocket),
    socket_path("ws/v1/track/<str:token>", TrackSocket),
    socket_path("ws/v1/make-line/<uuid:store_id>", MakeLineSocket),
]
