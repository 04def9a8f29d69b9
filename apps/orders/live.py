"""Websockets: the tracker of one order, and the make line of one store."""

from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async

from apps.delivery.contract.live import track_group as delivery_group
from apps.orders.domain.actors import store_positions
from apps.orders.pushes import make_line_group, track_group
from apps.orders.queries import tracker
from apps.orders.queries.orders import make_line
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.errors import NotFound
from dominos.kernel.sockets import Close, Socket, socket_path

MOST_DIGITS = 20
RESUMED = (
    "sequence",
    "status",
    "eta_from",
    "eta_to",
    "eta_cause",
    "is_delayed",
    "position",
    "map",
    "stops_before",
    "unavailable",
)


class TrackSocket(Socket):
    """`ws/v1/track/{token}`: first the whole state, then what changes. Stages never go back.

    `?since=<sequence>` of a client that reconnects and has missed nothing spares it the whole state.
    """

    access = ANYONE
    sequence = -1
    status = ""

    async def opened(self) -> None:
        try:
            state = await self._state()
        except NotFound:
            await self.close(Close.NOT_FOUND)
            return
        await self.join(track_group(self.order_id))
        await self.join(delivery_group(self.order_id))
        state = await self._state()  # what changed before the group was joined
        self._note(state)
        if self._since() == self.sequence:
            await self.send_json({"type": "resumed", **{name: state[name] for name in RESUMED}})
        else:
            await self.send_json({"type": "state", **state})

    async def push(self, event: dict[str, Any]) -> None:
        """Positions pass through while the food is on the road; for all else the truth is read anew.

        So pushes may come late, twice or out of order.
        """
        if event["content"].get("type") == "position":
            await self._pass_on(event["content"])
            return
        state = await self._state()
        if state["sequence"] >= self.sequence:
            self._note(state)
            await self.send_json({"type": "update", **state})

    async def _pass_on(self, content: dict[str, Any]) -> None:
        if self.status in tracker.WITH_COURIER:
            position = {name: content[name] for name in ("lat", "lon", "accuracy", "at")}
            await self.send_json({"type": "position", "sequence": self.sequence, "position": position})

    def _note(self, state: dict[str, Any]) -> None:
        self.sequence, self.status = state["sequence"], state["status"]

    def _since(self) -> int | None:
        query = parse_qs(self.scope.get("query_string", b"").decode("latin-1"))
        text = query.get("since", [""])[0]
        return int(text) if text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else None

    @database_sync_to_async
    def _state(self) -> dict[str, Any]:
        order = tracker.tracked_order(self.scope["url_route"]["kwargs"]["token"])
        self.order_id = order.id
        return tracker.tracker_state(order)


class MakeLineSocket(Socket):
    """`ws/v1/make-line/{store_id}`: the make line of a store, whole, whenever it changes."""

    access = only(Role.STORE_STAFF, Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN, scope="store")

    async def opened(self) -> None:
        store_id = self.scope["url_route"]["kwargs"]["store_id"]
        if not self.principal.works_for(store_id):
            await self.close(Close.NOT_FOUND)
            return
        await self.join(make_line_group(store_id))
        await self._send_queue()

    async def push(self, event: dict[str, Any]) -> None:
        """Something moved in the store."""
        await self._send_queue()

    async def _send_queue(self) -> None:
        store_id = self.scope["url_route"]["kwargs"]["store_id"]
        positions = store_positions(self.principal, store_id)
        queue = await database_sync_to_async(make_line)(store_id, positions, self.principal.id)
        await self.send_json({"type": "make_line", **queue})


websocket_urlpatterns = [
    socket_path("ws/v1/track/<str:token>", TrackSocket),
    socket_path("ws/v1/make-line/<uuid:store_id>", MakeLineSocket),
]
