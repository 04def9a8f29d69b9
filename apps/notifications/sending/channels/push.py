"""Web push to a browser through its push service (RFC 8030).

Encrypted for the browser (RFC 8291) and signed by us (VAPID, RFC 8292).
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from apps.notifications.domain.layout import blocks_of
from apps.notifications.domain.news import Audience
from apps.notifications.domain.postings import AddressGone, NotTaken, Posting, Send
from apps.notifications.models import Subscription
from apps.users.contract.service import UsersService
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service

TIMEOUT_SECONDS = 10
DAY = 86_400
MAX_BODY = 1200
"""Characters: push services accept 4,096 bytes."""
_ORDER = int("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
"""The order of P-256: private keys are below it. Source: FIPS 186-4, D.1.2.3."""


class WebPush:
    """The browsers' push services."""

    name = "push"

    @contextmanager
    def opened(self) -> Iterator[Send]:
        """Sends over kept-alive connections."""
        import requests

        with requests.Session() as session:
            session.max_redirects = 0
            yield lambda posting: _send(session, posting)


def _send(session: Any, posting: Posting) -> None:
    from pywebpush import WebPushException, webpush

    browser = Subscription.objects.filter(id=posting.address).first()
    if browser is None or not is_push_service(browser.endpoint) or not _is_still_theirs(browser):
        raise AddressGone("nobody subscribed")
    try:
        webpush(
            {"endpoint": browser.endpoint, "keys": {"p256dh": browser.public_key, "auth": browser.secret}},
            data=payload_of(posting),
            vapid_private_key=_encoded(_private_value()),
            vapid_claims={"sub": f"mailto:{settings.DEFAULT_FROM_EMAIL}"},
            ttl=posting.seconds or DAY,
            headers={"Urgency": "high" if posting.is_urgent else "normal", "Topic": _topic(posting)},
            timeout=TIMEOUT_SECONDS,
            requests_session=session,
        )
    except WebPushException as error:
        status = error.response.status_code if error.response is not None else 0
        # 403: subscribed under another key of ours.
        if status in (403, 404, 410):
            raise AddressGone(f"the push service says {status}") from error
        if 400 <= status < 500 and status not in (408, 429):
            raise NotTaken(f"the push service says {status}") from error
        raise ConnectionError(f"the push service says {status}") from error
    except ValueError as error:
        raise AddressGone("its keys are none") from error


def _is_still_theirs(browser: Subscription) -> bool:
    """Whether who subscribed to a store's news works there now, and who did to the chain's for the chain."""
    if browser.audience not in (Audience.STORE, Audience.CHAIN):
        return True
    try:
        works = service(UsersService).get_stores(user_id=browser.user_id)
    except NotFound:
        return False
    return works.is_support if browser.audience == Audience.CHAIN else browser.store_id in works.store_ids


def payload_of(posting: Posting) -> str:
    """The service worker's data: JSON with `title`, `body`, `link` and the `tag` of the notification it replaces.

    The body is the text without its buttons: clicking the notification opens the link.
    """
    said_of = blocks_of(posting.text, posting.link, posting.title)
    said = {
        "title": posting.title,
        "body": "\n".join(block.text for block in said_of if block.text and not block.is_button)[:MAX_BODY],
        "link": posting.link,
        "tag": str(posting.id),
        "urgent": posting.is_urgent,
        "lang": posting.locale,
    }
    return json.dumps(said, ensure_ascii=False)


def _topic(posting: Posting) -> str:
    """At most 32 letters (RFC 8030, 5.4): the same for each attempt, so that the service keeps one."""
    return _encoded(posting.id.bytes)


def is_push_service(endpoint: str) -> bool:
    """Whether the URL is of a known push service: callers must not make us call other hosts."""
    try:
        address = urlsplit(endpoint)
        port = address.port
    except ValueError:
        return False
    host = address.hostname or ""
    allowed = any(host == known or host.endswith(f".{known}") for known in settings.PUSH_HOSTS)
    local = settings.PUSH_LOCAL and host == "127.0.0.1"
    return local or (address.scheme == "https" and port in (None, 443) and allowed and not address.username)


def public_key() -> str:
    """Our key as browsers expect it (`applicationServerKey`); "" if pushes are off."""
    return _encoded(_point()) if settings.PUSH_URL else ""


@cache
def _point() -> bytes:
    key = ec.derive_private_key(int.from_bytes(_private_value()), ec.SECP256R1())
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@cache
def _private_value() -> bytes:
    """`VAPID_PRIVATE_KEY`; a development platform's comes from its secret."""
    if given := settings.VAPID_PRIVATE_KEY:
        return base64.urlsafe_b64decode(given + "=" * (-len(given) % 4))
    number = int.from_bytes(hashlib.sha256(b"vapid" + settings.SECRET_KEY.encode()).digest())
    return (number % (_ORDER - 1) + 1).to_bytes(32)


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
