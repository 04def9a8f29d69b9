"""People for tests, made the way the platform makes them."""

from apps.users.models import User
from apps.users.use_cases import people
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id

PASSWORD = "correct horse battery"


def make_person(*roles: Role, email: str = "", name: str = "Ada") -> User:
    """A verified person with these roles, a customer if none are named."""
    return people.create_user(
        email=email or f"{new_id()}@example.com",
        password=PASSWORD,
        name=name,
        roles=roles or (Role.CUSTOMER,),
    )
