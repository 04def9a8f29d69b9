"""Events of the users app."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from dominos.kernel.auth import Role
from dominos.kernel.messaging.messages import Event, message


@message("users.email_verification_requested", personal=("email", "name"))
class EmailVerificationRequested(Event):
    """A person registered; the link verifies the address once, within a day. Its token is queried from users."""

    user_id: UUID
    email: str
    name: str
    locale: str
    proof_id: UUID


@message("users.email_verified")
class EmailVerified(Event):
    """The person verified their e-mail address."""

    user_id: UUID


@message("users.registration_repeated", personal=("email", "name"))
class RegistrationRepeated(Event):
    """Somebody registered with the address of a verified person, who is notified."""

    user_id: UUID
    email: str
    name: str
    locale: str


@message("users.password_reset_requested")
class PasswordResetRequested(Event):
    """A password reset was requested; the link sets a new password once, within 30 minutes."""

    user_id: UUID
    proof_id: UUID


@message("users.password_changed")
class PasswordChanged(Event):
    """The password was changed; the owner is notified."""

    user_id: UUID


@message("users.email_change_requested", personal=("email",))
class EmailChangeRequested(Event):
    """The person wants to change to `email`; the link sent there verifies it within a day."""

    user_id: UUID
    email: str
    proof_id: UUID


@message("users.email_changed", personal=("email", "previous_email"))
class EmailChanged(Event):
    """The account has the address `email` now; the previous address can undo that by the link, within a week."""

    user_id: UUID
    email: str
    previous_email: str
    proof_id: UUID


@message("users.account_closed")
class AccountClosed(Event):
    """The person closed their account and must be erased; repeated for apps that have not confirmed."""

    user_id: UUID


@message("users.export_made")
class ExportMade(Event):
    """The person's data export can be downloaded on their account's page, for a week."""

    user_id: UUID


@message("users.sign_in_code_requested")
class SignInCodeRequested(Event):
    """A sign-in code was requested by mail; valid once, for ten minutes."""

    user_id: UUID
    proof_id: UUID


@message("users.phone_code_requested")
class PhoneCodeRequested(Event):
    """An account or a guest requested a verification code by SMS; valid once, for ten minutes."""

    owner_id: UUID
    proof_id: UUID


@message("users.second_factors_changed")
class SecondFactorsChanged(Event):
    """A second factor was added or removed, or a recovery code used; the owner is notified."""

    user_id: UUID


@message("users.identity_linked")
class IdentityLinked(Event):
    """An account at `provider` can sign the person in from now on; the owner is notified."""

    user_id: UUID
    provider: str


@message("users.signed_in_anew", personal=("device",))
class SignedInAnew(Event):
    """A sign-in from an unknown device, "Chrome on Android" or "" if not recognised; the owner is notified.

    Not published for the first sign-in ever.
    """

    user_id: UUID
    device: str
    at: datetime


type StaffState = Literal["active", "suspended", "left"]


@message("users.staff_invited", personal=("email",))
class StaffInvited(Event):
    """A person was invited to work for a store; the link sent to `email` accepts it once, within a week."""

    user_id: UUID
    email: str
    locale: str
    role: Role
    store_name: str
    proof_id: UUID


@message("users.staff_changed")
class StaffChanged(Event):
    """A person's employment at a store began, was suspended or ended."""

    user_id: UUID
    name: str
    store_id: UUID
    role: Role
    state: StaffState


@message("users.roster_published")
class RosterPublished(Event):
    """A person's shifts at a store in the week from `monday` were published or changed; `shifts` counts them."""

    user_id: UUID
    store_id: UUID
    store_name: str
    monday: date
    shifts: int
