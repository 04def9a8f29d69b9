"""Objects of this app that do not belong to a caller."""

from apps.menu.tests.menus import a_store_with_a_menu


def foreign_urls() -> list[tuple[str, str]]:
    """Calls about the menu of a store the caller does not work for; each answers 404."""
    url = f"/api/v1/stores/{a_store_with_a_menu()}/menu/publications"
    return [("GET", url), ("POST", url)]
