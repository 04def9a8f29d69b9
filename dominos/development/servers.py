"""Starting a server process that outlives whoever started it."""

import os
import subprocess
from pathlib import Path

from dominos.development.account import Account

# Kept so that a server that ends is reaped, and none is warned about when its handle is collected.
_started: list["subprocess.Popen[bytes]"] = []


def spawn_server(command: list[str], log: int, *, cwd: Path, account: Account) -> "subprocess.Popen[bytes]":
    """Start `command` in a session of its own, as `account`, its output going to the descriptor `log`."""
    process = subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd=cwd,
        env={"PATH": os.defpath, "LC_ALL": "C"},
        start_new_session=True,
        user=account.uid if account.switch else None,
        group=account.gid if account.switch else None,
        extra_groups=[] if account.switch else None,
    )
    _started.append(process)
    return process
