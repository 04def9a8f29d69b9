"""Signatures of what telephone exchanges post: form fields, signed by a token that they share with the platform."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Sent:
    """A provider's report: to which address it was posted, its fields, and how it is signed."""

    url: str
    fields: Mapping[str, str]
    signature: str


type Signature = Callable[[str, Sent], str]


def by_twilio(token: str, sent: Sent) -> str:
    """Source: twilio.com/docs/usage/security#validating-requests."""
    text = sent.url + "".join(name + sent.fields[name] for name in sorted(sent.fields))
    return base64.b64encode(hmac.digest(token.encode(), text.encode(), hashlib.sha1)).decode()


def embedded(token: str, sent: Sent) -> str:
    """Of the embedded exchange, which stands for any telephone system that can sign."""
    return hmac.digest(token.encode(), urlencode(sorted(sent.fields.items())).encode(), hashlib.sha256).hex()


def is_signed(by: Signature, token: str, sent: Sent) -> bool:
    """Whether the report was signed by this token."""
    return hmac.compare_digest(by(token, sent).encode(), sent.signature.encode())
