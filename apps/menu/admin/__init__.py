"""The draft menus, their pictures, what stores sell by, and the door from one to the other."""

from apps.menu.admin import drafts, pictures, store_menus

__all__ = ["drafts", "pictures", "store_menus"]
