"""Builds road graphs and switches between them without interrupting readers.

``<graphs>/<content hash>/<profile>/<revision>/city.osrm.*`` with ``<profile>/current`` naming the live
revision. A revision is complete before ``current`` names it and never changes afterwards, because other
processes have its files mapped into memory.
"""

import os
import shutil
import subprocess
import uuid
from pathlib import Path

import osrm

from apps.geo.contract.types import Profile

BASE_NAME = "city.osrm"
_PACKAGE = Path(osrm.__file__).parent
_LUA: dict[Profile, str] = {"bicycle": "bicycle.lua", "car": "car.lua"}
KEPT_REVISIONS = 2
_NO_ROADS = "no edges remaining"


class GraphBuildFailed(Exception):
    """An OSRM tool failed; the message is its last output."""


class NoRoads(GraphBuildFailed):
    """The file contains no road that the profile may use."""


def build_graph(extract: Path, folder: Path, profile: Profile) -> Path:
    """Builds the ``profile`` graph of an OSM file below ``folder`` and makes it the live one."""
    revision = _new_revision(folder / profile)
    base = revision / BASE_NAME
    lua = _PACKAGE / "share" / "profiles" / _LUA[profile]
    island = str(_island_size(extract))
    _run("osrm-extract", str(extract), "-p", str(lua), "-o", str(base), "--small-component-size", island)
    _run("osrm-partition", str(base))
    _run("osrm-customize", str(base))
    return _switch(folder / profile, revision)


def _island_size(extract: Path) -> int:
    """Parts of the network smaller than this are islands that nothing snaps to.

    The tool's default of 1000 nodes makes an island of the whole network of a city centre, and then a third
    of the routes end in a dead end; so it grows with the file.
    """
    return max(30, min(1000, extract.stat().st_size // 3_000))


def apply_traffic(folder: Path, profile: Profile, speeds: Path) -> Path:
    """Publishes a new revision with the speeds of a CSV file (``from_node,to_node,km/h`` per line)."""
    live = current_revision(folder, profile)
    if live is None:
        raise GraphBuildFailed(f"no {profile} graph to update")
    revision = _new_revision(folder / profile)
    for file in live.iterdir():
        shutil.copy2(file, revision / file.name)
    _run("osrm-customize", str(revision / BASE_NAME), "--segment-speed-file", str(speeds))
    return _switch(folder / profile, revision)


def current_revision(folder: Path, profile: Profile) -> Path | None:
    """The folder of the live graph, or None if there is none."""
    graphs = folder / profile
    try:
        return graphs / os.readlink(f"{graphs}/current")  # noqa: PTH115 - a hundred times faster than Path.readlink
    except OSError:
        return None


def _new_revision(profile_folder: Path) -> Path:
    revision = profile_folder / uuid.uuid4().hex
    revision.mkdir(parents=True)
    return revision


def _switch(profile_folder: Path, revision: Path) -> Path:
    link = profile_folder / f"current.{revision.name}"
    link.symlink_to(revision.name)
    link.replace(profile_folder / "current")
    _prune(profile_folder, keep=revision)
    return revision


def _prune(profile_folder: Path, keep: Path) -> None:
    revisions = [
        path for path in profile_folder.iterdir() if path.is_dir() and not path.is_symlink() and path != keep
    ]
    newest_first = sorted(revisions, key=lambda path: path.stat().st_mtime, reverse=True)
    for old in newest_first[KEPT_REVISIONS - 1 :]:
        shutil.rmtree(old, ignore_errors=True)


def _run(tool: str, *arguments: str) -> None:
    command = [str(_PACKAGE / "bin" / tool), *arguments, "-l", "WARNING"]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603
    if done.returncode:
        output = (done.stdout + done.stderr).strip()
        failed = NoRoads if _NO_ROADS in output else GraphBuildFailed
        raise failed(f"{tool}: {output[-500:]}")
