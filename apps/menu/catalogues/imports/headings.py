"""The category tree of a menu file, and the tags that products inherit from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any

from apps.menu.catalogues.imports.notation import Entry, Report, listed, tags, text

TREES = {"Food": "Products", "PreconfiguredProducts": "PreconfiguredProducts"}
"""The branches of `Categorization` that contain categories, each with the section of their members."""

MAX_DEPTH = 30


@dataclass(slots=True)
class Heading:
    """A category with a code of its own; `parent` is None at the top."""

    code: str
    name: str
    parent: str | None


@dataclass(slots=True)
class Headings:
    """The tree, the first category of each member, and the tags it inherits."""

    found: dict[str, Heading] = field(default_factory=dict)
    of_products: dict[str, str] = field(default_factory=dict)
    of_preconfigured: dict[str, str] = field(default_factory=dict)
    inherited: dict[str, dict[str, Any]] = field(default_factory=dict)

    def other(self, kind: str) -> str:
        """The category of products that no category names, created when first needed."""
        code = (kind or "Other")[:40]
        self.found.setdefault(code, Heading(code, code, None))
        return code

    def kept(self, used: set[str]) -> Iterator[Heading]:
        """The categories that are not empty, parents first."""
        needed = set(used)
        for heading in reversed(self.found.values()):
            if heading.code in needed and heading.parent is not None:
                needed.add(heading.parent)
        return (heading for heading in self.found.values() if heading.code in needed)


def read_headings(source: Entry, report: Report) -> Headings:
    """Reads `Categorization`."""
    headings = Headings()
    roots = source.get("Categorization")
    for tree in TREES:
        root = roots.get(tree) if isinstance(roots, Mapping) else None
        if isinstance(root, Mapping):
            _descend(root, None, {}, tree, headings, report)
    return headings


def _descend(
    node: Entry,
    parent: str | None,
    above: dict[str, Any],
    tree: str,
    headings: Headings,
    report: Report,
    depth: int = 0,
) -> None:
    inherited = {**above, **tags(node)}
    members = headings.of_products if tree == "Food" else headings.of_preconfigured
    for code in listed(node.get("Products")):
        if parent is None:
            report.say(f"Categorization.{tree}.{code}", "stands under no category")
            continue
        members.setdefault(code, parent)
        if tree == "Food":
            headings.inherited.setdefault(code, inherited)
    children = node.get("Categories") if depth < MAX_DEPTH else None
    for child in children if isinstance(children, list) else ():
        if isinstance(child, Mapping):
            _descend(child, _note(child, parent, headings), inherited, tree, headings, report, depth + 1)


def _note(node: Entry, parent: str | None, headings: Headings) -> str:
    """The heading's code: its own, or with its parents' where another heading has that."""
    own = text(node, "Code", 40) or "Category"
    tries = chain([own, f"{parent}.{own}"[-40:]], (f"{own[:36]}.{number}" for number in count(2)))
    code = next(code for code in tries if code not in headings.found)
    headings.found[code] = Heading(code, text(node, "Name") or own, parent)
    return code
