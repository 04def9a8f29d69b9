"""`Idempotency-Key`: a repeated request gets the first response and has no second effect.

Responses are stored encrypted under a key derived from the request and the platform's secret, so that only a
repetition can read them.
"""

import json
import re
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from pydantic_core import to_jsonable_python
from rest_framework.request import Request
from rest_framework.response import Response

from dominos.kernel.clock import now
from dominos.kernel.config.secret_keys import digest, digests
from dominos.kernel.edge.access import caller
from dominos.kernel.edge.answer_response import AnswerResponse
from dominos.kernel.edge.clients import client_of
from dominos.kernel.errors import DomainError, Invalid
from dominos.kernel.postgres.cursors import prepared_cursor, unawaited_cursor
from dominos.kernel.sealed.platform_keys import decrypt, encrypt
from dominos.kernel.unit_of_work import current_claim

HEADER, HEADER_IN_META = "Idempotency-Key", "HTTP_IDEMPOTENCY_KEY"
MAX_LENGTH = 100
PATTERN = "^[ -~]+$"
_KEY = re.compile(f"[ -~]{{1,{MAX_LENGTH}}}")


class KeyReused(DomainError):
    """The key was already used with another request."""

    code, status = "idempotency-key-reused", 422
    remedy = "Make a new key for a new request; to repeat one, send it as it was the first time."
    title = "This Idempotency-Key was used for another request."


class KeyRequired(Invalid):
    """Calls that move money or create orders need a key."""

    code, title = "idempotency-key-required", "This call needs an Idempotency-Key header."
    remedy = "Make a key for each intention (a UUID), keep it with the request, and send both again together."


class AlreadyClaimed(Exception):
    """A request with the same key committed first."""


class RequestClaim:
    """Keeps the request's transaction open from its first write until its response is stored with it.

    The stored response is the claim: where a request with the same key has stored one, or is about to, the database
    refuses a second one, with everything that was done for it.
    """

    def __init__(self, callers: Sequence[str], key: str, content: bytes) -> None:
        self.callers, self.key, self.content = list(callers), key, content
        self.caller = self.callers[0]
        self.app = ""
        self._stack = ExitStack()
        self._has_looked = False
        self._if_undone: list[Callable[[], None]] = []

    def enter(self, app: str) -> bool:
        if self.app:
            return False
        if len(self.callers) > 1:
            self.look(app)
        self.app = app
        self._stack.enter_context(transaction.atomic())
        return True

    def leave(self) -> None:
        self.app = ""
        transaction.set_rollback(True)
        self._stack.pop_all().close()

    def look(self, app: str) -> None:
        if self.app or self._has_looked:
            return
        self._has_looked = True
        if self.replayed(app) is not None:
            raise AlreadyClaimed

    def if_undone(self, call: Callable[[], None]) -> None:
        self._if_undone.append(call)

    def run(self, handler: Callable[[], Response]) -> Response:
        """Runs the handler; its response commits together with its effect, or neither does."""
        try:
            return self._run(handler)
        except BaseException:
            for call in self._if_undone:
                call()
            raise

    def _run(self, handler: Callable[[], Response]) -> Response:
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
        body = f'{{"data":{_as_json(answer)},"type":{json.dumps(answer.content_type)}}}'
        # Keyed: bodies may hold passwords, which a plain digest in the database would let one guess.
        secret = digest(self.content)
        sealed = encrypt(_opening(secret), body.encode(), self.key)
        values: list[Any] = [self.caller, self.key, _named(secret), answer.status_code, sealed, now()]
        with unawaited_cursor() as cursor:
            cursor.execute(_ANSWER.format(self.app), values)

    def replayed(self, app: str) -> Response | None:
        """The stored response for this key. KeyReused."""
        with prepared_cursor() as cursor:
            cursor.execute(_LOOK.format(app), [self.callers, self.key])
            record = cursor.fetchone()
        if record is None:
            return None
        fingerprint, status, sealed = record
        secret = next((each for each in digests(self.content) if _named(each) == fingerprint), None)
        if secret is None:
            raise KeyReused
        kept = json.loads(decrypt(_opening(secret), bytes(sealed), self.key))
        headers = {"Idempotency-Replayed": "true"}
        return Response(kept["data"], status, headers=headers, content_type=kept["type"])


# The tables are named after apps, of which the process knows all.
_ANSWER = (
    "INSERT INTO {}_idempotencyrecord (caller, key, fingerprint, status, body, created_at)"
    " VALUES (%s, %s, %s, %s, %s, %s)"
)
_LOOK = "SELECT fingerprint, status, body FROM {}_idempotencyrecord WHERE caller = ANY(%s) AND key = %s"


def _named(secret: str) -> str:
    """What tells a request from another one; nobody gets from it to what its answer is sealed under."""
    return sha256(secret.encode()).hexdigest()


def _opening(secret: str) -> AESGCM:
    return AESGCM(bytes.fromhex(secret))


def _as_json(answer: Response) -> str:
    """The answer's body as it is sent; that of a plain `Response` has not been written yet."""
    if isinstance(answer, AnswerResponse):
        return answer.rendered_content.decode() or "null"
    return json.dumps(answer.data, default=to_jsonable_python)


def idempotently(app: str, request: Request, handler: Callable[[], Response]) -> Response:
    """Runs the handler unless the request's key already has a response. 422 for the key of another request.

    Keys are separate per caller; for anonymous ones, per network client. All that the handler writes is one
    transaction, which its response claims the key for; the key is looked up where the handler fails, as it may by
    what the first request did, or writes nothing.
    """
    key = request.META[HEADER_IN_META]
    if not _KEY.fullmatch(key):
        raise Invalid(f"{HEADER} has 1 to {MAX_LENGTH} printable ASCII characters")
    claim = RequestClaim(_callers(request), key, _content(request))
    try:
        answer = claim.run(handler)
    except Exception:
        if (earlier := claim.replayed(app)) is not None:
            return earlier
        raise
    return answer if claim.app else claim.replayed(app) or answer


def _callers(request: Request) -> list[str]:
    """What the caller is called, under today's key and under the others."""
    if who := caller(request).id:
        return [str(who)]
    return [f"client {mark[:40]}" for mark in digests(client_of(request).encode())]


def _content(request: Request) -> bytes:
    return f"{request.method} {request.get_full_path()}\n".encode() + request._request.body
