"""Codes of an authenticator app (TOTP, RFC 6238): six digits that change every 30 seconds."""

import pyotp

from dominos.kernel.clock import now

STEP_SECONDS = 30
ISSUER = "Dominos"


def step_of(secret: str, code: str) -> int | None:
    """The time step of this code, among the current and adjacent ones; None for a wrong one.

    Tolerates clock differences. Callers store the step in order to refuse used codes.
    """
    totp, this = pyotp.TOTP(secret), int(now().timestamp()) // STEP_SECONDS
    for step in (this, this - 1, this + 1):
        if pyotp.utils.strings_equal(totp.generate_otp(step), code):
            return step
    return None


def code_at(secret: str, step: int) -> str:
    """The code of a time step."""
    return pyotp.TOTP(secret).generate_otp(step)


def address_of(secret: str, email: str) -> str:
    """The `otpauth:` URI for an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def picture_of(address: str) -> str:
    """The URI as a QR code, an SVG in a `data:` URI."""
    import segno  # a program that signs nobody in does not load it

    return segno.make(address).svg_data_uri(scale=4, border=2, light="white")
