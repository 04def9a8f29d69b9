"""Two AsyncAPI documents compared: frames of sockets by who sends them, messages between apps both ways.

A message is read by apps that are older than its sender, while releases change over, and by newer ones, since outboxes
keep it: neither may find more or less in it than its version has. What has to differ is another version, beside it.
"""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from dominos.evolution.documents import tokens
from dominos.evolution.levels import Change, Level
from dominos.evolution.schemas import Json, Side, compare, resolved

ELSEWHERE = "openapi.yaml#"
"""Where a frame stands that REST takes alike: it is compared there."""


def changes(before: Json, after: Json, read: Callable[[Json], object] = lambda payload: None) -> list[Change]:
    """All that a client of sockets or another app can notice, the gravest first.

    `read` reads the payload of an example that was released, as today's apps do; raises ValueError or LookupError.
    """
    found = chain(
        _frames(before, after), _operations(before, after), _messages(before, after), _examples(before, read)
    )
    gravest: dict[tuple[str, str], Change] = {}
    for change in found:
        known = gravest.setdefault((change.where, change.what), change)
        gravest[change.where, change.what] = max(known, change)
    return sorted(gravest.values(), key=lambda change: (-change.level, change.where, change.what))


def _frames(before: Json, after: Json) -> Iterator[Change]:
    old, new = dict(_frames_of(before)), dict(_frames_of(after))
    yield from _names(old, new)
    for where in old.keys() & new.keys():
        is_sent = where.endswith(" takes")
        yield from compare(Side(before, after, is_sent=is_sent), where, old[where], new[where])


def _frames_of(document: Json) -> Iterator[tuple[str, Json]]:
    """The payload of each frame, by its socket, its name and who sends it."""
    for _, operation, address in _socket_operations(document):
        way = "takes" if operation["action"] == "receive" else "sends"
        for reference in operation["messages"]:
            message = resolved(document, reference)
            payload = message["payload"]
            name = reference["$ref"].rpartition("/")[2]
            yield f"{address} {name} {way}", {} if ELSEWHERE in payload.get("$ref", "") else payload


def _operations(before: Json, after: Json) -> Iterator[Change]:
    old = {name: operation for name, operation, _ in _socket_operations(before)}
    for name, operation, _ in _socket_operations(after):
        if name in old:
            yield from tokens(name, old[name], operation)


def _socket_operations(document: Json) -> Iterator[tuple[str, Json, str]]:
    for name, operation in document.get("operations", {}).items():
        channel = resolved(document, operation["channel"])
        if channel.get("address"):
            yield name, operation, channel["address"]


def _messages(before: Json, after: Json) -> Iterator[Change]:
    old, new = dict(_messages_of(before)), dict(_messages_of(after))
    yield from _names(old, new)
    for where in old.keys() & new.keys():
        for is_sent in (True, False):
            yield from compare(Side(before, after, is_sent=is_sent), where, old[where], new[where])


def _messages_of(document: Json) -> Iterator[tuple[str, Json]]:
    """What is in each message between apps, by its type and version."""
    for message in document.get("components", {}).get("messages", {}).values():
        if "allOf" in message["payload"]:
            yield message["name"], message["payload"]["allOf"][1]["properties"]["data"]


def _examples(before: Json, read: Callable[[Json], object]) -> Iterator[Change]:
    for message in before.get("components", {}).get("messages", {}).values():
        for example in message.get("examples", ()):
            try:
                read(example["payload"])
            except (ValueError, LookupError, TypeError) as error:
                why = str(error).splitlines()[0]
                yield Change(Level.MAJOR, message["name"], f"one that is stored cannot be read: {why}")


def _names(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for where in old.keys() - new.keys():
        yield Change(Level.MAJOR, where, "is gone")
    for where in new.keys() - old.keys():
        yield Change(Level.MINOR, where, "is new")
