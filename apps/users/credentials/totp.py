"""Codes of an authenticator app (TOTP, RFC 6238): six digits that change every 30 seconds."""

import pyotp

from dominos.kernel.clock import now

STEP_SECONDS = 30
ISSUER = "Dominos"


def step_of(secret: str, code: str) -> int | None:
    """The step of time whose code this is, for now and the steps beside it; None for a wrong one.

    Clocks of phones differ. Whoever keeps the step refuses a code that was used.
    """
    totp, this = pyotp.TOTP(secret), int(now().timestamp()) // STEP_SECONDS
    for step in (this, this - 1, this + 1):
        if pyotp.utils.strings_equal(totp.generate_otp(step), code):
            return step
    return None


def code_at(secret: str, step: int) -> str:
    """The code of a step of time."""
    return pyotp.TOTP(secret).generate_otp(step)


def address_of(secret: str, email: str) -> str:
    """What an authenticator app reads to know the secret (`otpauth:`)."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def picture_of(address: str) -> str:
    """The address as a QR code, an SVG in a `data:` URI."""
    import segno  # a program that signs nobody in does not load it

    return segno.make(address).svg_data_uri(scale=4, border=2, light="white")
