"""Two OpenAPI documents compared, operation by operation."""

from collections.abc import Iterator
from itertools import chain

from dominos.evolution.levels import Change, Level
from dominos.evolution.schemas import Json, Side, compare, resolved

METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
PROBLEM = "application/problem+json"


def changes(before: Json, after: Json) -> list[Change]:
    """All that a client can notice, the gravest first; a document whose words alone differ has none."""
    found = chain(_operations(before, after))
    return sorted(set(found), key=lambda change: (-change.level, change.where, change.what))


def _operations(before: Json, after: Json) -> Iterator[Change]:
    old, new = dict(_each(before)), dict(_each(after))
    for name in old.keys() - new.keys():
        yield Change(Level.MAJOR, name, "is gone")
    for name in new.keys() - old.keys():
        yield Change(Level.MINOR, name, "is new")
    for name in old.keys() & new.keys():
        sent, got = Side(before, after, is_sent=True), Side(before, after, is_sent=False)
        yield from _parameters(sent, name, old[name], new[name])
        yield from _body(sent, name, old[name], new[name])
        yield from _answers(got, name, old[name], new[name])
        yield from tokens(name, old[name], new[name])


def _each(document: Json) -> Iterator[tuple[str, Json]]:
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                shared = item.get("parameters", [])
                own = item[method].get("parameters", [])
                yield f"{method.upper()} {path}", {**item[method], "parameters": [*shared, *own]}


def _parameters(side: Side, name: str, before: Json, after: Json) -> Iterator[Change]:
    def by_name(document: Json, operation: Json) -> dict[str, Json]:
        found = [resolved(document, each) for each in operation["parameters"]]
        return {f"{each['in']} {each['name']}": each for each in found}

    old, new = by_name(side.before, before), by_name(side.after, after)
    for key in old.keys() - new.keys():
        yield Change(Level.MAJOR, f"{name} {key}", "is gone")
    for key in new.keys() - old.keys():
        level = Level.MAJOR if new[key].get("required") else Level.MINOR
        yield Change(level, f"{name} {key}", "is new" + " and required" * (level is Level.MAJOR))
    for key in old.keys() & new.keys():
        if bool(old[key].get("required")) != bool(new[key].get("required")):
            yield Change(
                side.level(asks_more=bool(new[key].get("required"))), f"{name} {key}", "required or not"
            )
        yield from compare(side, f"{name} {key}", old[key].get("schema", {}), new[key].get("schema", {}))


def _body(side: Side, name: str, before: Json, after: Json) -> Iterator[Change]:
    old = resolved(side.before, before.get("requestBody", {}))
    new = resolved(side.after, after.get("requestBody", {}))
    if new.get("required") and not old.get("required"):
        yield Change(Level.MAJOR, name, "a body is required")
    yield from _content(side, f"{name} body", old.get("content", {}), new.get("content", {}))


def _content(side: Side, where: str, old: Json, new: Json) -> Iterator[Change]:
    for kind in old.keys() - new.keys():
        yield Change(Level.MAJOR, where, f"{kind} is gone")
    for kind in new.keys() - old.keys():
        yield Change(Level.MINOR, where, f"{kind} is new")
    for kind in old.keys() & new.keys():
        yield from compare(side, where, old[kind].get("schema", {}), new[kind].get("schema", {}))


def _answers(side: Side, name: str, before: Json, after: Json) -> Iterator[Change]:
    """A client has to know the answers that are good; of refusals it may meet new ones, whose class it knows."""
    old, new = before.get("responses", {}), after.get("responses", {})
    for status in old.keys() - new.keys():
        yield Change(Level.MAJOR if _is_good(status) else Level.MINOR, f"{name} {status}", "is gone")
    for status in new.keys() - old.keys():
        yield Change(Level.MINOR, f"{name} {status}", "is new")
    for status in old.keys() & new.keys():
        first, second = resolved(side.before, old[status]), resolved(side.after, new[status])
        found = _content(side, f"{name} {status}", first.get("content", {}), second.get("content", {}))
        for change in found:
            is_code = not _is_good(status) and change.what.endswith(("` is new", "` is gone"))
            yield Change(Level.MINOR, change.where, change.what) if is_code else change


def _is_good(status: str) -> bool:
    return status[0] in "123"


def tokens(name: str, before: Json, after: Json) -> Iterator[Change]:
    """Who needs a token now and did not is shut out; an empty requirement is for anybody."""

    def needs(operation: Json) -> bool:
        security = operation.get("security", [])
        return bool(security) and {} not in security

    if needs(before) != needs(after):
        level = Level.MAJOR if needs(after) else Level.MINOR
        yield Change(level, name, "a token is required" if needs(after) else "no token is required")
