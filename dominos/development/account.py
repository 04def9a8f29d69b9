"""The user account the servers run as, and a folder that account can reach.

PostgreSQL refuses to run as root, and the account it runs as instead must be able to walk to its data:
below a home of mode 700 it is not.
"""

import os
import pwd
import shutil
import stat
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path

from dominos.development.errors import EmbeddedError
from dominos.development.state import State

ACCOUNT_NAME = "dominos-embedded"
SHARED_FOLDERS = (Path("/var/lib/dominos-embedded"), Path("/tmp/dominos-embedded"))  # noqa: S108 - checked for its owner


@dataclass(frozen=True, slots=True)
class Account:
    """A user the servers run as; `switch` is false when that is the user we are."""

    uid: int
    gid: int
    switch: bool

    def owns(self, path: Path) -> Path:
        """Create the folder `path` for this account alone."""
        path.mkdir(parents=True, exist_ok=True)
        if self.switch:
            os.chown(path, self.uid, self.gid)
        path.chmod(0o700)
        return path

    def can_reach(self, path: Path) -> bool:
        """Whether the account may walk to `path` through every folder that exists on the way."""
        if not self.switch:
            return True
        existing = [folder for folder in (path, *path.parents) if folder.exists()]
        return all(self._may_enter(folder) for folder in existing)

    def _may_enter(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)


def server_account() -> Account:
    """Ourselves, or as root an account of the servers' own (or `nobody` where none can be made)."""
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid(), switch=False)
    entry = _find_user(ACCOUNT_NAME) or _create_user(ACCOUNT_NAME) or _find_user("nobody")
    if entry is None:
        raise EmbeddedError("running as root, and there is no other account PostgreSQL could run as")
    return Account(uid=entry.pw_uid, gid=entry.pw_gid, switch=True)


def server_folder(state: State, account: Account) -> Path:
    """Where the servers keep their data: inside the state folder, or elsewhere if that cannot be reached.

    A folder elsewhere has a random name remembered in the state folder, so that a new checkout at an old path
    starts empty.
    """
    inside = state.subfolder("servers")
    if chosen := state.read("servers").get("folder"):
        return Path(chosen)
    folder = inside if account.can_reach(inside) else shared_folder() / uuid.uuid4().hex[:12]
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    state.write("servers", {"folder": str(folder)})
    return folder


def shared_folder() -> Path:
    """A folder outside every home that belongs to us and that everybody may enter."""
    for candidate in SHARED_FOLDERS:
        try:
            candidate.mkdir(mode=0o755, exist_ok=True)
            candidate.chmod(0o755)
        except OSError:
            continue
        if candidate.stat().st_uid == os.geteuid() and not candidate.is_symlink():
            return candidate
    raise EmbeddedError(f"none of {', '.join(map(str, SHARED_FOLDERS))} can be used for the servers' data")


def reachable_copy(source: Path, name: str, parts: list[str], account: Account) -> Path:
    """`source` itself, or a copy of its `parts` in a folder the account can reach."""
    if account.can_reach(source):
        return source
    target = shared_folder() / name
    if not target.exists():
        temporary = target.with_name(f".{name}.{os.getpid()}")
        for part in parts:
            (temporary / part).parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if (source / part).is_dir() else shutil.copy2
            copy(source / part, temporary / part)
        temporary.chmod(0o755)
        temporary.rename(target)
    return target


def _find_user(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _create_user(name: str) -> pwd.struct_passwd | None:
    useradd = shutil.which("useradd") or "/usr/sbin/useradd"
    command = [useradd, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", name]
    try:
        subprocess.run(command, check=False, capture_output=True)  # noqa: S603
    except OSError:
        return None
    return _find_user(name)
