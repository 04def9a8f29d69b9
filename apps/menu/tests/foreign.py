"""Objects of this app that do not belong to a caller."""

from apps.menu.models import Catalogue
from apps.menu.stock.recipes import recipes_of_weights
from apps.menu.store_menus import publications
from apps.menu.tests.builders.menus import make_store_with_menu


def foreign_urls() -> list[tuple[str, str]]:
    """Calls about the menu of a store the caller does not work for; each answers 404."""
    store_id = make_store_with_menu()
    recipes_of_weights(Catalogue.objects.get(stores=store_id))
    publications.publish_menu(store_id)
    menu = f"/api/v1/stores/{store_id}/menu"
    return [
        ("GET", f"{menu}/publications"),
        ("POST", f"{menu}/publications"),
        ("GET", f"{menu}/planned-publications"),
        ("PUT", f"{menu}/planned-publications"),
        ("DELETE", f"{menu}/planned-publications"),
        ("GET", f"{menu}/draft"),
        ("GET", f"{menu}/changes"),
        ("PUT", f"{menu}/changes/variant/14HT"),
        ("DELETE", f"{menu}/changes/variant/14HT"),
        ("GET", f"{menu}/outages"),
        ("PUT", f"{menu}/outages/topping/P"),
        ("DELETE", f"{menu}/outages/topping/P"),
        ("GET", f"{menu}/stock"),
        ("GET", f"{menu}/stock/movements"),
        ("POST", f"{menu}/stock/movements/count"),
        ("PUT", f"{menu}/stock/warnings/topping.P"),
        ("GET", f"{menu}/stock/variances?first=2026-05-01&last=2026-05-02"),
        ("GET", f"{menu}/stock/variances/csv?first=2026-05-01&last=2026-05-02"),
    ]
