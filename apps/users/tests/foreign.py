"""What belongs to somebody else, for the test that nobody gets at it."""

from apps.users.domain import FactorKind
from apps.users.models import SecondFactor, Session
from apps.users.tests.builders import PASSWORD, make_person
from apps.users.use_cases import profile, sessions


def foreign_urls() -> list[tuple[str, str]]:
    """Methods and addresses of one person's things."""
    person = make_person()
    home = profile.add_address(
        person.id, street="Main", house_number="1", postcode="1", city="X", lat=0.0, lon=0.0
    )
    sessions.sign_in(email=person.email, password=PASSWORD)
    session = Session.objects.get(user=person)
    factor = SecondFactor.objects.create(user=person, kind=FactorKind.TOTP)
    return [
        *((method, f"/api/v1/users/me/addresses/{home.id}") for method in ("GET", "PATCH", "DELETE")),
        ("DELETE", f"/api/v1/users/me/sessions/{session.id}"),
        ("DELETE", f"/api/v1/users/me/second-factors/{factor.id}"),
    ]
