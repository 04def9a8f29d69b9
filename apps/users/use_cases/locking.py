"""Lock order for people: the person first, then their rows.

The lock admits concurrent inserts of rows that refer to the person (FOR NO KEY UPDATE), which token renewal
does while holding a session.
"""

from uuid import UUID

from apps.users.models import User


def lock_user(user_id: UUID | None) -> User | None:
    """The person, locked until the unit of work ends; None for an unknown one."""
    return User.objects.select_for_update(no_key=True).filter(id=user_id).first() if user_id else None


def lock_mailbox(email: str) -> UUID | None:
    """Who may sign in by this address, locked likewise; one statement, whether there is anybody or not."""
    rows = User.objects.select_for_update(no_key=True).filter(email=email, is_active=True, is_verified=True)
    return rows.values_list("id", flat=True).first()


def lock_who_may_sign_in(user_id: UUID | None) -> User | None:
    """The same; None also if the person may not sign in."""
    user = lock_user(user_id)
    return user if user is not None and user.is_active and user.is_verified else None
