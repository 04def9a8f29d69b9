"""The websocket on which an open basket hears what of it cannot be ordered any more."""

from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async

from apps.menu.contract.service import MenuService
from apps.menu.contract.types import BasketCheck, LineRequest
from apps.menu.queries import published_menus
from apps.menu.rest.baskets import BasketSerializer, line_of
from apps.menu.store_menus.pushes import menu_group
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.edge.access import ANYONE
from dominos.kernel.errors import DomainError
from dominos.kernel.services import service
from dominos.kernel.sockets import Close, Socket, socket_path


class MenuSocket(Socket):
    """`ws/v1/stores/{id}/menu`: first `{"type": "menu"}` with the version, then again whenever it changes.

    The client sends `{"lines": [...], "service", "deals"}` as to `POST menu/basket`, at any time; it gets
    `{"type": "basket"}` with the corrections of each line and the deals that are off, then and whenever they change.
    `{"type": "opening"}` says to ask the store anew when it is open.
    """

    access = ANYONE
    tag = ""
    _basket: dict[str, Any] | None = None
    _told: dict[str, Any] | None = None

    async def opened(self) -> None:
        self.store_id: UUID = self.scope["url_route"]["kwargs"]["store_id"]
        await self.join(menu_group(self.store_id))
        try:
            await self._tell_menu()
        except DomainError:
            await self.close(Close.NOT_FOUND)

    async def receive_json(self, content: dict[str, Any], **kwargs: Any) -> None:
        """The basket as it is now."""
        checked = BasketSerializer(data=content)
        if not checked.is_valid():
            await self.send_json({"type": "refused", "errors": checked.errors})
            return
        self._basket, self._told = checked.validated_data, None
        await self._tell_basket()

    async def push(self, event: dict[str, Any]) -> None:
        """Something changed at the store."""
        content = event["content"]
        if content["type"] == "opening":
            await self.send_json(content)
            return
        if content["tag"] != self.tag:
            await self._tell_menu(expected=content["tag"])
            await self._tell_basket()

    async def _tell_menu(self, expected: str | None = None) -> None:
        menu = await self._menu(expected)
        self.tag = menu.tag
        unorderable = await database_sync_to_async(lambda: menu.unorderable)()
        await self.send_json(
            {"type": "menu", "version": menu.version, "tag": menu.tag, "unorderable": unorderable}
        )

    @database_sync_to_async
    def _menu(self, expected: str | None) -> published_menus.PublishedMenu:
        menu = published_menus.get_menu(self.store_id)
        if expected in (None, menu.tag):
            return menu
        published_menus.remembered.discard(
            self.store_id
        )  # told by another process: what this one remembers is a moment old
        return published_menus.get_menu(self.store_id)

    async def _tell_basket(self) -> None:
        if self._basket is None:
            return
        told = await self._checked(self._basket)
        if told != self._told:
            self._told = told
            await self.send_json({"type": "basket", **told})

    @database_sync_to_async
    def _checked(self, asked: dict[str, Any]) -> dict[str, Any]:
        lines: list[LineRequest] = [line_of(line) for line in asked["lines"]]
        check: BasketCheck = service(MenuService).check_basket(
            store_id=self.store_id,
            lines=lines,
            service=ServiceMethod(asked["service"]),
            deals=tuple(asked["deals"]),
            at=asked.get("at"),
        )
        return {
            "is_ok": check.is_ok,
            "lines": [
                {
                    "number": line.number,
                    "is_orderable": line.corrected is not None,
                    "corrections": [each.document() for each in line.corrections],
                }
                for line in check.lines
            ],
            "unused_deals": check.basket.unused_deals if check.basket else {},
        }


websocket_urlpatterns = [socket_path("ws/v1/stores/<uuid:store_id>/menu", MenuSocket)]
