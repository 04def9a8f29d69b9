"""Objects of this app that do not belong to a caller."""

from apps.menu.tests.builders.menus import make_store_with_menu


def foreign_urls() -> list[tuple[str, str]]:
    """Calls about the menu of a store the caller does not work for; each answers 404."""
    menu = f"/api/v1/stores/{make_store_with_menu()}/menu"
    return [
        ("GET", f"{menu}/publications"),
        ("POST", f"{menu}/publications"),
        ("GET", f"{menu}/draft"),
        ("GET", f"{menu}/changes"),
        ("PUT", f"{menu}/changes/variant/14HT"),
        ("DELETE", f"{menu}/changes/variant/14HT"),
        ("GET", f"{menu}/outages"),
        ("PUT", f"{menu}/outages/topping/P"),
        ("DELETE", f"{menu}/outages/topping/P"),
    ]
