"""A provider over HTTP, by the interface in `docs/delivery-providers.md`."""

from dataclasses import dataclass, field, replace
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from apps.delivery.domain.providers import (
    Errand,
    JobNews,
    ProviderRefusal,
    ProviderUnavailable,
    Quote,
)
from dominos.kernel.clock import now
from dominos.kernel.dataclass_dicts import plain
from dominos.kernel.errors import Unavailable
from dominos.kernel.json_input import BadJson, load
from dominos.kernel.photos import MAX_BYTES
from dominos.kernel.resilience.breakers import breaker
from dominos.kernel.resilience.deadline import time_for_call

if TYPE_CHECKING:
    import httpx

SECONDS = 5.0
_NEWS, _QUOTE = TypeAdapter(JobNews), TypeAdapter(Quote)
QUOTED = ("pick_up", "door", "bags", "currency", "ready_at")
"""All of an errand that a provider is told which only names its price."""
REFUSED = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.GONE}
    | {HTTPStatus.UNPROCESSABLE_ENTITY}
)
"""Answers that stay the same however often it is asked; what we do wrong ourselves, as with a key, may pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What we are at a provider: our key, and the secrets by which its webhooks are signed (`whsec_...`)."""

    name: str
    url: str
    key: str = field(repr=False)
    secrets: list[str] = field(repr=False)


class HttpProvider:
    """See the port."""

    def __init__(self, account: Account) -> None:
        self.name, self._account = account.name, account

    def quote(self, errand: Errand) -> Quote:
        told, asked_at = {name: value for name, value in _told(errand).items() if name in QUOTED}, now()
        found = _read(_QUOTE, {**self._json("POST", "/quotes", told), "provider": self.name})
        return replace(found, valid_until=min(found.valid_until, Quote.latest(asked_at)))

    def create(self, job_id: UUID, quote: str, errand: Errand) -> JobNews:
        return self._news(job_id, "PUT", told=_told(errand) | {"quote": quote})

    def cancel(self, job_id: UUID) -> JobNews:
        return self._news(job_id, "POST", "/cancel")

    def track(self, job_id: UUID) -> JobNews:
        return self._news(job_id, "GET")

    def proof(self, job_id: UUID) -> bytes:
        return self._call("GET", f"/deliveries/{job_id}/proof")

    def _news(self, job_id: UUID, method: str, what: str = "", told: dict[str, Any] | None = None) -> JobNews:
        news = _read(_NEWS, self._json(method, f"/deliveries/{job_id}{what}", told))
        if news.job_id != job_id:
            raise ProviderUnavailable(f"{self.name} answers of another job")
        return news

    def _json(self, method: str, path: str, told: dict[str, Any] | None) -> dict[str, Any]:
        try:
            found = load(self._call(method, path, told))
        except BadJson as error:
            raise ProviderUnavailable(f"{self.name} answers no JSON") from error
        return found if isinstance(found, dict) else {}

    def _call(self, method: str, path: str, told: dict[str, Any] | None = None) -> bytes:
        try:
            body: bytes = breaker(f"delivery-{self.name}").call(self._answer, method, path, told)
        except Unavailable as error:
            raise ProviderUnavailable(str(error)) from error
        return body

    def _answer(self, method: str, path: str, told: dict[str, Any] | None) -> bytes:
        import httpx  # few processes ever ask a provider

        try:
            with httpx.stream(
                method,
                self._account.url.rstrip("/") + path,
                json=None if told is None else to_jsonable_python(told),
                headers={"Authorization": f"Bearer {self._account.key}"},
                timeout=time_for_call(SECONDS),
                verify=_trusted(),
            ) as answer:
                body = _bounded(answer)
        except httpx.HTTPError as error:
            raise ProviderUnavailable(f"{self.name} does not answer: {type(error).__name__}") from error
        if answer.status_code in REFUSED:
            raise ProviderRefusal(f"{self.name} answered {answer.status_code}.")
        if answer.status_code != HTTPStatus.OK:
            raise ProviderUnavailable(f"{self.name} answered {answer.status_code}")
        return body


def _told(errand: Errand) -> dict[str, Any]:
    told: dict[str, Any] = plain(errand)
    return told


def _read[T](kind: TypeAdapter[T], found: dict[str, Any]) -> T:
    try:
        return kind.validate_python(found)
    except ValidationError as error:
        raise ProviderUnavailable(f"no answer of a provider: {error.error_count()} faults") from error


def _bounded(answer: "httpx.Response") -> bytes:
    body = b""
    for part in answer.iter_bytes():
        body += part
        if len(body) > MAX_BYTES:
            raise ProviderUnavailable("an answer without an end")
    return body


@cache
def _trusted() -> Any:
    """Made once: it reads all certificates of this machine."""
    import httpx

    return httpx.create_ssl_context()
