"""Objects of this app that do not belong to a caller."""

from apps.stores.tests.builders import make_store


def foreign_urls() -> list[tuple[str, str]]:
    """Calls about a store the caller does not work for; each answers 404, whatever the caller's role allows."""
    store = f"/api/v1/stores/{make_store().profile.id}"
    return [
        ("GET", f"{store}/settings"),
        *(("PATCH", f"{store}/{part}") for part in ("availability", "settings", "calendar")),
    ]
