"""Two schemas of a JSON value compared: of what clients send less may be asked, of what they get more promised."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dominos.evolution.levels import Change, Level

type Json = Mapping[str, Any]
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
FORMS = ("pattern", "format")


@dataclass(frozen=True, slots=True)
class Side:
    """A document before and after, whether clients send the value, and the pairs of names being compared."""

    before: Json
    after: Json
    is_sent: bool
    open: frozenset[tuple[str, str]] = field(default=frozenset())

    def level(self, *, asks_more: bool) -> Level:
        """Of a value that clients send, asking for more breaks them; of one they get, promising less does."""
        return Level.MAJOR if asks_more == self.is_sent else Level.MINOR


def resolved(document: Json, found: Json) -> Json:
    """What a reference of this document stands for; anything else as it is."""
    while "$ref" in found:
        target: Any = document
        for part in found["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        found = target
    return found


def compare(side: Side, where: str, before: Json, after: Json) -> Iterator[Change]:
    """Every difference that a client can notice."""
    names = (before.get("$ref", ""), after.get("$ref", ""))
    if all(names):
        if names in side.open:
            return
        side = replace(side, open=side.open | {names})
    before, after = resolved(side.before, before), resolved(side.after, after)
    yield from _alternatives(side, where, before, after)
    yield from _values(side, where, before, after)
    yield from _bounds(side, where, before, after)
    yield from _members(side, where, before, after)
    for key in ("items", "additionalProperties"):
        yield from _inner(side, where, key, before.get(key, True), after.get(key, True))


def _alternatives(side: Side, where: str, before: Json, after: Json) -> Iterator[Change]:
    """`anyOf`, `oneOf`, `allOf` and types: of each kind those that are gone, those that came, those that stayed."""
    parts = zip(before.get("allOf", []), after.get("allOf", []), strict=False)
    for number, (old_part, new_part) in enumerate(parts):
        yield from compare(side, f"{where}/{number}", old_part, new_part)
    old, new = _kinds(before), _kinds(after)
    if old and new:
        for kind in sorted(old.keys() - new.keys()):
            yield Change(side.level(asks_more=True), where, f"is no longer {kind}")
        for kind in sorted(new.keys() - old.keys()):
            yield Change(side.level(asks_more=False), where, f"may be {kind}")
        for kind in sorted(old.keys() & new.keys()):
            if old[kind] is not before or new[kind] is not after:
                yield from compare(side, where, old[kind], new[kind])


def _kinds(schema: Json) -> dict[str, Json]:
    """The alternatives, by name or type; a schema without any is its own."""
    several = schema.get("anyOf") or schema.get("oneOf")
    if several:
        return {_kind(each): each for each in several}
    types = schema.get("type")
    if isinstance(types, list):
        return {kind: {**schema, "type": kind} for kind in types}
    return {types: schema} if types else {}


def _kind(schema: Json) -> str:
    name = schema.get("$ref", "").rpartition("/")[2]
    return name or str(schema.get("const", schema.get("type", "anything")))


def _values(side: Side, where: str, before: Json, after: Json) -> Iterator[Change]:
    old, new = _enum(before), _enum(after)
    if old is None and new is None:
        return
    if old is None or new is None:
        yield Change(side.level(asks_more=old is None), where, "any value, or only some")
        return
    for value in sorted(old - new):
        yield Change(side.level(asks_more=True), where, f"`{value}` is gone")
    for value in sorted(new - old):
        yield Change(side.level(asks_more=False), where, f"`{value}` is new")


def _enum(schema: Json) -> set[str] | None:
    values = schema.get("enum", [schema["const"]] if "const" in schema else None)
    return None if values is None else {str(value) for value in values}


def _bounds(side: Side, where: str, before: Json, after: Json) -> Iterator[Change]:
    for keys, end in ((UPPER, float("inf")), (LOWER, float("-inf"))):
        for key in keys:
            old, new = before.get(key, end), after.get(key, end)
            if old != new:
                is_narrower = new < old if keys is UPPER else new > old
                level = Level.MAJOR if is_narrower and side.is_sent else Level.MINOR
                yield Change(level, where, f"{key} is {new}, was {old}")
    for key in FORMS:
        old, new = before.get(key), after.get(key)
        if old != new:
            is_freer = new is None if side.is_sent else old is None
            yield Change(Level.MINOR if is_freer else Level.MAJOR, where, f"{key} is {new}, was {old}")


def _members(side: Side, where: str, before: Json, after: Json) -> Iterator[Change]:
    old, new = before.get("properties", {}), after.get("properties", {})
    was, now = set(before.get("required", [])), set(after.get("required", []))
    for name in sorted(old.keys() - new.keys()):
        yield Change(Level.MAJOR, f"{where}.{name}", "is gone")
    for name in sorted(new.keys() - old.keys()):
        is_asked = side.is_sent and name in now
        yield Change(
            Level.MAJOR if is_asked else Level.MINOR, f"{where}.{name}", "is new" + " and required" * is_asked
        )
    for name in sorted(old.keys() & new.keys()):
        if (name in was) != (name in now):
            is_required = name in now
            what = "is required" if is_required else "is not always there"
            yield Change(side.level(asks_more=is_required), f"{where}.{name}", what)
        yield from compare(side, f"{where}.{name}", old[name], new[name])


def _inner(side: Side, where: str, key: str, before: Any, after: Any) -> Iterator[Change]:
    """Items, and members of any name: a schema, or whether there may be any."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from compare(side, f"{where}[]", before, after)
    elif before is not after and before != after:
        yield Change(side.level(asks_more=after is not True), where, f"{key} is another")
