"""Passkeys (WebAuthn): options for the browser, and verification of its responses; both as JSON texts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import webauthn
from django.conf import settings
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from apps.users.contract.errors import FactorRefused
from apps.users.models import SecondFactor, User

NAME = "Dominos"
MAX_CREDENTIAL = 1023
"""Bytes of a credential id, as WebAuthn limits it (level 3, section 4)."""


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A stored passkey: id and public key in base64url, and its signature counter."""

    credential: str
    public_key: str
    counter: int


def creation_options(user: User, challenge: bytes, known: list[str]) -> str:
    """Options for creating a passkey, excluding devices that hold a known one."""
    return webauthn.options_to_json(
        webauthn.generate_registration_options(
            rp_id=_host(),
            rp_name=NAME,
            user_id=user.id.bytes,
            user_name=user.email,
            user_display_name=user.name,
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED,
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
            exclude_credentials=_described(known),
        )
    )


def request_options(challenge: bytes, known: list[str], *, is_alone: bool = False) -> str:
    """Options for a signature by one of the passkeys, or by any that the person picks if none are named.

    A passkey `is_alone` if no password was given: then the device has to verify its user.
    """
    verification = UserVerificationRequirement.REQUIRED if is_alone else UserVerificationRequirement.PREFERRED
    return webauthn.options_to_json(
        webauthn.generate_authentication_options(
            rp_id=_host(),
            challenge=challenge,
            allow_credentials=_described(known),
            user_verification=verification,
        )
    )


def read_new(answer: str, challenge: bytes) -> NewPasskey:
    """The created passkey. FactorRefused."""
    with _of_a_stranger():
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
        )
    if len(made.credential_id) > MAX_CREDENTIAL:
        raise FactorRefused
    return NewPasskey(
        bytes_to_base64url(made.credential_id),
        bytes_to_base64url(made.credential_public_key),
        made.sign_count,
    )


def credential_of(answer: str) -> str:
    """The id of the passkey that signed. FactorRefused for an invalid response."""
    with _of_a_stranger():
        return bytes_to_base64url(parse_authentication_credential_json(answer).raw_id)


def count_of(answer: str, factor: SecondFactor, challenge: bytes, *, is_alone: bool = False) -> int:
    """The passkey's signature counter. FactorRefused for a wrong signature, or a cloned passkey."""
    with _of_a_stranger():
        verified = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            credential_public_key=base64url_to_bytes(factor.public_key),
            credential_current_sign_count=factor.counter,
            require_user_verification=is_alone,
        )
    return verified.new_sign_count


@contextmanager
def _of_a_stranger() -> Iterator[None]:
    """Refuses whatever the library stumbles over: it decodes JSON, CBOR and certificates that anybody may send."""
    try:
        yield
    except Exception:
        raise FactorRefused from None


def _described(known: list[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in known]


def _host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or ""


def _origin() -> str:
    address = urlsplit(settings.PUBLIC_URL)
    return f"{address.scheme}://{address.netloc}"
