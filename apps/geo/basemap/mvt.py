"""Mapbox Vector Tiles, version 2.1 of their specification: a protocol buffer of layers, features and commands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

EXTENT = 4096
_POINT, _LINE, _POLYGON = 1, 2, 3
_MOVE, _DRAW, _CLOSE = 1, 2, 7

type Feature = tuple[BaseGeometry, Mapping[str, str]]
"""A geometry in tile units (x to the right, y down, 0 to EXTENT within the tile) and its properties."""


def encode_tile(layers: Mapping[str, Iterable[Feature]]) -> bytes:
    """The tile; features that vanish when rounded to whole units are left out, and layers without features."""
    encoded = ((name, list(_features(features))) for name, features in layers.items())
    return b"".join(_field(3, _layer(name, found)) for name, found in encoded if found)


def _features(features: Iterable[Feature]) -> Iterator[tuple[int, list[int], Mapping[str, str]]]:
    for geometry, properties in features:
        kind, commands = _commands(geometry)
        if commands:
            yield kind, commands, properties


def _layer(name: str, features: Sequence[tuple[int, list[int], Mapping[str, str]]]) -> bytes:
    keys: dict[str, int] = {}
    values: dict[str, int] = {}
    parts = [_field(1, name.encode())]
    for kind, commands, properties in features:
        tags = [
            index
            for key, value in properties.items()
            if value
            for index in (keys.setdefault(key, len(keys)), values.setdefault(value, len(values)))
        ]
        body = _field(2, _varints(tags)) + _varints([3 << 3, kind]) + _field(4, _varints(commands))
        parts.append(_field(2, body))
    parts += [_field(3, key.encode()) for key in keys]
    parts += [_field(4, _field(1, value.encode())) for value in values]
    return b"".join([*parts, _varints([5 << 3, EXTENT, 15 << 3, 2])])


def _commands(geometry: BaseGeometry) -> tuple[int, list[int]]:
    cursor = np.zeros(2, dtype=np.int64)
    parts = shapely.get_parts(geometry)
    if geometry.geom_type.endswith("Point"):
        at = np.rint(shapely.get_coordinates(geometry)).astype(np.int64)
        return _POINT, [len(at) << 3 | _MOVE, *_moves(at, cursor)]
    commands: list[int] = []
    if geometry.geom_type.endswith("Polygon"):
        for part in parts:
            rings = [shapely.get_exterior_ring(part), *(part.interiors if len(part.interiors) else ())]
            for number, ring in enumerate(rings):
                drawn, cursor = _ring(ring, cursor, outer=number == 0)
                if not drawn and number == 0:
                    break
                commands += drawn
        return _POLYGON, commands
    for part in parts:
        drawn, cursor = _line(part, cursor)
        commands += drawn
    return _LINE, commands


def _line(line: BaseGeometry, cursor: np.ndarray) -> tuple[list[int], np.ndarray]:
    points = _distinct(shapely.get_coordinates(line))
    if len(points) < 2:
        return [], cursor
    moves = _moves(points, cursor)
    return [1 << 3 | _MOVE, *moves[:2], (len(points) - 1) << 3 | _DRAW, *moves[2:]], points[-1]


def _ring(ring: BaseGeometry, cursor: np.ndarray, *, outer: bool) -> tuple[list[int], np.ndarray]:
    """An outer ring turns so that its area is positive with y down, an inner one the other way."""
    points = _distinct(shapely.get_coordinates(ring))[:-1]
    if len(points) < 3:
        return [], cursor
    x, y = points[:, 0], points[:, 1]
    area = int((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())
    if not area:
        return [], cursor
    if (area > 0) != outer:
        points = points[::-1]
    moves = _moves(points, cursor)
    return (
        [1 << 3 | _MOVE, *moves[:2], (len(points) - 1) << 3 | _DRAW, *moves[2:], 1 << 3 | _CLOSE],
        points[-1],
    )


def _distinct(coordinates: np.ndarray) -> np.ndarray:
    """Whole units, without points that fall on the one before."""
    points = np.rint(coordinates).astype(np.int64)
    distinct: np.ndarray = points[np.concatenate([[True], (np.diff(points, axis=0) != 0).any(axis=1)])]
    return distinct


def _moves(points: np.ndarray, cursor: np.ndarray) -> list[int]:
    steps = np.diff(points, axis=0, prepend=cursor[None, :])
    zigzag: list[int] = ((steps << 1) ^ (steps >> 63)).ravel().tolist()
    return zigzag


def _field(number: int, content: bytes) -> bytes:
    return _varints([number << 3 | 2, len(content)]) + content


def _varints(numbers: Iterable[int]) -> bytes:
    out = bytearray()
    for number in numbers:
        while number > 127:
            out.append(number & 127 | 128)
            number >>= 7
        out.append(number)
    return bytes(out)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A feature of a tile: its `kind`, and its lines or rings, each a list of points in tile units."""

    kind: str
    parts: Sequence[Any]


def decode_tile(data: bytes) -> dict[str, list[Drawn]]:
    """The layers of a tile written by `encode_tile`."""
    layers = (list(_read(content)) for number, content in _read(data) if number == 3)
    return dict(_decoded_layer(fields) for fields in layers)


def _decoded_layer(fields: list[tuple[int, Any]]) -> tuple[str, list[Drawn]]:
    name = next(content for number, content in fields if number == 1).decode()
    keys = [content.decode() for number, content in fields if number == 3]
    values = [dict(_read(content))[1].decode() for number, content in fields if number == 4]
    features = (dict(_read(content)) for number, content in fields if number == 2)
    found = []
    for feature in features:
        tags = _unpacked(feature.get(2, b""))
        properties = {keys[key]: values[value] for key, value in zip(tags[::2], tags[1::2], strict=True)}
        found.append(Drawn(properties.get("kind", ""), _parts(_unpacked(feature[4]))))
    return name, found


def _parts(numbers: list[int]) -> list[list[tuple[int, int]]]:
    parts: list[list[tuple[int, int]]] = []
    x = y = at = 0
    while at < len(numbers):
        command, count = numbers[at] & 7, numbers[at] >> 3
        at += 1
        if command == _CLOSE:
            continue
        for _ in range(count):
            dx, dy = ((number >> 1) ^ -(number & 1) for number in numbers[at : at + 2])
            x, y, at = x + dx, y + dy, at + 2
            if command == _MOVE:
                parts.append([(x, y)])
            else:
                parts[-1].append((x, y))
    return parts


def _read(data: bytes) -> Iterator[tuple[int, Any]]:
    """The fields of a message: their numbers, and what they hold, a number or bytes."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        value, at = _varint(data, at)
        if key & 7 == 2:
            value, at = data[at : at + value], at + value  # type: ignore[assignment]
        yield key >> 3, value


def _unpacked(data: bytes) -> list[int]:
    numbers, at = [], 0
    while at < len(data):
        number, at = _varint(data, at)
        numbers.append(number)
    return numbers


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[at]
        number |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return number, at
