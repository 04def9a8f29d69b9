"""Reads what the embedded providers wrote, for developers."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

from apps.notifications.domain.news import Channel

MAX_FILES = 50
BETWEEN = b"-" * 79 + b"\n"
"""Django's separator between the mails of a file."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A sent message; `path` is the page that shows a mail as HTML."""

    at: datetime
    channel: str
    address: str
    title: str
    text: str
    path: str = ""


def list_sent() -> list[Sent]:
    """Recently sent messages, newest first."""
    found = [*_mails(), *_others(Channel.SMS), *_others(Channel.PUSH)]
    return sorted(found, key=lambda sent: sent.at, reverse=True)[:MAX_FILES]


def mail_html(name: str, number: int) -> str | None:
    """The HTML of the mail with this index in the file with this name; None if there is none."""
    known = {file.name: file for file in _newest(Path(settings.EMAIL_FILE_PATH), "*.log")}
    mails = _in_file(known[name]) if name in known else []
    body = mails[number].get_body(("html",)) if number < len(mails) else None
    return str(body.get_content()) if body else None


def _newest(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern), key=lambda file: file.stat().st_mtime, reverse=True)[:MAX_FILES]


def _mails() -> Iterator[Sent]:
    for file in _newest(Path(settings.EMAIL_FILE_PATH), "*.log"):
        for number, mail in enumerate(_in_file(file)):
            text = mail.get_body(("plain",))
            yield Sent(
                at=_time_of(file),
                channel=Channel.MAIL,
                address=str(mail["To"]),
                title=str(mail["Subject"]),
                text=str(text.get_content()) if text else "",
                path=f"/mailbox/{file.name}/{number}",
            )


def _in_file(file: Path) -> list[EmailMessage]:
    mails = file.read_bytes().split(BETWEEN)
    return [message_from_bytes(mail, policy=policy.default) for mail in mails if mail.strip()]


def _others(channel: Channel) -> Iterator[Sent]:
    for file in _newest(Path(settings.DATA_DIR) / channel, "*.json"):
        said = json.loads(file.read_text())
        yield Sent(_time_of(file), channel, said["address"], said["title"], said["text"])


def _time_of(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)
