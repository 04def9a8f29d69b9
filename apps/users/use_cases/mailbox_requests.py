"""What a stranger asks for about a mailbox: stored as it was asked, and done afterwards by a worker.

So a request does the same for known and unknown addresses, and neither its answer nor its time tells which one it was.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from uuid import UUID

from django.contrib.auth.hashers import make_password
from pydantic_core import from_json, to_json

from apps.users.contract.commands import AnswerByMail
from apps.users.domain import Locale
from apps.users.use_cases import recovery, registration
from apps.users.use_cases.phones import with_country
from dominos.kernel.config.encryption import seal, unseal
from dominos.kernel.config.secret_keys import digest
from dominos.kernel.contact import email_address
from dominos.kernel.unit_of_work import send, unit_of_work

_PURPOSE = b"users.by_mail"


class Asked(StrEnum):
    """The requests."""

    REGISTRATION = "registration"
    VERIFICATION = "verification"
    RESET = "reset"
    CODE = "code"


_DONE_BY: Mapping[Asked, Callable[..., None]] = {
    Asked.REGISTRATION: registration.register,
    Asked.VERIFICATION: registration.resend_verification,
    Asked.RESET: recovery.request_reset,
    Asked.CODE: recovery.request_code,
}


def register(*, email: str, password: str, name: str, phone: str = "", locale: str = Locale.EN) -> None:
    """Has a customer registered. Raises Invalid for a telephone whose country is unknown."""
    number = with_country(phone)
    ask(Asked.REGISTRATION, email, password=make_password(password), name=name, phone=number, locale=locale)


def ask(what: Asked, email: str, **fields: str) -> None:
    """Stores the request; those of one mailbox are done in their order."""
    asked = seal(to_json({"email": email, **fields}), _PURPOSE).decode()
    mailbox = UUID(hex=digest(_PURPOSE + email_address(email).encode("utf-8", "surrogatepass"))[:32])
    with unit_of_work("users"):
        send(AnswerByMail(kind=what, asked=asked), subject=mailbox)


def answer(command: AnswerByMail) -> None:
    """Does what was asked for."""
    _DONE_BY[Asked(command.kind)](**from_json(unseal(command.asked.encode(), _PURPOSE)))
