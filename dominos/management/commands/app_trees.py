"""Write the top level of each app into the architecture page."""

from collections.abc import Iterator
from pathlib import Path

from dominos.apps_enabled import ALL_APPS, ROOT
from dominos.kernel.management.generated import GeneratedDocument

PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- app trees: manage.py app_trees -->", "<!-- end of app trees -->"
OF_DJANGO = {
    "__init__",
    "__pycache__",
    "apps",
    "management",
    "migrations",
    "static",
    "templates",
    "templatetags",
    "tests",
    "README",
}


class Command(GeneratedDocument):
    help = "Writes the tree of each app's top level into docs/architecture.md."
    path = PAGE

    def text(self) -> str:
        """The page as it is, with the block anew."""
        before, _, rest = PAGE.read_text().partition(BEGIN)
        after = rest.partition(END)[2]
        return f"{before}{BEGIN}\n\n{_block()}\n\n{END}{after}"


def _block() -> str:
    return "\n".join(["```", *(line for app in ALL_APPS for line in _tree(ROOT / "apps" / app)), "```"])


def _tree(folder: Path) -> Iterator[str]:
    names = sorted(_entry(path) for path in folder.iterdir() if path.stem not in OF_DJANGO and _is_code(path))
    yield f"{folder.name}/".ljust(15) + " ".join(names)


def _entry(path: Path) -> str:
    return f"{path.name}/" if path.is_dir() else path.name


def _is_code(path: Path) -> bool:
    return path.suffix == ".py" or any(path.rglob("*.py"))
