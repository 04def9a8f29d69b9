"""The demo menu, published for the given stores."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from apps.menu.catalogues.source import Source, load_menu
from apps.menu.pictures.missing_pictures import illustrate
from apps.menu.store_menus import publications, stores
from dominos.kernel.texts.languages import TRANSLATED

CATALOGUES = Path(__file__).parent
DEMO_MENU = CATALOGUES / "demo_menu.toml"


def demo_menu() -> Source:
    """The demo menu's source with all translations."""
    languages = {language: _read(CATALOGUES / f"demo_menu.{language}.toml") for language in TRANSLATED}
    return {**_read(DEMO_MENU), "languages": languages}


def _read(path: Path) -> Source:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def seed(store_ids: Iterable[UUID]) -> None:
    """Loads the demo menu and publishes it for the stores. Idempotent."""
    catalogue = load_menu(demo_menu())
    illustrate(catalogue)
    for store_id in store_ids:
        stores.assign_catalogue(store_id, catalogue)
        publications.publish_menu(store_id)
