"""The draft menus, their pictures, what stores sell by, and the door from one to the other."""

from apps.menu.admin import deal_codes, drafts, pictures, stock, store_menus

__all__ = ["deal_codes", "drafts", "pictures", "stock", "store_menus"]
