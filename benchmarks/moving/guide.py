"""A guide of `docs/how-to` as commands: its blocks of bash, typed one after the other into one shell."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from dominos.development.state import ROOT

_BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_DONE = "-- typed --"


def blocks(guide: str) -> list[str]:
    """The commands of a page, block by block."""
    return _BLOCK.findall((ROOT / "docs" / "how-to" / guide).read_text())


class Shell:
    """A bash that ends at the first command that fails; programs it started go on in the background."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.log = folder / "shell.log"
        with self.log.open("w") as log:
            self._process = subprocess.Popen(
                ["bash", "-euo", "pipefail"],  # noqa: S607
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=ROOT,
                env=dict(environment),
            )

    def type(self, commands: str) -> str:
        """What they print. AssertionError where one fails, with what it said."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(f"{commands}\necho '{_DONE}'\n")
        self._process.stdin.flush()
        printed = []
        for line in self._process.stdout:
            if line.rstrip() == _DONE:
                return "".join(printed)
            printed.append(line)
        raise AssertionError(f"{commands}\n{''.join(printed)}\n{self.log.read_text()[-2000:]}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Ends all that it started, as their files of process numbers name them."""
        self._process.kill()
        with self._process:  # which closes its pipes, and waits
            pass
        for file in self.folder.glob("*.pid"):
            subprocess.run(["kill", "-9", file.read_text().strip()], check=False, stderr=subprocess.DEVNULL)  # noqa: S603, S607
