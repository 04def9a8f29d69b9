"""Menus of stores in the legacy format, cached by each process for as long as they are current."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from apps.compat.domain import menus
from apps.compat.domain.requests import language_of
from apps.menu.contract.service import MenuService
from apps.menu.contract.types import MenuDocument
from dominos.kernel.services import service

KEPT_MENUS = 64


@dataclass(frozen=True)
class StoreMenu:
    """What a store sells, both as the whole menu and for looking up the lines of an order."""

    store_id: UUID
    found: MenuDocument

    @property
    def document(self) -> dict[str, Any]:
        return self.found.document or {}

    @cached_property
    def body(self) -> bytes:
        """The menu in the legacy structure, as it is sent."""
        whole = {"StoreID": str(self.store_id), **menus.old_menu(self.document, self.found.sold_out)}
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The topping group of each option, by code."""
        return {row["code"]: row["group"] for row in self.document.get("toppings", ())}

    @cached_property
    def ready_made(self) -> dict[str, dict[str, Any]]:
        """The preconfigured products with exactly one variant, by code."""
        return {row["code"]: row for row in self.document.get("preconfigured", ()) if row.get("variant")}


_kept: dict[tuple[UUID, str], StoreMenu] = {}


def menu_of(store_id: UUID, language: str = "") -> StoreMenu:
    """What the store sells now, in the given language if the menu has it, otherwise in the store's. NotFound, NoMenu.

    Each call checks that the cached copy is still current.
    """
    language = language_of(language)
    known = _kept.get((store_id, language))
    found: MenuDocument = service(MenuService).get_document(
        store_id=store_id, known=known.found.tag if known else "", language=language
    )
    if known is not None and found.document is None:
        return known
    while len(_kept) >= KEPT_MENUS:
        _kept.pop(next(iter(_kept)), None)
    menu = _kept[store_id, language] = StoreMenu(store_id, found)
    return menu
