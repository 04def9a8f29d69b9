"""The refusals of users."""

from dominos.kernel.errors import DomainError


class WrongCredentials(DomainError):
    """No person has this e-mail and this password; which of the two is wrong is not told."""

    code, status = "wrong-credentials", 401
    title = "The e-mail or the password is wrong."


class EmailNotVerified(DomainError):
    """The password is right; the e-mail is not verified yet."""

    code, status = "email-not-verified", 403
    title = "Verify your e-mail address first."


class VerificationFailed(DomainError):
    """The verification token is unknown, used or older than a day."""

    code, title = "verification-failed", "This verification link is not valid any more."


class RefreshRefused(DomainError):
    """The refresh token is forged, expired, used before or signed out."""

    code, status = "refresh-token-not-valid", 401
    title = "The refresh token is not valid; sign in again."


class TooManyAddresses(DomainError):
    """The address book is full."""

    code, title = "too-many-addresses", "Delete an address before you add another one."
