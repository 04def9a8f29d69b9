"""Errors that callers can act on. Apps declare theirs in `contract/errors.py`; they are transmitted between
processes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """An error of one input field; `field` is a dotted path such as `lines.0.quantity`."""

    field: str
    message: str
    code: str = "invalid"


class DomainError(Exception):
    """An error that the caller can act on; `detail` describes the case."""

    code: ClassVar[str] = "refused"
    """Unique. The docstring of its class is shown to clients on the code's page."""
    title: ClassVar[str] = "The request was refused."
    status: ClassVar[int] = 422
    """The HTTP status."""
    remedy: ClassVar[str] = ""
    """What a client can do about it, if the status does not tell."""
    extra: ClassVar[Mapping[str, Any]] = {}
    """The types of its further members, given as keyword arguments: JSON, documented, and each optional."""
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
        """The error that another process raised; an unknown code becomes a plain DomainError."""
        kind = DomainError._by_code.get(data["code"], DomainError)
        errors = [FieldError(**error) for error in data["errors"]]
        return kind(data["detail"], errors=errors, **data["members"])


class Invalid(DomainError):
    """The input does not make sense; `errors` says where."""

    code, title, status = "invalid", "The input is not valid.", 400


class StepUpRequired(DomainError):
    """The caller may do this, after proving a second factor again."""

    code, status = "step-up-required", 403
    remedy = "`POST /api/v1/auth/step-up` and let the person answer; then send the request again."
    title = "Confirm that it is you first."


class NotFound(DomainError):
    """It does not exist, or the caller must not know that it does."""

    code, title, status = "not-found", "Not found.", 404


class Forbidden(DomainError):
    """The caller is known, and has no permission."""

    code, title, status = "forbidden", "You may not do this.", 403


class Conflict(DomainError):
    """The request does not fit the current state."""

    code, title, status = "conflict", "The state has changed.", 409


class Unavailable(DomainError):
    """A required component is down; retry later."""

    code, title, status = "unavailable", "Temporarily unavailable.", 503


class DeadlineExceeded(Unavailable):
    """The request exceeded its time limit and was aborted."""

    code, title = "deadline-exceeded", "This took too long and was ended; try again."
