"""The old clients as their registries have them, installed from locks with hashes; kept until a lock changes."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from dominos.apps_enabled import ROOT
from dominos.kernel.testing.prerequisites import WITHOUT_OLD_CLIENTS, missing

HERE = Path(__file__).parent
TOOLS = ROOT / ".tools"
UV = TOOLS / "uv" / "bin" / "uv"
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
PYTHON_FILES = ("builders.txt", "requirements.txt")


def npm_client() -> Path:
    """A folder whose `node_modules` has the npm client."""

    def install(folder: Path) -> None:
        for name in NPM_FILES:
            shutil.copy(HERE / name, folder)
        run("npm", "ci", "--silent", cwd=folder)

    return _kept("npm", NPM_FILES, install)


def python_client() -> Path:
    """The Python that has the Python client."""

    def install(folder: Path) -> None:
        run(str(UV), "venv", "--quiet", "--python", sys.executable, "env", cwd=folder)
        for name in PYTHON_FILES:
            locked = ("--require-hashes", "-r", str(HERE / name))
            run(
                str(UV),
                *("pip", "install", "-q", "--no-build-isolation", "--python", "env"),
                *locked,
                cwd=folder,
            )

    return _kept("python", PYTHON_FILES, install) / "env" / "bin" / "python"


def environment(**more: str) -> dict[str, str]:
    """The environment of what installs and runs the clients: the node of the project, no proxy but those given."""
    bare = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    return {**bare, "PATH": path, **more}


def run(*command: str, cwd: Path) -> None:
    """Runs a step of an installation. CalledProcessError with what it said."""
    variables = {
        **os.environ,
        "PATH": environment()["PATH"],
        "npm_config_cache": str(TOOLS / "npm"),
        "NODE_USE_SYSTEM_CA": "1",
        "UV_SYSTEM_CERTS": os.environ.get("UV_SYSTEM_CERTS", "true"),
    }
    subprocess.run(command, cwd=cwd, env=variables, check=True, capture_output=True, text=True, timeout=300)


def _kept(kind: str, names: tuple[str, ...], install: Callable[[Path], None]) -> Path:
    """The folder of this lock, installed by whoever is first. Where nothing can be, the test fails."""
    content = b"".join((HERE / name).read_bytes() for name in names)
    kept = TOOLS / "old-clients" / f"{kind}-{hashlib.sha256(content).hexdigest()[:16]}"
    if kept.exists():
        return kept
    kept.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=kept.parent))
    try:
        install(made)
        if not kept.exists():
            made.rename(kept)
    except (subprocess.SubprocessError, OSError) as error:
        said = getattr(error, "stderr", "") or str(error)
        missing(f"the {kind} client could not be installed: {said[-500:]}", WITHOUT_OLD_CLIENTS)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return kept
