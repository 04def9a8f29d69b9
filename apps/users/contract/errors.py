"""Errors of the users app."""

from typing import TypedDict

from dominos.kernel.errors import DomainError


class WrongCredentials(DomainError):
    """E-mail or password are wrong; the response does not say which."""

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
    """The link is unknown, used or expired."""

    code, title = "link-not-valid", "This link is not valid any more."


class PhoneCodeNotValid(DomainError):
    """The code is wrong, used, expired or another number's, or was tried five times; it is not said which."""

    code, title = "phone-code-not-valid", "This code is not valid; check it, or ask for another one."


class NoPhoneCodes(DomainError):
    """No SMS provider is configured, so no telephone can be verified."""

    code, status, title = "no-phone-codes", 409, "No codes are sent to telephones here."


class CodeNotValid(DomainError):
    """The code is wrong, used or expired, or was tried too often; the response does not say which."""

    code, status = "code-not-valid", 401
    remedy = "Let the person type it again, or send another one: `POST /api/v1/auth/code`."
    title = "This code is not valid; ask for another one."


class WrongPassword(DomainError):
    """The caller's password is wrong."""

    code, title = "wrong-password", "The password is wrong."
    remedy = "Let the person type their own password again."


class StaffAccount(DomainError):
    """Staff accounts cannot be closed by their owners, because records of their work must be kept."""

    code, status = "staff-account", 409
    title = "You work for the chain with this account: ask your manager to close it."


class EmailTaken(DomainError):
    """Another account has verified this address meanwhile."""

    code, status, title = "email-taken", 409, "Another account has this e-mail address now."


class RefreshRefused(DomainError):
    """The refresh token is forged, expired, already used or signed out."""

    code, status = "refresh-token-not-valid", 401
    remedy = "Forget both tokens and let the person sign in again."
    title = "The refresh token is not valid; sign in again."


class GuestGone(DomainError):
    """The guest's token is forged, an account's, or older than a week."""

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
    """The data for setting up a second factor: an authenticator app by its secret, or a passkey.

    `challenge` is sent back with the first code or the new passkey. `address` is for the app (`otpauth:`),
    `picture` the same as a QR code (a `data:` URI); `passkey` are the options of
    `navigator.credentials.create`, as JSON.
    """

    challenge: str
    secret: str
    address: str
    picture: str
    passkey: str


class FactorQuestion(TypedDict):
    """A request for a second factor.

    `challenge` is sent back with the answer. `kinds` are those the person has; `passkey` are the options of
    `navigator.credentials.get`, as JSON, empty without a passkey. A person without one who needs one gets
    `set_up`.
    """

    challenge: str
    kinds: list[str]
    passkey: str
    set_up: FactorSetUp | None


class SecondFactorRequired(DomainError):
    """The password or code is right; a second factor has to be proved or set up."""

    code, status = "second-factor-required", 401
    remedy = "Let the person answer `question`: `POST /api/v1/auth/token/second-factor`."
    title = "Confirm that it is you."
    extra = {"question": FactorQuestion}


class FactorRefused(DomainError):
    """The code or passkey is wrong or used, or too much time or too many attempts have passed."""

    code = "second-factor-refused"
    title = "That does not prove who you are; try again."


class LastFactor(DomainError):
    """A role of the person requires a second factor."""

    code, status = "last-second-factor", 409
    title = "Your role needs a second factor; add another one first."


class TooManyFactors(DomainError):
    """The person already has the maximum number of second factors."""

    code, title = "too-many-second-factors", "Remove a second factor before you add another one."


class AboveOwnRole(DomainError):
    """The role is above the caller's own, or the person to be removed has such a role or is the caller."""

    code, status = "above-own-role", 403
    title = "Only somebody with a higher role may do that."


class ProviderRefused(DomainError):
    """The provider's response belongs to another attempt, is used, expired, forged, or a refusal."""

    code, status = "provider-refused", 401
    title = "That did not prove who you are; begin again."


class ProviderEmailUnproved(DomainError):
    """The provider's account has no verified address and is not linked to an account here."""

    code, status = "provider-email-unproved", 403
    title = "That account has no confirmed e-mail address; sign in in another way."


class ProviderEmailDiffers(DomainError):
    """The provider's account has another address than the account here, or is linked to another one."""

    code, status = "provider-email-differs", 409
    title = "That account has another e-mail address than yours here, or belongs to another account."


class TooManyExports(DomainError):
    """The person has requested the daily maximum of data exports."""

    code, status = "too-many-exports", 429
    title = "You asked for this several times today; use what was made, or ask again tomorrow."


class RosterChanged(DomainError):
    """The roster was changed since the caller read it: its `revision` is another one now."""

    code, status, title = "roster-changed", 409, "Somebody else changed this roster: look at it again."


class RosterConflicts(DomainError):
    """The roster has `conflicts`: people booked twice, over the market's hours, or not employed here."""

    code, status, title = "roster-conflicts", 409, "The roster has conflicts: mend them, then publish it."


class AlreadyClockedIn(DomainError):
    """The person is clocked in, here or at another store."""

    code, status, title = "already-clocked-in", 409, "You are clocked in already: clock out first."


class NotClockedIn(DomainError):
    """The person is not clocked in."""

    code, status, title = "not-clocked-in", 409, "You are not clocked in."


class CouriersStartShifts(DomainError):
    """Couriers clock in by starting their shift, over their socket."""

    code, status = "couriers-start-shifts", 409
    title = "Couriers clock in by starting their shift on their own page."
