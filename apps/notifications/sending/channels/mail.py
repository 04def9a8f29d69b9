"""Mail: SMTP, a provider's HTTP interface (django-anymail), or files, depending on `EMAIL_URL`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.policy import Compat32
from functools import cache, partial
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException
from typing import Any
from uuid import uuid4

import css_inline
from anymail.exceptions import AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext

from apps.notifications.domain.layout import blocks_of
from apps.notifications.domain.postings import AddressGone, NotTaken, Posting, Provider, Send
from dominos.kernel.contact import email_on_the_wire
from dominos.kernel.texts.languages import spoken

_NOBODY = frozenset({550, 551, 553})
"""Replies to RCPT that mean there is no such mailbox. Source: RFC 5321, 4.2.3."""
_RIGHT_TO_LEFT = frozenset({"ar", "he", "fa", "ur"})


@dataclass(frozen=True, slots=True)
class MailServer:
    """A Django mail backend."""

    name: str
    backend: str
    options: tuple[tuple[str, Any], ...] = ()

    @contextmanager
    def opened(self) -> Iterator[Send]:
        """Sends over one connection."""
        with get_connection(self.backend, timeout=settings.EMAIL_TIMEOUT, **dict(self.options)) as connection:
            yield partial(_send, connection)


def providers() -> list[Provider]:
    """The mail server, and the fallback if it does not answer."""
    found: list[Provider] = [
        MailServer("mail", settings.EMAIL_BACKEND, tuple(settings.EMAIL_OPTIONS.items()))
    ]
    if other := settings.EMAIL_FALLBACK:
        found.append(MailServer("mail-fallback", other.backend, tuple(other.arguments().items())))
    return found


def _send(connection: Any, posting: Posting) -> None:
    try:
        connection.send_messages([message_of(posting)])
    except SMTPRecipientsRefused as error:
        ((code, said),) = tuple(error.recipients.values())[:1]
        raise _refusal(code, said) from error
    except SMTPDataError as error:
        raise _refusal(error.smtp_code, error.smtp_error, nobody=frozenset()) from error
    except AnymailError as error:
        raise _refusal_of_provider(error) or error from error


def _refusal_of_provider(error: Exception) -> Exception | None:
    """What a provider's answer means; None where it is to be asked again."""
    if isinstance(error, AnymailRecipientsRefused):
        return AddressGone(str(error))
    is_ours = getattr(error, "status_code", None) in (400, 406, 413, 422)
    return NotTaken(str(error)) if is_ours else None


def _refusal(code: int, said: Any, nobody: frozenset[int] = _NOBODY) -> Exception:
    words = f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    if code in nobody:
        return AddressGone(words)
    return NotTaken(words) if code >= 500 else SMTPResponseException(code, words)


class _ShortLines(Compat32):
    """Writes header fields of one short line as they are: looking where to fold them takes longer than all the rest."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        line = f"{name}: {value}"
        if len(line) <= (self.max_line_length or 0) and line.isascii() and line.isprintable():
            return f"{line}{self.linesep}".encode()
        return super().fold_binary(name, value)


class _Mail(EmailMultiAlternatives):
    """With a line between its parts that no text has: the library searches them for one by a pattern of its own."""

    def message(self, *args: Any, **options: Any) -> Any:
        made = super().message(*args, **options)
        if made.is_multipart():
            made.set_boundary(f"=_{uuid4().hex}")
        made.policy = _ShortLines()
        return made


def message_of(posting: Posting) -> EmailMultiAlternatives:
    """The mail: plain text, and HTML with the same content."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    # The same for every attempt: should a sender die before it records the result, mailboxes see one mail.
    headers = {"Message-ID": f"<{posting.id}@{domain}>", "Auto-Submitted": "auto-generated"}
    if posting.unsubscribe:
        headers |= {
            "List-Unsubscribe": f"<{posting.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    message = _Mail(
        posting.title, _text_of(posting), to=[email_on_the_wire(posting.address)], headers=headers
    )
    message.attach_alternative(html_of(posting), "text/html")
    return message


def _text_of(posting: Posting) -> str:
    """With the way to the order at its end, unless the link stands there already."""
    if posting.link in posting.text:
        return posting.text
    with translation.override(spoken(posting.locale)):
        return f"{posting.text}\n\n{gettext('Your order:')}\n{posting.link}"


def html_of(posting: Posting) -> str:
    """The branded HTML of a mail, with inline styles, because mail programs ignore style sheets."""
    with translation.override(spoken(posting.locale)):
        unsubscribe_words, map_words = gettext("No more mails like this"), gettext("Map")
    is_leftward = posting.locale[:2] in _RIGHT_TO_LEFT
    page = get_template("notifications/mail.html").render(
        {
            "title": posting.title,
            "blocks": list(blocks_of(_text_of(posting), posting.link, posting.title)),
            "link": posting.link,
            "locale": posting.locale,
            "direction": "rtl" if is_leftward else "ltr",
            "ends": "left" if is_leftward else "right",
            "picture": posting.picture,
            "map_words": map_words,
            "brand": settings.BRAND,
            "unsubscribe": posting.unsubscribe,
            "unsubscribe_words": unsubscribe_words,
        }
    )
    return str(_inliner().inline(page))


@cache
def _inliner() -> Any:
    """Asks no network for anything. What is for dark screens alone stays a style sheet: no element can hold it."""
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False, keep_at_rules=True)
