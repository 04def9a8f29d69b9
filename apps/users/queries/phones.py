"""Verified telephones, and codes sent to them."""

from collections.abc import Iterable
from uuid import UUID

from apps.users.contract.types import PhoneCode as CodeToSend
from apps.users.credentials.secrets import code_of
from apps.users.domain import PHONE_PROVED_FOR
from apps.users.models import PhoneCode, ProvedPhone
from dominos.kernel.clock import now
from dominos.kernel.config.secret_keys import digests
from dominos.kernel.contact import international
from dominos.kernel.errors import NotFound


def marks_of(phone: str) -> list[str]:
    """The digests of a telephone, under the current secret first, then under previous ones; none without its country,
    since the same digits are another telephone elsewhere.
    """
    number = international(phone)
    return digests(b"users.phone" + number.encode()) if number else []


def is_phone_proved(owner_id: UUID, phone: str) -> bool:
    """Whether this account or guest has verified the telephone, in any spelling that has its country."""
    return bool(proved_among(owner_id, [phone]))


def proved_among(owner_id: UUID, phones: Iterable[str]) -> set[str]:
    """Those of the telephones that this account or guest has verified; one statement."""
    marks = {phone: set(marks_of(phone)) for phone in phones}
    rows = ProvedPhone.objects.filter(
        owner_id=owner_id, mark__in=set().union(*marks.values()), proved_at__gt=now() - PHONE_PROVED_FOR
    )
    found = set(rows.values_list("mark", flat=True))
    return {phone for phone, each in marks.items() if each & found}


def get_phone_code(proof_id: UUID) -> CodeToSend:
    """The code for the telephone. NotFound once it is used or expired."""
    row = PhoneCode.objects.filter(id=proof_id, expires_at__gt=now()).first()
    if row is None:
        raise NotFound
    return CodeToSend(number=row.number, code=code_of(row.id), locale=row.locale)
