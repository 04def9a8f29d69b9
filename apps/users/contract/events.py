"""What happens to users."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from dominos.kernel.auth import Role
from dominos.kernel.messaging.messages import Event, message


@message("users.email_verification_requested", personal=("email", "name"))
class EmailVerificationRequested(Event):
    """Somebody registered; the link proves the address once, for a day. What it carries is users' to say."""

    user_id: UUID
    email: str
    name: str
    locale: str
    proof_id: UUID


@message("users.email_verified")
class EmailVerified(Event):
    """The person owns their e-mail address."""

    user_id: UUID


@message("users.registration_repeated", personal=("email", "name"))
class RegistrationRepeated(Event):
    """Somebody registered with the address of a verified person, who should hear of it."""

    user_id: UUID
    email: str
    name: str
    locale: str


@message("users.password_reset_requested")
class PasswordResetRequested(Event):
    """Somebody forgot the password of this account, or says so; the link sets a new one once, for 30 minutes."""

    user_id: UUID
    proof_id: UUID


@message("users.password_changed")
class PasswordChanged(Event):
    """The password is another one; whoever did not change it should hear of it."""

    user_id: UUID


@message("users.email_change_requested", personal=("email",))
class EmailChangeRequested(Event):
    """The person wants to be reached at `email`; the link that goes there proves that it is theirs, for a day."""

    user_id: UUID
    email: str
    proof_id: UUID


@message("users.email_changed", personal=("email", "previous_email"))
class EmailChanged(Event):
    """The account belongs to `email` now; whoever has the previous one may undo that by the link, for a week."""

    user_id: UUID
    email: str
    previous_email: str
    proof_id: UUID


@message("users.account_closed")
class AccountClosed(Event):
    """The person closed their account and is to be forgotten; told again to who has not done so yet."""

    user_id: UUID


@message("users.export_made")
class ExportMade(Event):
    """The file of all that is known of the person can be fetched on their account's page, for a week."""

    user_id: UUID


@message("users.sign_in_code_requested")
class SignInCodeRequested(Event):
    """Somebody wants to sign in with a code that is mailed; good once, for ten minutes."""

    user_id: UUID
    proof_id: UUID


@message("users.phone_code_requested")
class PhoneCodeRequested(Event):
    """An account or a guest wants to prove a telephone by a code that is sent there; good once, for ten minutes."""

    owner_id: UUID
    proof_id: UUID


@message("users.second_factors_changed")
class SecondFactorsChanged(Event):
    """A second factor was added or removed, or a recovery code used; whoever did not do it should hear of it."""

    user_id: UUID


@message("users.identity_linked")
class IdentityLinked(Event):
    """An account at `provider` signs the person in from now on; whoever did not link it should hear of it."""

    user_id: UUID
    provider: str


@message("users.signed_in_anew", personal=("device",))
class SignedInAnew(Event):
    """Somebody signed in by something new, "Chrome on Android" or "" for what is not known; they should hear of it.

    Of the first time ever nobody is told.
    """

    user_id: UUID
    device: str
    at: datetime


type StaffState = Literal["active", "suspended", "left"]


@message("users.staff_invited", personal=("email",))
class StaffInvited(Event):
    """Somebody is asked to work for a store; the link that goes to `email` accepts it once, for a week."""

    user_id: UUID
    email: str
    locale: str
    role: Role
    store_name: str
    proof_id: UUID


@message("users.staff_changed")
class StaffChanged(Event):
    """Somebody works for a store in a role, or may not for now, or left."""

    user_id: UUID
    name: str
    store_id: UUID
    role: Role
    state: StaffState
