"""What happens to menus."""

from uuid import UUID

from dominos.kernel.messaging.messages import Event, message


@message("menu.menu_published")
class MenuPublished(Event):
    """A store sells by this version from now on; `menu_version` is its content hash."""

    store_id: UUID
    menu_version: str
