"""Sentences in Python code: what is marked, and what refusals say."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from dominos.kernel.texts.source_text import CODE, PROBLEM, Found

MARKS: Mapping[str, int] = {
    "gettext": 1,
    "gettext_lazy": 1,
    "_": 1,
    "mark": 1,
    "ngettext": 2,
    "ngettext_lazy": 2,
}
"""Functions whose first arguments are sentences, and how many of them."""
SAY: Mapping[str, int] = {
    "FieldError": 1,
    "ValidationError": 0,
    "ErrorDetail": 0,
    "AcceptedAnswer": 0,
    "Unreadable": 0,
}
"""What says something in its argument with this number; refusals of our own are found by what they stand on."""
SENTENCES: Mapping[str, tuple[int, ...]] = {"PageLink": (1, 2), "LinkPage": (0, 1, 3)}
"""What shows these of its arguments to people."""
MESSAGE = frozenset({"message", "detail"})


def refusals(trees: Iterable[ast.Module]) -> frozenset[str]:
    """The names of all classes that are refusals (`DomainError`), by whatever they stand on."""
    bases: dict[str, set[str]] = defaultdict(
        set
    )  # classes of one name count as one, so that none hides another
    for node in (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        bases[node.name] |= {base.id for base in node.bases if isinstance(base, ast.Name)}
    known = {"DomainError"}
    while more := {name for name, of in bases.items() if of & known} - known:
        known |= more
    return frozenset(known)


def sentences(path: Path, tree: ast.Module, refusing: frozenset[str]) -> Iterator[Found]:
    """What the file says to people."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name in refusing:
            yield from _titles(path, node)
        elif isinstance(node, ast.ClassDef) and _is_in_words(node):
            yield from _codes(path, node)
        elif isinstance(node, ast.Call):
            yield from _called(path, node, refusing)


def unmarked(tree: ast.Module) -> Iterator[str]:
    """What the admin shows and is not marked: names of actions and columns, and messages."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr in ("action", "display"):
            shown = [each.value for each in node.keywords if each.arg == "description"]
        else:
            shown = node.args[1:2] if _tells(node.func) else []
        yield from filter(None, map(_text, shown))


def _tells(function: ast.Attribute) -> bool:
    """Whether this is `messages.success` or its like, or what a model admin calls it by."""
    of = function.value.id if isinstance(function.value, ast.Name) else ""
    return function.attr == "message_user" or of == "messages"


def _is_in_words(node: ast.ClassDef) -> bool:
    return any(isinstance(each, ast.Name) and each.id == "in_words" for each in node.decorator_list)


def _codes(path: Path, node: ast.ClassDef) -> Iterator[Found]:
    for statement in node.body:
        if isinstance(statement, ast.Assign) and (text := _text(statement.value)):
            yield Found(path, (text.replace("_", " ").lower(),), CODE)


def _titles(path: Path, node: ast.ClassDef) -> Iterator[Found]:
    for statement in node.body:
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
            continue
        target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        values = statement.value.elts if isinstance(statement.value, ast.Tuple) else [statement.value]
        for name, value in zip(names, values, strict=False):
            if isinstance(name, ast.Name) and name.id == "title" and (text := _text(value)):
                yield Found(path, (text,), PROBLEM)


def _called(path: Path, node: ast.Call, refusing: frozenset[str]) -> Iterator[Found]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    if name in MARKS:
        texts = tuple(text for each in node.args[: MARKS[name]] if (text := _text(each)))
        if len(texts) == MARKS[name]:
            yield Found(path, texts)
        return
    for place in SENTENCES.get(name, ()):
        if place < len(node.args) and (text := _text(node.args[place])):
            yield Found(path, (text,))
    at = SAY.get(name, 0 if name in refusing else None)
    if at is None:
        return
    said = node.args[at : at + 1] or [each.value for each in node.keywords if each.arg in MESSAGE]
    for each in _branches(said):
        if text := _text(each):
            yield Found(path, (text,), PROBLEM)


def _branches(said: Iterable[ast.expr]) -> Iterator[ast.expr]:
    for each in said:
        if isinstance(each, ast.IfExp):
            yield from _branches([each.body, each.orelse])
        else:
            yield each


def _text(node: ast.expr) -> str:
    """What it says, with `{name}` for what is filled in; "" for what is no sentence."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) and any(map(str.isalpha, node.value)) else ""
    if not isinstance(node, ast.JoinedStr):
        return ""
    parts = [_part(part, number) for number, part in enumerate(node.values)]
    is_said = any(
        isinstance(part, ast.Constant) and any(map(str.isalpha, str(part.value))) for part in node.values
    )
    return "".join(parts) if is_said else ""


def _part(part: ast.expr, number: int) -> str:
    if isinstance(part, ast.FormattedValue):
        return f"{{{part.value.id.lower()}}}" if isinstance(part.value, ast.Name) else f"{{value{number}}}"
    return str(getattr(part, "value", ""))
