"""The refusals of users."""

from typing import TypedDict

from dominos.kernel.errors import DomainError


class WrongCredentials(DomainError):
    """Nobody has this e-mail and password; the answer does not say which of the two is wrong."""

    code, status = "wrong-credentials", 401
    remedy = (
        "Let the person type both again, or get a new password by `POST /api/v1/auth/forgotten-password`."
    )
    title = "The e-mail or the password is wrong."


class EmailNotVerified(DomainError):
    """The password is right; the e-mail is not verified yet."""

    code, status = "email-not-verified", 403
    title = "Verify your e-mail address first."


class LinkNotValid(DomainError):
    """The link is unknown, used or too old."""

    code, title = "link-not-valid", "This link is not valid any more."


class PhoneCodeNotValid(DomainError):
    """The code is wrong, used, too old or another number's, or five wrong ones were tried; which is not said."""

    code, title = "phone-code-not-valid", "This code is not valid; check it, or ask for another one."


class NoPhoneCodes(DomainError):
    """No SMS provider is configured, so no telephone can be verified."""

    code, status, title = "no-phone-codes", 409, "No codes are sent to telephones here."


class CodeNotValid(DomainError):
    """The code is wrong, used or too old, or too many wrong ones were tried; the answer does not say which."""

    code, status = "code-not-valid", 401
    remedy = "Let the person type it again, or send another one: `POST /api/v1/auth/code`."
    title = "This code is not valid; ask for another one."


class WrongPassword(DomainError):
    """The password is not the caller's own."""

    code, title = "wrong-password", "The password is wrong."
    remedy = "Let the person type their own password again."


class StaffAccount(DomainError):
    """Who works for the chain leaves by way of it; the law keeps what they did."""

    code, status = "staff-account", 409
    title = "You work for the chain with this account: ask your manager to close it."


class EmailTaken(DomainError):
    """Another account has verified this address in the meantime."""

    code, status, title = "email-taken", 409, "Another account has this e-mail address now."


class RefreshRefused(DomainError):
    """The refresh token is forged, expired, used before or signed out."""

    code, status = "refresh-token-not-valid", 401
    remedy = "Forget both tokens and let the person sign in again."
    title = "The refresh token is not valid; sign in again."


class GuestGone(DomainError):
    """The guest's token is forged, of an account, or of a guest of more than a week ago."""

    code, status = "guest-gone", 401
    remedy = "Begin as a new guest: `POST /api/v1/auth/guest`."
    title = "This guest is not known any more; begin as a new one."


class TooManyAddresses(DomainError):
    """The address book is full."""

    code, title = "too-many-addresses", "Delete an address before you add another one."


class TooManyPhones(DomainError):
    """The person already has the maximum number of telephones."""

    code, title = "too-many-phones", "Delete a telephone before you add another one."


class FactorSetUp(TypedDict):
    """What a second factor is set up with: an authenticator app by its secret, or a passkey.

    `challenge` goes back with the first code or the new passkey. `address` is for the app (`otpauth:`), `picture` the
    same as a QR code (a `data:` URI); `passkey` is what to ask the browser for (`navigator.credentials.create`), as
    JSON.
    """

    challenge: str
    secret: str
    address: str
    picture: str
    passkey: str


class FactorQuestion(TypedDict):
    """What a second factor may be proved with.

    `challenge` goes back with the answer. `kinds` are those the person has; `passkey` is what to ask the browser for
    (`navigator.credentials.get`), as JSON, empty without a passkey. Who has none, and needs one, gets `set_up`.
    """

    challenge: str
    kinds: list[str]
    passkey: str
    set_up: FactorSetUp | None


class SecondFactorRequired(DomainError):
    """The password or code is right; the person has to prove a second factor, or set one up."""

    code, status = "second-factor-required", 401
    remedy = "Let the person answer `question`: `POST /api/v1/auth/token/second-factor`."
    title = "Confirm that it is you."
    extra = {"question": FactorQuestion}


class FactorRefused(DomainError):
    """The code or the passkey is wrong or used, or too much time or too many attempts have passed."""

    code = "second-factor-refused"
    title = "That does not prove who you are; try again."


class LastFactor(DomainError):
    """A role of the person demands a second factor."""

    code, status = "last-second-factor", 409
    title = "Your role needs a second factor; add another one first."


class TooManyFactors(DomainError):
    """The person already has the maximum number of second factors."""

    code, title = "too-many-second-factors", "Remove a second factor before you add another one."


class AboveOwnRole(DomainError):
    """The role is above the caller's own, or somebody of it, or the caller themselves, would be let go."""

    code, status = "above-own-role", 403
    title = "Only somebody with a higher role may do that."


class ProviderRefused(DomainError):
    """The provider vouches for nobody: the answer is of another attempt, used, too old, forged, or a refusal."""

    code, status = "provider-refused", 401
    title = "That did not prove who you are; begin again."


class ProviderEmailUnproved(DomainError):
    """The account at the provider has no address that the provider has proved, and is linked to nobody here."""

    code, status = "provider-email-unproved", 403
    title = "That account has no confirmed e-mail address; sign in in another way."


class ProviderEmailDiffers(DomainError):
    """The account at the provider has another address than the account here, or is linked to somebody else's."""

    code, status = "provider-email-differs", 409
    title = "That account has another e-mail address than yours here, or belongs to another account."


class TooManyExports(DomainError):
    """The person has already asked for their data as often as is allowed in a day."""

    code, status = "too-many-exports", 429
    title = "You asked for this several times today; use what was made, or ask again tomorrow."
