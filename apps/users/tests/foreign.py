"""What belongs to somebody else, for the test that nobody gets at it."""

from apps.users.tests.builders import make_person
from apps.users.use_cases import profile


def foreign_urls() -> list[tuple[str, str]]:
    """Methods and addresses of one person's things."""
    home = profile.add_address(
        make_person().id, street="Main", house_number="1", postcode="1", city="X", lat=0.0, lon=0.0
    )
    return [(method, f"/api/v1/users/me/addresses/{home.id}") for method in ("GET", "PATCH", "DELETE")]
