"""The websocket that keeps an open basket up to date with the menu."""

from typing import Any
from uuid import UUID

from django.utils.translation import override
from rest_framework.exceptions import ValidationError

from apps.menu.queries import published_menus, versions
from apps.menu.queries.answers import (
    BasketMessage,
    MenuMessage,
    OpeningMessage,
    RefusedMessage,
    UnorderableAnswer,
)
from apps.menu.requests import BasketSerializer, checked_basket
from apps.menu.store_menus.pushes import menu_group
from dominos.kernel.edge.access import ANYONE
from dominos.kernel.edge.answers import Answer, json_values
from dominos.kernel.edge.languages import language_of_socket
from dominos.kernel.edge.problems import field_errors, told
from dominos.kernel.errors import DomainError
from dominos.kernel.sockets.consumers import Close, Socket, socket_path


def _validated(content: dict[str, Any], language: str) -> dict[str, Any] | RefusedMessage:
    basket = BasketSerializer(data=content)
    try:
        basket.is_valid(raise_exception=True)
    except ValidationError as error:
        with override(language or None):
            return RefusedMessage(errors=[told(each) for each in field_errors(error)])
    asked: dict[str, Any] = basket.validated_data
    return asked


class MenuSocket(Socket):
    """`ws/v1/stores/{id}/menu`: sends `{"type": "menu"}` with the version first and whenever it changes.

    The client may send `{"lines": [...], "service", "deals"}` as to `POST menu/basket` at any time, and gets
    `{"type": "basket"}` with each line's corrections and the deals that do not apply, then and whenever they
    change. `{"type": "opening"}` tells it to read the store's opening again.
    """

    access = ANYONE
    takes = (BasketSerializer,)
    sends = (MenuMessage, BasketMessage, RefusedMessage, OpeningMessage)
    tag = ""
    _basket: dict[str, Any] | None = None
    _sent: BasketMessage | None = None

    async def opened(self) -> None:
        self.store_id: UUID = self.scope["url_route"]["kwargs"]["store_id"]
        self.language = language_of_socket(self.scope)
        await self.join(menu_group(self.store_id))
        try:
            await self._send_menu()
        except DomainError:
            await self.close(Close.NOT_FOUND)

    async def receive_json(self, content: dict[str, Any], **kwargs: Any) -> None:
        """Checks the basket the client sent."""
        asked = await self.off_loop(_validated, content, self.language)
        if isinstance(asked, RefusedMessage):
            await self._send(asked)
            return
        self._basket, self._sent = asked, None
        await self._send_basket()

    async def push(self, event: dict[str, Any]) -> None:
        """Handles a change at the store."""
        content = event["content"]
        if content["type"] == "opening":
            await self.send_json(content)
            return
        if content["tag"] != self.tag:
            await self._send_menu(expected=content["tag"])
            await self._send_basket()

    async def _send_menu(self, expected: str | None = None) -> None:
        menu = await self.off_loop(self._menu, expected)
        self.tag = menu.tag
        unorderable = await self.off_loop(UnorderableAnswer.of, menu.unorderable)
        await self._send(MenuMessage(version=menu.version, tag=menu.tag, unorderable=unorderable))

    def _menu(self, expected: str | None) -> versions.PublishedMenu:
        menu = published_menus.get_menu(self.store_id)
        if expected in (None, menu.tag):
            return menu
        # The push came from another process: what this one remembers is a moment old.
        published_menus.remembered.discard(self.store_id)
        return published_menus.get_menu(self.store_id)

    async def _send_basket(self) -> None:
        if self._basket is None:
            return
        sent = await self.off_loop(self._checked, self._basket)
        if sent != self._sent:
            self._sent = sent
            await self._send(sent)

    def _checked(self, asked: dict[str, Any]) -> BasketMessage:
        with override(self.language or None):
            return BasketMessage.of_check(checked_basket(self.store_id, asked, self.language))

    async def _send(self, message: Answer) -> None:
        await self.send_json(json_values(message))


websocket_urlpatterns = [socket_path("ws/v1/stores/<uuid:store_id>/menu", MenuSocket)]
