"""Which telephones are proved, and which code one of them is sent."""

from uuid import UUID

from apps.users.contract.types import PhoneCode as CodeToSend
from apps.users.credentials.secrets import code_of
from apps.users.domain import PHONE_PROVED_FOR
from apps.users.models import PhoneCode, ProvedPhone
from dominos.kernel.clock import now
from dominos.kernel.config.secret_keys import digests
from dominos.kernel.contact import phone_key
from dominos.kernel.errors import NotFound


def marks_of(phone: str) -> list[str]:
    """What a telephone is kept as, under the secret of now first, then those that still hold."""
    return digests(b"users.phone" + phone_key(phone).encode())


def is_phone_proved(owner_id: UUID, phone: str) -> bool:
    """Whether this account or guest has proved the telephone, however it is written."""
    lately = now() - PHONE_PROVED_FOR
    return ProvedPhone.objects.filter(
        owner_id=owner_id, mark__in=marks_of(phone), proved_at__gt=lately
    ).exists()


def get_phone_code(proof_id: UUID) -> CodeToSend:
    """The code that goes to the telephone. NotFound once it is used or old."""
    row = PhoneCode.objects.filter(id=proof_id, expires_at__gt=now()).first()
    if row is None:
        raise NotFound
    return CodeToSend(number=row.number, code=code_of(row.id), locale=row.locale)
