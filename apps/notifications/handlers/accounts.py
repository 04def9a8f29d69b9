"""Notifications about accounts: verification mails, and security notices to the owner."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings

from apps.notifications.domain import news as kinds
from apps.notifications.domain.news import NotificationKind, Recipient
from apps.notifications.use_cases.notify import notify
from apps.notifications.use_cases.people import person
from apps.users.contract.events import (
    EmailChanged,
    EmailChangeRequested,
    EmailVerificationRequested,
    EmailVerified,
    ExportMade,
    IdentityLinked,
    PasswordChanged,
    PasswordResetRequested,
    PhoneCodeRequested,
    RegistrationRepeated,
    SecondFactorsChanged,
    SignedInAnew,
    SignInCodeRequested,
    StaffInvited,
)
from apps.users.contract.service import UsersService
from dominos.kernel.errors import NotFound
from dominos.kernel.messaging.bus import on
from dominos.kernel.person_names import shown_name
from dominos.kernel.services import service
from dominos.kernel.texts.languages import SOURCE

type Proof = tuple[Recipient, str]


def owner_of(
    event: EmailVerified
    | PasswordChanged
    | SecondFactorsChanged
    | IdentityLinked
    | SignedInAnew
    | ExportMade,
) -> Recipient | None:
    """The owner of the account."""
    return person(event.user_id)


def proof_for(event: PasswordResetRequested | SignInCodeRequested | EmailChanged) -> Proof | None:
    """The owner of the account, and the secret for their mail."""
    return _mailed_to(person(event.user_id), event.proof_id)


def proof_for_newcomer(event: EmailVerificationRequested) -> Proof | None:
    """The unverified address of a registration, and the secret for its mail."""
    return _mailed_to(Recipient(event.user_id, event.email, "", event.locale), event.proof_id)


def proof_for_new_address(event: EmailChangeRequested) -> Proof | None:
    """The unverified new address, and the secret for its mail."""
    owner = person(event.user_id)
    return _mailed_to(replace(owner, email=event.email, name="") if owner else None, event.proof_id)


def proof_for_invited(event: StaffInvited) -> Proof | None:
    """The address that a store invited, and the secret for its mail."""
    return _mailed_to(Recipient(event.user_id, event.email, "", event.locale), event.proof_id)


def code_by_phone(event: PhoneCodeRequested) -> Proof | None:
    """The unverified telephone, and the code to send."""
    try:
        sent = service(UsersService).get_phone_code(proof_id=event.proof_id)
    except NotFound:
        return None
    return Recipient(event.owner_id, "", "", sent.locale or SOURCE, sent.number), sent.code


def _mailed_to(recipient: Recipient | None, proof_id: UUID) -> Proof | None:
    """None for somebody who is gone, and once the proof is no good: then there is nothing to tell."""
    if recipient is None:
        return None
    try:
        return recipient, service(UsersService).get_secret(proof_id=proof_id)
    except NotFound:
        return None


@on(EmailVerificationRequested, ask=proof_for_newcomer)
def on_email_verification_requested(event: EmailVerificationRequested, proof: Proof | None) -> None:
    if proof is not None:
        _send_link(kinds.VERIFICATION, "verify-email", event.user_id, *proof)


@on(PasswordResetRequested, ask=proof_for)
def on_password_reset_requested(event: PasswordResetRequested, proof: Proof | None) -> None:
    if proof is not None:
        _send_link(kinds.PASSWORD_RESET, "reset-password", event.user_id, *proof)


@on(SignInCodeRequested, ask=proof_for)
def on_sign_in_code_requested(event: SignInCodeRequested, proof: Proof | None) -> None:
    if proof is not None:
        recipient, code = proof
        notify(kinds.SIGN_IN_CODE, recipient, subject_id=event.user_id, code=code)


@on(PhoneCodeRequested, ask=code_by_phone)
def on_phone_code_requested(event: PhoneCodeRequested, proof: Proof | None) -> None:
    if proof is not None:
        recipient, code = proof
        notify(kinds.PHONE_CODE, recipient, subject_id=event.owner_id, code=code)


@on(EmailChangeRequested, ask=proof_for_new_address)
def on_email_change_requested(event: EmailChangeRequested, proof: Proof | None) -> None:
    if proof is not None:
        _send_link(kinds.EMAIL_CHANGE, "confirm-email", event.user_id, *proof)


@on(EmailChanged, ask=proof_for)
def on_email_changed(event: EmailChanged, proof: Proof | None) -> None:
    if proof is None:
        return
    owner, token = proof
    for email in (event.previous_email, event.email):
        to = replace(owner, email=email)
        _send_link(kinds.EMAIL_CHANGED, "undo-email", event.user_id, to, token, email=event.email)


@on(StaffInvited, ask=proof_for_invited)
def on_staff_invited(event: StaffInvited, proof: Proof | None) -> None:
    if proof is not None:
        role = event.role.value.replace("_", " ")
        _send_link(kinds.STAFF_INVITED, "join", event.user_id, *proof, role=role, store=event.store_name)


@on(PasswordChanged, ask=owner_of)
def on_password_changed(event: PasswordChanged, recipient: Recipient | None) -> None:
    if recipient is not None:
        link = f"{settings.PUBLIC_URL}/forgotten-password/"
        notify(kinds.PASSWORD_CHANGED, recipient, subject_id=event.user_id, link=link)


@on(SecondFactorsChanged, ask=owner_of)
def on_second_factors_changed(event: SecondFactorsChanged, recipient: Recipient | None) -> None:
    if recipient is not None:
        link = f"{settings.PUBLIC_URL}/account/"
        notify(kinds.SECOND_FACTORS_CHANGED, recipient, subject_id=event.user_id, link=link)


@on(IdentityLinked, ask=owner_of)
def on_identity_linked(event: IdentityLinked, recipient: Recipient | None) -> None:
    if recipient is not None:
        link = f"{settings.PUBLIC_URL}/account/"
        notify(kinds.IDENTITY_LINKED, recipient, subject_id=event.user_id, link=link, provider=event.provider)


@on(SignedInAnew, ask=owner_of)
def on_signed_in_anew(event: SignedInAnew, recipient: Recipient | None) -> None:
    if recipient is not None:
        link = f"{settings.PUBLIC_URL}/account/"
        notify(
            kinds.SIGNED_IN_ANEW,
            recipient,
            subject_id=event.user_id,
            link=link,
            device=shown_name(event.device),
        )


@on(ExportMade, ask=owner_of)
def on_export_made(event: ExportMade, recipient: Recipient | None) -> None:
    if recipient is not None:
        link = f"{settings.PUBLIC_URL}/account/"
        notify(kinds.EXPORT_MADE, recipient, subject_id=event.user_id, link=link)


@on(RegistrationRepeated)
def on_registration_repeated(event: RegistrationRepeated) -> None:
    recipient = Recipient(event.user_id, event.email, event.name, event.locale)
    notify(kinds.REGISTRATION_REPEATED, recipient, subject_id=event.user_id)


@on(EmailVerified, ask=owner_of)
def on_email_verified(event: EmailVerified, recipient: Recipient | None) -> None:
    if recipient is not None:
        notify(kinds.WELCOME, recipient, subject_id=event.user_id)


def _send_link(
    kind: NotificationKind, page: str, user_id: UUID, recipient: Recipient, token: str, **context: Any
) -> None:
    link = f"{settings.PUBLIC_URL}/{page}/{quote(token)}"
    notify(kind, recipient, subject_id=user_id, link=link, **context)
