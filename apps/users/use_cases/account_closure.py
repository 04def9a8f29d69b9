"""Closing an account: it is shut at once, then every app forgets its person, then the account itself goes.

Asking is an event and its answers are commands, so that it works whatever runs where; who has not answered is asked
again, for an order may be under way, or a message about the person.
"""

from typing import Any
from uuid import UUID

from django.apps import apps

from apps.users.contract.commands import ConfirmForgotten
from apps.users.contract.errors import StaffAccount, WrongPassword
from apps.users.contract.events import AccountClosed
from apps.users.domain import ASKED_AGAIN_AFTER, FORGETTING
from apps.users.models import Closure, User
from apps.users.queries.people import get_user
from dominos.kernel.audit import record
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.forgetting import forget
from dominos.kernel.unit_of_work import publish, unit_of_work


def close_account(user_id: UUID, *, password: str) -> None:
    """The person's own request. WrongPassword, StaffAccount, NotFound."""
    user = get_user(user_id)
    if not user.check_password(password):
        raise WrongPassword
    _close(user, by=user_id)


def close_for(user_id: UUID, *, by: UUID | None) -> None:
    """The same, done by staff for somebody who asked for it in another way. StaffAccount, NotFound."""
    _close(get_user(user_id), by)


def _close(user: User, by: UUID | None) -> None:
    if user.roles - {Role.CUSTOMER}:
        raise StaffAccount
    with unit_of_work("users"):
        user.is_active = False
        user.save(update_fields=["is_active"])
        Closure.objects.get_or_create(user_id=user.id, defaults={"waits_for": list(FORGETTING)})
        record("account_closed", about=user, by=by)
        publish(AccountClosed(user_id=user.id), subject=user.id)


def confirm(user_id: UUID, app: str) -> None:
    """The app has nothing left of the person; after the last one the account goes. Inside a unit of work."""
    closure = Closure.objects.select_for_update().filter(user_id=user_id, done_at=None).first()
    if closure is not None:
        closure.waits_for = [each for each in closure.waits_for if each != app]
        closure.save(update_fields=["waits_for"])
        _finish(closure)


def unfinished() -> Any:
    """The closures to be gone on with."""
    return Closure.objects.filter(done_at=None, asked_at__lt=now() - ASKED_AGAIN_AFTER)


def all_closures() -> Any:
    """Every closure, newest first."""
    return Closure.objects.order_by("-closed_at")


def go_on() -> int:
    """Asks again who has not forgotten yet, and finishes what only waited for a message; how many there were."""
    ids = list(unfinished().values_list("user_id", flat=True))
    for user_id in ids:
        with unit_of_work("users"):
            closure = Closure.objects.select_for_update().get(user_id=user_id)
            closure.asked_at = now()
            closure.save(update_fields=["asked_at"])
            if closure.waits_for:
                publish(AccountClosed(user_id=user_id), subject=user_id)
            else:
                _finish(closure)
    return len(ids)


def _finish(closure: Closure) -> None:
    if closure.waits_for or closure.done_at:
        return
    _forget_in_admin(closure.user_id)
    nameless = (AccountClosed.type, ConfirmForgotten.type)
    if forget("users", [closure.user_id], [], except_types=nameless):
        closure.done_at = now()
        closure.save(update_fields=["done_at"])
        record("person_forgotten", about=f"users.user:{closure.user_id}")


def _forget_in_admin(user_id: UUID) -> None:
    """Django's history names each row by its text, which is a person's address."""
    entries = apps.get_model("admin", "LogEntry").objects
    entries.filter(object_id=str(user_id)).update(object_repr="", change_message="")
