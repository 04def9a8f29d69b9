"""Telephones: normalised with country code, and verified by a code, for accounts and guests."""

from uuid import UUID

from django.conf import settings

from apps.stores.contract.service import StoresService
from apps.users.contract.errors import NoPhoneCodes, PhoneCodeNotValid
from apps.users.contract.events import PhoneCodeRequested
from apps.users.credentials.secrets import is_code_of
from apps.users.domain import MAIL_COOL_DOWN, MAX_CODE_ATTEMPTS, PHONE_CODE_FOR
from apps.users.models import PhoneCode, ProvedPhone
from apps.users.queries.phones import is_phone_proved, marks_of
from dominos.kernel.clock import now
from dominos.kernel.contact import dialled, international
from dominos.kernel.errors import FieldError, Invalid
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import publish, unit_of_work


def request_code(owner_id: UUID, *, phone: str, locale: str) -> bool:
    """Sends a code to the telephone, unless it is verified or one was just sent. Returns whether it is verified.

    Raises Invalid for a number whose country is unknown, NoPhoneCodes if none can be sent.
    """
    number = with_country(phone)
    if is_phone_proved(owner_id, number):
        return True
    if not settings.SENDS_SMS:
        raise NoPhoneCodes
    with unit_of_work("users"):
        own = PhoneCode.objects.filter(owner_id=owner_id)
        if number not in [code.number for code in own.filter(created_at__gt=now() - MAIL_COOL_DOWN)]:
            own.delete()
            code = PhoneCode.objects.create(
                owner_id=owner_id, number=number, locale=locale, expires_at=now() + PHONE_CODE_FOR
            )
            publish(PhoneCodeRequested(owner_id=owner_id, proof_id=code.id), subject=owner_id)
    return False


def prove(owner_id: UUID, *, phone: str, code: str) -> None:
    """Verifies the telephone by the latest code. PhoneCodeNotValid, also after five wrong ones."""
    number = with_country(phone)
    with unit_of_work("users"):
        sent = PhoneCode.objects.select_for_update().filter(owner_id=owner_id).order_by("-id").first()
        if sent is not None and _is_right(sent, number, code):
            sent.delete()
            ProvedPhone.objects.update_or_create(
                owner_id=owner_id, mark=marks_of(number)[0], defaults={"proved_at": now()}
            )
            return
    raise PhoneCodeNotValid


def _is_right(sent: PhoneCode, number: str, code: str) -> bool:
    """Whether it is the code, while it is good; a wrong one counts."""
    if sent.number != number or sent.expires_at <= now() or sent.attempts >= MAX_CODE_ATTEMPTS:
        return False
    if is_code_of(sent.id, code):
        return True
    sent.attempts += 1
    sent.save(update_fields=["attempts"])
    return False


def with_country(phone: str, *, store_id: UUID | None = None, field: str = "phone") -> str:
    """The number in E.164 form; "" for none.

    Without country code it is in the country of the owner's usual store, else in the only country with stores
    in which such a number exists. Invalid if there is none or several.
    """
    if not phone or (number := international(phone)):
        return phone and number
    stores = service(StoresService).list_stores()
    usual = {store.phone for store in stores if store.id == store_id}
    # One of each country: a sign and three digits hold every calling code.
    chains = {store.phone[:4]: store.phone for store in stores}.values()
    for beside in (usual, chains):
        found = {dialled(phone, each) for each in beside} - {""}
        if len(found) == 1:
            return found.pop()
    raise Invalid(
        errors=[
            FieldError(
                field, "Write the number with its country, such as +358 40 1234567.", "without_country"
            )
        ]
    )
