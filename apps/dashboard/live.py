"""The board's websocket."""

from uuid import UUID

from channels.db import database_sync_to_async

from apps.dashboard.actions import board_group
from apps.dashboard.queries import list_board
from apps.dashboard.rest.views import STAFF
from dominos.kernel.sockets import Close, Socket, socket_path


class BoardSocket(Socket):
    """First `{"type": "board", "orders": [...]}`, then `{"type": "order", "order": {...}}` for each change."""

    access = STAFF

    async def opened(self) -> None:
        store_id: UUID = self.scope["url_route"]["kwargs"]["store_id"]
        if not self.principal.works_for(store_id):
            await self.close(Close.NOT_FOUND)
            return
        await self.join(board_group(store_id))
        orders = await database_sync_to_async(list_board)(store_id)
        await self.send_json({"type": "board", "orders": orders})


websocket_urlpatterns = [socket_path("ws/v1/board/<uuid:store_id>", BoardSocket)]
