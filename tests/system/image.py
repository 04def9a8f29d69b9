"""What the production image holds, built without a container: its packages, its files, its variables."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from fnmatch import fnmatch
from pathlib import Path

import yaml

from dominos.development.state import ROOT

UV = ROOT / ".tools" / "uv" / "bin" / "uv"
TAG = sys.implementation.cache_tag


class Image:
    """A folder with the image's virtual environment and tree, as the Dockerfile and `.dockerignore` make them."""

    def __init__(self, folder: Path) -> None:
        self.app, self.python = folder / "app", folder / "venv" / "bin" / "python"
        self.static = folder / "static"
        self._install(folder / "venv")
        self._copy_tree()

    def _install(self, venv: Path) -> None:
        home = os.environ.get("HOME", "")
        writable = home if home and os.access(home, os.W_OK) else str(ROOT / ".tools" / "home")
        environment = os.environ | {"UV_SYSTEM_CERTS": "true", "HOME": writable}
        python = (ROOT / ".venv" / "bin" / "python").resolve()
        for command in (
            ["venv", "--no-project", "--python", python, venv],
            ["pip", "sync", "--require-hashes", "--python", self.python, ROOT / "requirements" / "app.txt"],
        ):
            subprocess.run([UV, *command, "--quiet"], env=environment, check=True)
        ours = Path(sysconfig.get_path("purelib"))
        theirs = venv / ours.relative_to(sys.prefix)
        for source in theirs.rglob("*.py"):
            _take_compiled(ours / source.relative_to(theirs), source)

    def _copy_tree(self) -> None:
        listed = subprocess.run(
            [
                "git",
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-standard",
                "manage.py",
                "docs/openapi.yaml",
                "dominos",
                "apps",
            ],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split("\0")
        for name in filter(None, listed):
            if not _is_left_out(name) and (ROOT / name).exists():
                copy = self.app / name
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, copy)
                _take_compiled(ROOT / name, copy)

    def collect_static(self, scratch: Path) -> None:
        """The Dockerfile's step, with its own variables; without compressing, which takes a minute."""
        values = dict(_build_variables()) | {"DATA_DIR": str(scratch), "STATIC_ROOT": str(self.static)}
        command = [
            self.python,
            "manage.py",
            "collectstatic",
            "--no-input",
            "--no-post-process",
            "--verbosity",
            "0",
        ]
        subprocess.run(command, cwd=self.app, env=values, check=True)


def _take_compiled(ours: Path, copy: Path) -> None:
    """What Python compiled of a file serves its copy: the Dockerfile compiles, too, which takes ten seconds of a core.

    Python looks whether it was made of a file of this size and age, and else compiles anew.
    """
    compiled = Path("__pycache__") / f"{ours.stem}.{TAG}.pyc"
    if copy.suffix == ".py" and (ours.parent / compiled).exists():
        (copy.parent / compiled).parent.mkdir(exist_ok=True)
        shutil.copyfile(ours.parent / compiled, copy.parent / compiled)


def _is_left_out(name: str) -> bool:
    patterns = [line for line in (ROOT / ".dockerignore").read_text().split() if line[0] not in "*!"]
    patterns += [
        line.removeprefix("**/") for line in (ROOT / ".dockerignore").read_text().split() if "**/" in line
    ]
    parts = name.split("/")
    return any(
        name.startswith(f"{pattern}/") or any(fnmatch(part, pattern) for part in parts)
        for pattern in patterns
    )


def _build_variables() -> list[tuple[str, str]]:
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    (step,) = re.findall(r"^RUN (.*) \S+ manage\.py collectstatic", text, re.MULTILINE)
    return [(name, value) for name, _, value in (word.partition("=") for word in shlex.split(step))]


def production_variables() -> dict[str, str]:
    """What the production overlay tells every program, secrets apart."""
    overlay = yaml.safe_load((ROOT / "k8s/overlays/production/kustomization.yaml").read_text())
    return dict(line.partition("=")[::2] for line in overlay["configMapGenerator"][0]["literals"])
