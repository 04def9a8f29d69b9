"""Second factors of people in tests: an authenticator app that knows the time."""

from apps.users.credentials import totp
from apps.users.models import SecondFactor, User
from dominos.kernel.clock import now

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def give_app(user: User, secret: str = SECRET) -> SecondFactor:
    """An authenticator app of the person."""
    return SecondFactor.objects.create(user=user, kind="totp", name="my phone", secret=secret)


def code(secret: str = SECRET, later: int = 0) -> str:
    """What the app shows, or will show some steps later."""
    return totp.code_at(secret, int(now().timestamp()) // totp.STEP_SECONDS + later)
