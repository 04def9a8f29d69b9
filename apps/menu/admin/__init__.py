"""The draft menus, what stores sell by, and the door from one to the other."""

from apps.menu.admin import drafts, store_menus

__all__ = ["drafts", "store_menus"]
