"""The websocket on which a person hears what happens."""

from channels.db import database_sync_to_async

from apps.notifications.queries import group_of, list_notifications
from dominos.kernel.edge.access import SIGNED_IN
from dominos.kernel.sockets import Socket, socket_path


class NotificationsSocket(Socket):
    """Says `{"type": "ready", "unread": n}`, then each notification as it happens."""

    access = SIGNED_IN

    async def opened(self) -> None:
        await self.join(group_of(self.principal.user_id))
        unread = await database_sync_to_async(self._unread)()
        await self.send_json({"type": "ready", "unread": unread})

    def _unread(self) -> int:
        return list_notifications(self.principal.user_id, unread=True).count()


websocket_urlpatterns = [socket_path("ws/v1/notifications", NotificationsSocket)]
