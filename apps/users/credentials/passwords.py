"""Password hashing and strength."""

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from apps.users.domain import MAX_PASSWORD as MAX_LENGTH
from apps.users.models import User
from dominos.kernel.errors import FieldError, Invalid


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with the parameters of OWASP's password storage cheat sheet: 19 MiB, two passes, one lane.

    Django's default takes 100 MiB and eight threads per attempt, so that a burst of sign-ins would be an
    outage.
    """

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1


class MaximumLength:
    """Limits the length, which sign-in limits as well; a Django validator."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) > MAX_LENGTH:
            raise ValidationError(self.get_help_text(), "password_too_long")

    def get_help_text(self) -> str:
        return f"A password has at most {MAX_LENGTH} characters."


OUR_WORDS = (
    "dominos",
    "domino",
    "pizza",
    "pepperoni",
    "margherita",
    "helsinki",
    "password",
    "salasana",
    "passwort",
)
"""Words that attackers of this chain would try first."""


class NotOurWords:
    """Rejects passwords that consist of such words, digits and punctuation only; a Django validator."""

    def validate(self, password: str, user: User | None = None) -> None:
        letters = "".join(c for c in password.casefold() if c.isalpha())
        for word in OUR_WORDS:
            letters = letters.replace(word, "")
        if not letters and any(c.isalpha() for c in password):
            raise ValidationError(self.get_help_text(), "password_of_our_words")

    def get_help_text(self) -> str:
        return "A password is more than words that everybody would try here."


def weaknesses(password: str, *, email: str, name: str) -> list[tuple[str, str]]:
    """Why the password is too weak for this person, as messages with codes; empty for a good one."""
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as error:
        return [(message, str(each.code)) for each in error.error_list for message in each.messages]
    return []


def require_strong(password: str, *, email: str, name: str) -> None:
    """Raises Invalid for the field `password` if it is too weak for this person."""
    found = weaknesses(password, email=email, name=name)
    if found:
        raise Invalid(errors=[FieldError("password", message, code) for message, code in found])
