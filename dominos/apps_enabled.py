"""Which apps run in this process: `DOMINOS_APPS`, a comma-separated list of names, or `*` for all."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALL_APPS = sorted(path.parent.name for path in (ROOT / "apps").glob("*/apps.py"))


def has_tables(app: str) -> bool:
    """Whether an app stores anything, and so has pages in the admin: its log at least."""
    folder = ROOT / "apps" / app
    return (folder / "models.py").exists() or (folder / "models").is_dir()


def enabled_apps(chosen: str | None = None) -> list[str]:
    """The names of the apps this process runs, in a stable order."""
    wanted = (chosen if chosen is not None else os.environ.get("DOMINOS_APPS", "*")).strip()
    if wanted in ("", "*"):
        return ALL_APPS
    names = [name.strip() for name in wanted.split(",")]
    if unknown := sorted(set(names) - set(ALL_APPS)):
        raise ValueError(f"DOMINOS_APPS names no app: {', '.join(unknown)}; known: {', '.join(ALL_APPS)}")
    return sorted(names)
