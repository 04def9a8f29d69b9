"""The admin site of draft menus, their pictures, stores' menus, and publishing drafts to stores."""

from apps.menu.admin import deal_codes, drafts, pictures, stock, store_menus

__all__ = ["deal_codes", "drafts", "pictures", "stock", "store_menus"]
