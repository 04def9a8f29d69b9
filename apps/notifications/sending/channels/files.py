"""The embedded providers of SMS and pushes: a JSON file for each in the data folder, which the mailbox page shows."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from apps.notifications.domain.postings import AddressGone, Posting, Send

GONE = "+1999"
"""Numbers that begin so belong to nobody, so that this can be tried, too."""


@dataclass(frozen=True, slots=True)
class Files:
    """A folder of one channel."""

    channel: str

    @property
    def name(self) -> str:
        """What it is called in logs."""
        return f"{self.channel}-files"

    @property
    def folder(self) -> Path:
        """Where the files are."""
        return Path(settings.DATA_DIR) / self.channel

    @contextmanager
    def opened(self) -> Iterator[Send]:
        """The folder is made when something is put there."""
        yield self._write

    def _write(self, posting: Posting) -> None:
        if posting.address.startswith(GONE):
            raise AddressGone("nobody has this number")
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self.folder / f"{posting.id}.part"
        unfinished.write_text(json.dumps(asdict(posting), default=str, ensure_ascii=False))
        unfinished.replace(unfinished.with_suffix(".json"))
