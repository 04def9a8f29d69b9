"""Embedded providers of SMS and pushes for development: a JSON file per message, shown by the mailbox page."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from apps.notifications.domain.postings import AddressGone, Posting, Send

GONE = "+1999"
"""Numbers with this prefix count as non-existent, for testing."""


@dataclass(frozen=True, slots=True)
class Files:
    """A folder of one channel."""

    channel: str

    @property
    def name(self) -> str:
        """Its name in logs."""
        return f"{self.channel}-files"

    @property
    def folder(self) -> Path:
        """The folder of the files."""
        return Path(settings.DATA_DIR) / self.channel

    @contextmanager
    def opened(self) -> Iterator[Send]:
        """Creates the folder with the first message."""
        yield self._write

    def _write(self, posting: Posting) -> None:
        if posting.address.startswith(GONE):
            raise AddressGone("nobody has this number")
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self.folder / f"{posting.id}.part"
        unfinished.write_text(json.dumps(asdict(posting), default=str, ensure_ascii=False))
        unfinished.replace(unfinished.with_suffix(".json"))
