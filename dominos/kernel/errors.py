"""Errors with a meaning for the caller. Apps declare theirs in `contract/errors.py`; they survive the wire."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one input field; `field` is a dotted path such as `lines.0.quantity`."""

    field: str
    message: str
    code: str = "invalid"


class DomainError(Exception):
    """A refusal the caller can act on; `detail` says what of it."""

    code: ClassVar[str] = "refused"
    """Unique. The docstring of its class is what the page of the code says, to clients."""
    title: ClassVar[str] = "The request was refused."
    status: ClassVar[int] = 422
    """Of HTTP."""
    remedy: ClassVar[str] = ""
    """What a client does about it, where the status does not tell."""
    extra: ClassVar[Mapping[str, Any]] = {}
    """The types of what it has besides, given as keyword arguments: JSON, documented, and each may be left out."""
    _by_code: ClassVar[dict[str, type["DomainError"]]] = {}

    def __init__(self, detail: str = "", *, errors: Sequence[FieldError] = (), **members: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.errors = tuple(errors)
        self.members = members

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" in cls.__dict__:  # who only adds to another one's travels as that one
            DomainError._by_code[cls.code] = cls

    def to_wire(self) -> dict[str, Any]:
        """The error as JSON for another process."""
        errors = [asdict(error) for error in self.errors]
        return {"code": self.code, "detail": self.detail, "errors": errors, "members": self.members}

    @staticmethod
    def from_wire(data: Mapping[str, Any]) -> "DomainError":
        """The error another process raised; an unknown code comes back as a plain DomainError."""
        kind = DomainError._by_code.get(data["code"], DomainError)
        errors = [FieldError(**error) for error in data["errors"]]
        return kind(data["detail"], errors=errors, **data["members"])


class Invalid(DomainError):
    """The input does not make sense; `errors` says where."""

    code, title, status = "invalid", "The input is not valid.", 400


class StepUpRequired(DomainError):
    """The caller may do this, and has to prove a second factor again first."""

    code, status = "step-up-required", 403
    remedy = "`POST /api/v1/auth/step-up` and let the person answer; then send the request again."
    title = "Confirm that it is you first."


class NotFound(DomainError):
    """Nothing there, or nothing the caller may know of."""

    code, title, status = "not-found", "Not found.", 404


class Forbidden(DomainError):
    """The caller is known, and may not."""

    code, title, status = "forbidden", "You may not do this.", 403


class Conflict(DomainError):
    """The request was right for a state that has passed."""

    code, title, status = "conflict", "The state has changed.", 409


class Unavailable(DomainError):
    """A component this answer needs is down; try again later."""

    code, title, status = "unavailable", "Temporarily unavailable.", 503


class DeadlineExceeded(Unavailable):
    """The request took longer than any may, and was ended."""

    code, title = "deadline-exceeded", "This took too long and was ended; try again."
