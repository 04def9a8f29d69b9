"""What of a person is locked, and in which order: the person first, then rows of theirs.

The lock is the one that leaves room for rows that point at the person: whoever renews tokens holds a session and writes
such a row.
"""

from uuid import UUID

from apps.users.models import User


def lock_user(user_id: UUID | None) -> User | None:
    """The person, whom nobody else changes in this way until the unit of work ends; None for an unknown one."""
    return User.objects.select_for_update(no_key=True).filter(id=user_id).first() if user_id else None


def lock_who_may_sign_in(user_id: UUID | None) -> User | None:
    """The same; None also for who may not sign in."""
    user = lock_user(user_id)
    return user if user is not None and user.is_active and user.is_verified else None
