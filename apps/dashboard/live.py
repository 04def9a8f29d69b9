"""Websockets: a store's board and map, and the calls of a desk."""

from typing import Any
from uuid import UUID

from apps.dashboard.access import AGENTS, MANAGERS, STAFF, may_see_map
from apps.dashboard.domain.phone_calls import EXTENSION
from apps.dashboard.queries.answers import (
    BoardFrame,
    BoardOrderFrame,
    CourierPlaceFrame,
    DeskTakenFrame,
    MapUnavailableFrame,
    RingingCallFrame,
    StoreMapFrame,
)
from apps.dashboard.queries.board import list_board
from apps.dashboard.queries.store_map import store_map
from apps.dashboard.use_cases.board import board_group
from apps.dashboard.use_cases.phone_calls import calls_group, take_desk
from apps.delivery.contract.live import fleet_group
from dominos.kernel.edge.answers import json_values
from dominos.kernel.errors import NotFound, Unavailable
from dominos.kernel.ids import new_id
from dominos.kernel.sockets.consumers import Close, Socket, socket_path


class BoardSocket(Socket):
    """Sends a `BoardFrame` first, then a `BoardOrderFrame` for each change."""

    access = STAFF
    sends = (BoardFrame, BoardOrderFrame)

    async def opened(self) -> None:
        store_id: UUID = self.scope["url_route"]["kwargs"]["store_id"]
        if not self.principal.works_for(store_id):
            await self.close(Close.NOT_FOUND)
            return
        await self.join(board_group(store_id))
        orders = await self.off_loop(list_board, store_id)
        await self.send_json(json_values(BoardFrame(orders=orders)))


class MapSocket(Socket):
    """Sends a `StoreMapFrame` first and whenever an order of the store changes; in between, couriers' positions."""

    access = MANAGERS
    sends = (StoreMapFrame, MapUnavailableFrame, CourierPlaceFrame)

    async def opened(self) -> None:
        self.store_id: UUID = self.scope["url_route"]["kwargs"]["store_id"]
        if not may_see_map(self.principal, self.store_id):
            await self.close(Close.NOT_FOUND)
            return
        await self.join(fleet_group(self.store_id))
        await self.join(board_group(self.store_id))
        await self._send_map()

    async def push(self, event: dict[str, Any]) -> None:
        """Forwards positions; any other push makes it read and send the whole map again."""
        if event["content"].get("type") == "courier":
            await self.send_json(event["content"])
        else:
            await self._send_map()

    async def _send_map(self) -> None:
        try:
            state = await self.off_loop(store_map, self.store_id)
        except NotFound:
            await self.close(Close.NOT_FOUND)
        except Unavailable:
            await self.send_json(json_values(MapUnavailableFrame()))
        else:
            await self.send_json(json_values(StoreMapFrame.of(state)))


class CallsSocket(Socket):
    """Sends a `RingingCallFrame` for each call that rings at the extension, until it is taken by another desk."""

    access = AGENTS
    sends = (RingingCallFrame, DeskTakenFrame)

    async def opened(self) -> None:
        extension: str = self.scope["url_route"]["kwargs"]["extension"]
        if not EXTENSION.fullmatch(extension):
            await self.close(Close.NOT_FOUND)
            return
        self.desk = new_id()
        await self.join(calls_group(extension))
        await self.off_loop(take_desk, extension, desk=self.desk, agent_id=self.principal.id)

    async def push(self, event: dict[str, Any]) -> None:
        """Passes it on; whose extension was taken hears nothing more."""
        await super().push(event)
        if event["content"].get("desk", str(self.desk)) != str(self.desk):
            await self.close(Close.FORBIDDEN)


websocket_urlpatterns = [
    socket_path("ws/v1/calls/<slug:extension>", CallsSocket),
    socket_path("ws/v1/board/<uuid:store_id>", BoardSocket),
    socket_path("ws/v1/map/<uuid:store_id>", MapSocket),
]
