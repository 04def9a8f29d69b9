"""What happens to users."""

from uuid import UUID

from dominos.kernel.messaging.messages import Event, message


@message("users.email_verification_requested")
class EmailVerificationRequested(Event):
    """Somebody registered; `token` proves the address once, for a day."""

    user_id: UUID
    email: str
    name: str
    locale: str
    token: str


@message("users.email_verified")
class EmailVerified(Event):
    """The person owns their e-mail address."""

    user_id: UUID


@message("users.registration_repeated")
class RegistrationRepeated(Event):
    """Somebody registered with the address of a verified person, who should hear of it."""

    user_id: UUID
    email: str
    name: str
    locale: str
