"""The reference of environment variables, `docs/configuration.md`, which `manage.py configuration` writes.

What each is for stands in `configuration`; types and defaults are found where it is read.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dominos.configuration import COMPUTED, REQUIRED, SECTIONS, Variable

READERS = {"text": "text", "words": "list", "flag": "yes/no", "number": "number", "MarketRules": "JSON"}


@dataclass(frozen=True, slots=True)
class Read:
    """A place where a variable is read: by which function, and what is taken where it is not set."""

    name: str
    reader: str
    default: str


WORDS_OF_READING = ("environ", "env.", "MarketRules")
"""A file without any of these reads no variable, and need not be parsed: few are left."""


def reads(root: Path) -> Iterator[Read]:
    """Every place in the code, tests apart, that reads a variable by its name."""
    for top in ("apps", "dominos"):
        for path in sorted((root / top).rglob("*.py")):
            text = path.read_text()
            if "tests" not in path.parts and any(word in text for word in WORDS_OF_READING):
                yield from reads_in(ast.parse(text))


def reads_in(tree: ast.AST) -> Iterator[Read]:
    """Every place in parsed code that reads a variable."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and (reader := _reader(node.func)):
            name, *rest = node.args
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                yield Read(name.value, reader, _default(node.func, reader, rest))
        elif (
            isinstance(node, ast.Subscript)
            and _is_environ(node.value)
            and isinstance(node.slice, ast.Constant)
        ):
            yield Read(str(node.slice.value), "text", REQUIRED)


def _reader(function: ast.expr) -> str | None:
    if isinstance(function, ast.Name):
        return function.id if function.id == "MarketRules" else None
    if not isinstance(function, ast.Attribute):
        return None
    if isinstance(function.value, ast.Name) and function.value.id == "env":
        return function.attr if function.attr in READERS else None
    return "text" if _is_environ(function.value) and function.attr in ("get", "setdefault") else None


def _is_environ(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "environ"


def _default(function: ast.expr, reader: str, rest: list[ast.expr]) -> str:
    """What is taken where the variable is not set, as it is written in the reference; COMPUTED if no constant says."""
    if reader == "MarketRules":
        return "defaults"
    if rest:
        return _written(rest[0])
    is_optional = reader in ("words", "flag") or (
        isinstance(function, ast.Attribute) and function.attr == "get"
    )
    return "none" if is_optional else REQUIRED


def _written(default: ast.expr) -> str:
    if not isinstance(default, ast.Constant) or default.value is None:
        return COMPUTED
    value = default.value
    if isinstance(value, bool):
        return "`yes`" if value else "`no`"
    return f"`{value if isinstance(value, str) else repr(value)}`" if value != "" else "none"


def reference(root: Path) -> str:
    """The reference, in Markdown."""
    found: dict[str, Read] = {}
    for read in reads(root):
        if read.name not in found or found[read.name].default in (REQUIRED, COMPUTED, "none"):
            found[read.name] = read
    lines = [
        "# Configuration",
        "",
        "Every setting is an environment variable. `manage.py configuration` wrote this page from the code.",
    ]
    for section, variables in SECTIONS.items():
        lines += ["", f"## {section}", "", "| variable | type | default | what for |", "|---|---|---|---|"]
        lines += [_row(variable, found.get(variable.name)) for variable in variables]
    return "\n".join(lines) + "\n"


def _row(variable: Variable, read: Read | None) -> str:
    """ValueError for a variable of which neither the code nor the table says what is taken where it is not set."""
    kind = READERS[read.reader] if read else "text"
    default = variable.default or (read.default if read else COMPUTED)
    if default == COMPUTED:
        raise ValueError(f"{variable.name} has a computed default: say in SECTIONS what it is")
    return f"| `{variable.name}` | {kind} | {default} | {variable.about} |"
