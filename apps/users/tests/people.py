"""People for tests, made the way the platform makes them."""

from apps.users import actions
from apps.users.models import User
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id

PASSWORD = "correct horse battery"


def make_person(*roles: Role, email: str = "") -> User:
    """A verified person with these roles, a customer if none are named."""
    return actions.create_user(
        email=email or f"{new_id()}@example.com",
        password=PASSWORD,
        name="Ada",
        roles=roles or (Role.CUSTOMER,),
    )
