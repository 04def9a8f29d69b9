"""The demo menu, published for the given stores."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from apps.menu.catalogues.source import Source, load_menu
from apps.menu.pictures.illustrating import illustrate
from apps.menu.store_menus import publications, stores

DEMO_MENU = Path(__file__).parent / "catalogues" / "demo_menu.toml"


def demo_menu() -> Source:
    """The demo menu's source."""
    return tomllib.loads(DEMO_MENU.read_text(encoding="utf-8"))


def seed(store_ids: Iterable[UUID]) -> None:
    """Loads the demo menu and publishes it for the stores. Idempotent."""
    catalogue = load_menu(demo_menu())
    illustrate(catalogue)
    for store_id in store_ids:
        stores.assign_catalogue(store_id, catalogue)
        publications.publish_menu(store_id)
