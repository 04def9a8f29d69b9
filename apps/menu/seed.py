"""The demo menu, published for the given stores."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from apps.menu import actions
from apps.menu.source import Source, load_menu

DEMO_MENU = Path(__file__).parent / "data" / "demo_menu.toml"


def demo_menu() -> Source:
    """The demo menu's source."""
    return tomllib.loads(DEMO_MENU.read_text(encoding="utf-8"))


def seed(store_ids: Iterable[UUID]) -> None:
    """Loads the demo menu and lets the stores sell by it, or leaves all as it is."""
    catalogue = load_menu(demo_menu())
    for store_id in store_ids:
        actions.assign_catalogue(store_id, catalogue)
        actions.publish_menu(store_id)
