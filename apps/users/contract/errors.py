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


class LinkNotValid(DomainError):
    """The link is unknown, used or too old."""

    code, title = "link-not-valid", "This link is not valid any more."


class CodeNotValid(DomainError):
    """The code is wrong, used or too old, or too many wrong ones were tried; which of these is not told."""

    code, status = "code-not-valid", 401
    title = "This code is not valid; ask for another one."


class WrongPassword(DomainError):
    """The caller's own password is another one."""

    code, title = "wrong-password", "The password is wrong."


class StaffAccount(DomainError):
    """Who works for the chain leaves by way of it; the law keeps what they did."""

    code, status = "staff-account", 409
    title = "You work for the chain with this account: ask your manager to close it."


class EmailTaken(DomainError):
    """Another account was proved to belong to the address meanwhile."""

    code, status, title = "email-taken", 409, "Another account has this e-mail address now."


class RefreshRefused(DomainError):
    """The refresh token is forged, expired, used before or signed out."""

    code, status = "refresh-token-not-valid", 401
    title = "The refresh token is not valid; sign in again."


class TooManyAddresses(DomainError):
    """The address book is full."""

    code, title = "too-many-addresses", "Delete an address before you add another one."
