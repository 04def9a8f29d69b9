"""The state folder: ports, secrets, pid records, logs and data of one platform on this machine."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class State:
    """One folder; by default `.dominos` in the project, moved with `DOMINOS_STATE_DIR`."""

    def __init__(self, folder: Path | str | None = None) -> None:
        chosen = folder or os.environ.get("DOMINOS_STATE_DIR") or ROOT / ".dominos"
        self.folder = Path(chosen).expanduser().absolute()

    def __repr__(self) -> str:
        return f"State({str(self.folder)!r})"

    @property
    def is_for_tests(self) -> bool:
        """Whether only tests keep something here, which may be lost with the power."""
        return self.folder.name == "test"

    @property
    def logs(self) -> Path:
        """Where every server and process writes its log."""
        return self.subfolder("logs")

    @property
    def data(self) -> Path:
        """Map data, media, mail and invoices (`DATA_DIR`)."""
        return self.subfolder("data")

    def subfolder(self, name: str) -> Path:
        """A folder inside the state folder, created when missing."""
        path = self.folder / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def read(self, name: str) -> dict[str, Any]:
        """The JSON object remembered under `name`; empty when there is none or it was cut short."""
        try:
            loaded = json.loads((self.folder / f"{name}.json").read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return loaded if isinstance(loaded, dict) else {}

    def write(self, name: str, content: dict[str, Any]) -> None:
        """Remember a JSON object: readable by its owner only, and never half written."""
        target = self.folder / f"{name}.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_suffix(f".{os.getpid()}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(content, file, indent=1)
        temporary.replace(target)

    def forget(self, name: str) -> None:
        """Drop what was remembered under `name`."""
        (self.folder / f"{name}.json").unlink(missing_ok=True)

    def open_lock(self, name: str) -> int:
        """An open descriptor of the lock file `name`; the caller locks and closes it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return os.open(self.folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)

    @contextmanager
    def locked(self, name: str = "servers") -> Iterator[None]:
        """Hold the lock `name` against every other process; the kernel frees it if this one is killed."""
        descriptor = self.open_lock(name)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
