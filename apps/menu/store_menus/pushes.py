"""Pushes to open baskets: a changed menu, a changed opening."""

from uuid import UUID

from apps.menu.queries import published_menus
from apps.menu.queries.answers import OpeningMessage
from dominos.kernel.edge.answers import json_values
from dominos.kernel.sockets.pushes import push


def menu_group(store_id: UUID) -> str:
    """The Channels group of a store's menu."""
    return f"menu.store.{store_id}"


def push_menu_changed(store_id: UUID) -> None:
    """Pushes to the store's open baskets that the menu or its availability changed."""
    published_menus.remembered.discard(store_id)
    push(menu_group(store_id), {"type": "menu", "tag": published_menus.get_menu(store_id).tag})


def push_opening_changed(store_id: UUID, cause: str) -> None:
    """Pushes to the store's open baskets that it opened, closed, paused or became busy."""
    push(menu_group(store_id), json_values(OpeningMessage(cause=cause)))
