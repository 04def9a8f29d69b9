"""Lock order for people: the person first, then their rows.

The lock admits concurrent inserts of rows that refer to the person (FOR NO KEY UPDATE), which token renewal
does while holding a session.
"""

from uuid import UUID

from apps.users.models import User


def lock_user(user_id: UUID | None) -> User | None:
    """The person, locked until the unit of work ends; None for an unknown one."""
    return User.objects.select_for_update(no_key=True).filter(id=user_id).first() if user_id else None


def lock_who_may_sign_in(user_id: UUID | None) -> User | None:
    """The same; None also if the person may not sign in."""
    user = lock_user(user_id)
    return user if user is not None and user.is_active and user.is_verified else None
