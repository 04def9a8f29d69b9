"""Rate limits against password guessing and unwanted mails."""

from hashlib import sha256

from django.http import HttpRequest
from rest_framework.request import Request

from dominos.kernel.config import env
from dominos.kernel.contact import email_address, phone_key
from dominos.kernel.edge.access import caller
from dominos.kernel.edge.throttling import Budgets, SlidingThrottle
from dominos.kernel.networks import one_client


class AddressThrottle(SlidingThrottle):
    """Sign-ins, registrations and mails asked for from one address, and one network, whatever e-mails they name.

    `THROTTLE_SIGN_IN_ADDRESS`; the admin's sign-in counts, too.
    """

    rate = env.text("THROTTLE_SIGN_IN_ADDRESS", "20/min")

    def budgets(self, request: Request, view: object) -> Budgets:
        return self.of_network(f"throttle:{type(self).__name__}", request)


class GuestTokenThrottle(AddressThrottle):
    """New guests from one address (`THROTTLE_GUEST_TOKENS`).

    Where the rate of calls without a token is set, it is that one: whoever lets an address make so many calls lets
    it have as many guests, who share one rate anyway.
    """

    rate = env.text("THROTTLE_GUEST_TOKENS", env.text("THROTTLE_ANONYMOUS", "20/min"))


class SignInThrottle(SlidingThrottle):
    """Calls of one endpoint for one e-mail from one address (`THROTTLE_SIGN_IN`)."""

    rate = env.text("THROTTLE_SIGN_IN", "10/min")

    def email(self, request: Request) -> object:
        """The e-mail the request is about, as far as it tells one."""
        return request.data.get("email") if isinstance(request.data, dict) else None

    def get_cache_key(self, request: Request, view: object) -> str | None:
        digest = _digest(self.email(request))
        return (
            digest and f"throttle:{type(view).__name__}:{digest}:{one_client(self.get_ident(request) or '')}"
        )


class MailboxThrottle(SignInThrottle):
    """Mails to one mailbox, whoever asks from wherever (`THROTTLE_MAILBOX`). None while they are not counted."""

    rate = env.text("THROTTLE_MAILBOX", "10/hour")
    costs_money = True

    def get_cache_key(self, request: Request, view: object) -> str | None:
        digest = _digest(self.email(request))
        return digest and f"throttle:{type(self).__name__}:{digest}"


class PhoneThrottle(SlidingThrottle):
    """Codes to one telephone, whoever asks from wherever (`THROTTLE_PHONE`). None while they are not counted."""

    rate = env.text("THROTTLE_PHONE", "5/hour")
    costs_money = True

    def get_cache_key(self, request: Request, view: object) -> str | None:
        phone = request.data.get("phone") if isinstance(request.data, dict) else None
        if not isinstance(phone, str):
            return None
        return f"throttle:{type(self).__name__}:{sha256(phone_key(phone).encode()).hexdigest()}"


class PhonesThrottle(SlidingThrottle):
    """Codes that one address, and one network, has sent to whichever telephones (`THROTTLE_PHONES`)."""

    rate = env.text("THROTTLE_PHONES", "20/hour")
    costs_money = True

    def budgets(self, request: Request, view: object) -> Budgets:
        return self.of_network(f"throttle:{type(self).__name__}", request)


class OwnPasswordThrottle(SlidingThrottle):
    """Calls that ask a signed-in person for their password: a stolen token does not help to guess it."""

    rate = env.text("THROTTLE_SIGN_IN", "10/min")

    def get_cache_key(self, request: Request, view: object) -> str:
        return f"throttle:{type(self).__name__}:{caller(request).id or self.get_ident(request)}"


class AdminSignInThrottle(SignInThrottle):
    """The same for the admin's sign-in form."""

    def email(self, request: HttpRequest) -> object:
        return request.POST.get("username")


def _digest(email: object) -> str | None:
    if not isinstance(email, str):
        return None
    return sha256(email_address(email).encode("utf-8", "surrogatepass")).hexdigest()
