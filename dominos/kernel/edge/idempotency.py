"""`Idempotency-Key`: a request that comes again gets the first one's answer and has no second effect."""

import hmac
import re
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from rest_framework.request import Request
from rest_framework.response import Response

from dominos.kernel.edge.access import caller
from dominos.kernel.edge.clients import client_of
from dominos.kernel.errors import DomainError, Invalid
from dominos.kernel.unit_of_work import current_claim

HEADER = "Idempotency-Key"
MAX_LENGTH = 100
PATTERN = "^[ -~]+$"
_KEY = re.compile(f"[ -~]{{1,{MAX_LENGTH}}}")


class KeyReused(DomainError):
    """The key came before, with another request."""

    code, status = "idempotency-key-reused", 422
    title = "This Idempotency-Key was used for another request."


class KeyRequired(Invalid):
    """A call that moves money or makes orders needs a key."""

    code, title = "idempotency-key-required", "This call needs an Idempotency-Key header."


class _AlreadyClaimed(Exception):
    """A request with the same key committed first."""


class RequestClaim:
    """Keeps the request's transaction open from its first write until its answer is stored with it.

    A rival with the same key waits at the lock until this one commits, then finds the answer.
    """

    def __init__(self, caller: str, key: str, fingerprint: str) -> None:
        self.caller, self.key, self.fingerprint = caller, key, fingerprint
        self.app = ""
        self._stack = ExitStack()

    def enter(self, app: str) -> None:
        if self.app:
            return
        self.app = app
        self._stack.enter_context(transaction.atomic())
        with connection.cursor() as cursor:
            name = f"{app} {self.caller} {self.key}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        if _table(app).objects.filter(caller=self.caller, key=self.key).exists():
            raise _AlreadyClaimed

    def run(self, handler: Callable[[], Response]) -> Response:
        """Runs the handler; its answer commits together with its effect, or neither does."""
        with self._stack:
            token = current_claim.set(self)
            try:
                answer = handler()
            finally:
                current_claim.reset(token)
            if self.app:
                self._keep(answer)
            return answer

    def _keep(self, answer: Response) -> None:
        _table(self.app).objects.create(
            caller=self.caller,
            key=self.key,
            fingerprint=self.fingerprint,
            status=answer.status_code,
            body={"data": answer.data, "type": answer.content_type},
        )


def _table(app: str) -> Any:
    return apps.get_model(app, "IdempotencyRecord")


def idempotently(app: str, request: Request, handler: Callable[[], Response]) -> Response:
    """Runs the handler unless the request's key has an answer. 422 for the key of another request.

    A key is its caller's alone; that of somebody who has not signed in belongs to the client they call from.
    """
    key = request.headers[HEADER]
    if not _KEY.fullmatch(key):
        raise Invalid(f"{HEADER} has 1 to {MAX_LENGTH} printable ASCII characters")
    claim = RequestClaim(_caller(request), key, _fingerprint(request))
    if (answer := _replayed(app, claim)) is not None:
        return answer
    try:
        return claim.run(handler)
    except _AlreadyClaimed:
        answer = _replayed(app, claim)
        assert answer is not None
        return answer


def _replayed(app: str, claim: RequestClaim) -> Response | None:
    record = _table(app).objects.filter(caller=claim.caller, key=claim.key).first()
    if record is None:
        return None
    if record.fingerprint != claim.fingerprint:
        raise KeyReused
    headers = {"Idempotency-Replayed": "true"}
    return Response(record.body["data"], record.status, headers=headers, content_type=record.body["type"])


def _caller(request: Request) -> str:
    if who := caller(request).id:
        return str(who)
    return (
        "client "
        + hmac.digest(settings.SECRET_KEY.encode(), client_of(request).encode(), "sha256").hex()[:40]
    )


def _fingerprint(request: Request) -> str:
    text = f"{request.method} {request.get_full_path()}\n".encode()
    # Keyed: bodies may hold passwords, which a plain digest in the database would let one guess.
    return hmac.digest(settings.SECRET_KEY.encode(), text + request._request.body, "sha256").hex()
