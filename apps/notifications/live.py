"""The websocket of a person's notifications."""

from apps.notifications.queries import NotificationFrame, ReadFrame, ReadyFrame, count_unread, group_of
from dominos.kernel.edge.access import SIGNED_IN
from dominos.kernel.edge.answers import json_values
from dominos.kernel.sockets.consumers import Socket, socket_path


class NotificationsSocket(Socket):
    """Sends a `ReadyFrame`, then a `NotificationFrame` for each notification as it happens."""

    access = SIGNED_IN
    sends = (ReadyFrame, NotificationFrame, ReadFrame)

    async def opened(self) -> None:
        await self.join(group_of(self.principal.user_id))
        unread = await self.off_loop(count_unread, self.principal.user_id)
        await self.send_json(json_values(ReadyFrame(unread=unread)))


websocket_urlpatterns = [socket_path("ws/v1/notifications", NotificationsSocket)]
