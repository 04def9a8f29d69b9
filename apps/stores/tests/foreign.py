"""Objects of this app that do not belong to a caller."""

from apps.stores.tests.places import opened


def foreign_urls() -> list[tuple[str, str]]:
    """Calls about a store the caller does not work for; each answers 404, whatever the caller's role allows."""
    return [("PATCH", f"/api/v1/stores/{opened().profile.id}/availability")]
