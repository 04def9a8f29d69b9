"""Events of the menu app."""

from datetime import datetime
from uuid import UUID

from dominos.kernel.messaging.messages import Event, message


@message("menu.menu_published")
class MenuPublished(Event):
    """A store sells by this version from now on; `menu_version` is its content hash."""

    store_id: UUID
    menu_version: str


@message("menu.publication_refused")
class MenuPublicationRefused(Event):
    """A planned publication was not done: the draft cannot be sold, or who planned it does not manage the store now.

    `publish_at` is in the store's `timezone`. `by` planned it and is to be told; None: the chain is.
    """

    store_id: UUID
    store_name: str
    publish_at: datetime
    timezone: str
    by: UUID | None


@message("menu.availability_changed")
class MenuAvailabilityChanged(Event):
    """Something sold out at a store or was restocked.

    `codes` are the toppings, variants and preconfigured products that became orderable or unorderable;
    `unorderable` are all that cannot be ordered in their default configuration now.
    """

    store_id: UUID
    codes: tuple[str, ...]
    unorderable: tuple[str, ...]


@message("menu.sold_out")
class MenuSoldOut(Event):
    """Items sold out at a store: names in its language, until an instant in its `timezone` (None: until restocked).

    `by` is the person who said so, None if the stock count did. `unorderable` are names of what cannot be
    ordered because of it.
    """

    store_id: UUID
    names: tuple[str, ...]
    unorderable: tuple[str, ...]
    until: datetime | None
    timezone: str
    by: UUID | None
