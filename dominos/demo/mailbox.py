"""The mails the platform writes into a folder."""

import re
from collections.abc import Iterator
from email import message_from_string, policy
from pathlib import Path
from typing import Any

from dominos.demo.client import Refused


def verification_token(mailbox: Path, email: str) -> str:
    """What proves the address, as the mail to it says. Refused while there is none."""
    for mail in _mails(mailbox):
        if mail["To"] == email:
            body = mail.get_body(("plain",))
            if found := re.search(r"/verify-email/([\w.-]+)", body.get_content() if body else ""):
                return found[1]
    raise Refused(f"no mail for {email} in {mailbox}")


def _mails(mailbox: Path) -> Iterator[Any]:
    for path in sorted(mailbox.glob("*.log")):
        for text in path.read_text(encoding="utf-8").split("-" * 79 + "\n"):
            if text.strip():
                yield message_from_string(text, policy=policy.default)
