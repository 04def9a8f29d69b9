"""Loading: repeatable, interruptible, and never a moment without a map."""

import shutil
import threading
from io import StringIO

import osmium
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from apps.geo.conf import graphs_dir
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import Point
from apps.geo.geocoding.chain import geocode
from apps.geo.models import Address, City, MapTile, Street
from apps.geo.osm.extract import read_extract
from apps.geo.osm.streets import build_address_book
from apps.geo.queries.cities import clear_live_city, live_city
from apps.geo.use_cases.city_loader import CannotLoad, demo_extract, load_city
from dominos.kernel.services import service

TYPED = "Mannerheimintie 10, 00100 Helsinki"


@pytest.fixture
def revised_extract(tmp_path):
    """The demo city with one more house: another file, another content."""
    path = tmp_path / "revised.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for element in osmium.FileProcessor(str(demo_extract())):
            writer.add(element)
        tags = {"addr:housenumber": "777", "addr:street": "Mannerheimintie", "addr:city": "Helsinki"}
        writer.add_node(osmium.osm.mutable.Node(id=10**15, location=(24.9400, 60.1720), tags=tags, version=1))
    return path


def test_loading_again_is_quick_and_changes_nothing(city, django_assert_max_num_queries):
    addresses = Address.objects.count()
    with django_assert_max_num_queries(2):
        again = load_city(demo_extract())
    assert not again.fresh
    assert Address.objects.count() == addresses


def test_the_command_shows_its_progress(city, revised_extract):
    out = StringIO()
    call_command("load_city", str(revised_extract), name="Revised", stdout=out)
    assert "building the car graph" in out.getvalue()
    assert "Revised is live" in out.getvalue()
    assert geocode("Mannerheimintie 777, Helsinki").verdict == "accept"
    out = StringIO()
    call_command("load_city", str(revised_extract), stdout=out)
    assert "already loaded" in out.getvalue()
    back = load_city(demo_extract())
    assert back.fresh
    assert geocode("Mannerheimintie 777, Helsinki").hits[0].precision == "street"


def test_a_start_of_the_platform_keeps_the_city_that_was_loaded_by_hand(city, revised_extract):
    load_city(revised_extract, name="Revised")
    out = StringIO()
    call_command("load_city", "--keep", stdout=out)
    assert "stays live" in out.getvalue()
    assert City.objects.get(is_active=True).name == "Revised"
    call_command("load_city", str(revised_extract), "--keep", stdout=out)
    assert "already loaded" in out.getvalue()


NOWHERE = b'<osm version="0.6"><node id="1" version="1" lat="xx" lon="24.9"/></osm>'


@pytest.mark.parametrize(
    ("name", "content"), [("bad.osm.pbf", b""), ("bad.osm.pbf", b"not a map"), ("bad.osm", NOWHERE)]
)
def test_a_file_that_is_no_map_leaves_the_live_one(city, tmp_path, name, content):
    bad = tmp_path / name
    bad.write_bytes(content)
    with pytest.raises(CannotLoad):
        load_city(bad)
    with pytest.raises(CommandError):
        call_command("load_city", str(tmp_path / "missing.osm.pbf"))
    clear_live_city()
    assert live_city() == city
    assert geocode(TYPED).verdict == "accept"


def test_a_lost_graph_is_built_again(city):
    shutil.rmtree(graphs_dir() / city.content_hash)
    here, there = Point(lat=60.1713, lon=24.9414), Point(lat=60.1675, lon=24.9525)
    assert service(GeoService).route(origin=here, destination=there).confidence == "straight_line"
    load_city(demo_extract())
    assert service(GeoService).route(origin=here, destination=there).confidence == "road"


@pytest.mark.slow
def test_old_cities_and_their_graphs_do_not_pile_up(city, revised_extract, tmp_path):
    load_city(revised_extract)
    third = tmp_path / "third.osm.pbf"
    with osmium.SimpleWriter(str(third)) as writer:
        for element in osmium.FileProcessor(str(demo_extract())):
            if not element.is_relation():
                writer.add(element)
    load_city(third)
    hashes = set(City.objects.values_list("content_hash", flat=True))
    assert len(hashes) == 2
    assert city.content_hash not in hashes
    assert {folder.name for folder in graphs_dir().iterdir()} == hashes
    assert not Street.objects.exclude(city__content_hash__in=hashes).exists()
    assert set(MapTile.objects.values_list("city__content_hash", flat=True)) == hashes


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_readers_never_miss_the_city_while_it_is_replaced(_loaded_once, revised_extract):
    load_city(demo_extract())
    stop, failures, answers = threading.Event(), [], []

    def read() -> None:
        here, there = Point(lat=60.1713, lon=24.9414), Point(lat=60.1675, lon=24.9525)
        try:
            while not stop.is_set():
                result = geocode(TYPED)
                route = service(GeoService).route(origin=here, destination=there)
                answers.append((result.verdict, route.confidence))
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for path in (revised_extract, demo_extract(), revised_extract):
            load_city(path)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert failures == []
    assert set(answers) == {("accept", "road")}


def _extract(tmp_path, nodes, ways=()):
    path = tmp_path / "made.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for id, lon, lat, tags in nodes:
            writer.add_node(osmium.osm.mutable.Node(id=id, location=(lon, lat), tags=tags, version=1))
        for id, refs, tags in ways:
            writer.add_way(osmium.osm.mutable.Way(id=id, nodes=refs, tags=tags, version=1))
    return path


def test_doors_between_two_known_doors_are_interpolated(tmp_path):
    nodes = [
        (1, 24.0, 60.0, {"addr:housenumber": "2", "addr:street": "Long Road"}),
        (2, 24.001, 60.0, {}),
        (3, 24.004, 60.0, {"addr:housenumber": "10", "addr:street": "Long Road"}),
    ]
    path = _extract(tmp_path, nodes, [(1, [1, 2, 3], {"addr:interpolation": "even"})])
    doors = {address.number.first: address for address in read_extract(path).addresses}
    assert sorted(doors) == [2, 4, 6, 8, 10]
    assert [doors[number].lon for number in (4, 6, 8)] == pytest.approx([24.001, 24.002, 24.003])
    assert not doors[6].exact


def test_one_name_in_two_towns_is_two_streets_and_a_question(tmp_path):
    def house(id, lon, number, city):
        tags = {"addr:housenumber": number, "addr:street": "Main Street", "addr:city": city}
        return (id, lon, 60.0, tags)

    nodes = [house(1, 24.0, "1", "Westham"), house(2, 24.001, "3", "Westham"), house(3, 24.5, "1", "Norwich")]
    book = build_address_book(read_extract(_extract(tmp_path, nodes)))
    assert sorted((street.city, len(street.doors)) for street in book.streets) == [
        ("Norwich", 1),
        ("Westham", 2),
    ]


def test_missing_postcodes_come_from_the_neighbours(tmp_path):
    street = {"addr:street": "Main Street", "addr:city": "Westham"}
    nodes = [
        (1, 24.0, 60.0, {**street, "addr:housenumber": "1", "addr:postcode": "123"}),
        (2, 24.001, 60.0, {**street, "addr:housenumber": "3"}),
        (3, 24.1, 60.0, {**street, "addr:housenumber": "99"}),
    ]
    extract = read_extract(_extract(tmp_path, nodes))
    build_address_book(extract)
    assert [address.postcode for address in extract.addresses] == ["123", "123", ""]


NUMBERS = ("12 к2 с1", "12 к1", "14-18", "7 bis", "7", "21 1/2", "30-H", "30-2", "37-01", "37-28")


@pytest.mark.django_db
def test_house_numbers_of_many_countries(_loaded_once, tmp_path):
    """Each on a door of its own, a hundred metres from the next; all in one street."""
    nodes = [(1, 14.40, 50.08, {}), (2, 14.40, 50.10, {})]
    nodes += [
        (10 + at, 14.40, 50.08 + at / 1000, {"addr:housenumber": written, "addr:street": "Long Road"})
        for at, written in enumerate(NUMBERS)
    ]
    load_city(_extract(tmp_path, nodes, [(1, [1, 2], {"highway": "residential", "name": "Long Road"})]))
    for written in NUMBERS:
        found = geocode(f"Long Road {written}")
        assert (found.verdict, found.hits[0].house_number) == ("accept", written), found
    again = {
        "12, корп. 2, стр. 1": "12 к2 с1",
        "12K1": "12 к1",
        "7bis": "7 bis",
        "21½": "21 1/2",
        "30h": "30-H",
    }
    for typed, written in again.items():
        assert geocode(f"Long Road {typed}").hits[0].house_number == written
    heads = {typed: geocode(f"Long Road {typed}") for typed in ("12", "16", "21", "30", "37-29")}
    assert [heads[typed].verdict for typed in ("12", "30", "37-29")] == ["did_you_mean"] * 3
    assert {hit.house_number for hit in heads["12"].hits} == {"12 к2 с1", "12 к1"}
    assert {heads["21"].hits[0].house_number, heads["16"].hits[0].house_number} == {"21 1/2", "14-18"}
    suggested = service(GeoService).suggest(prefix="Long Road 12")
    assert [hit.house_number for hit in suggested] == ["12 к1", "12 к2 с1"]
    assert service(GeoService).suggest(prefix="Long Road 12 к2")[0].house_number == "12 к2 с1"


@pytest.mark.django_db
def test_an_extract_of_another_country(_loaded_once, tmp_path):
    """No bounds, no postcodes, houses of a village instead of a street, a building in parts, names beyond measure."""
    path = tmp_path / "made.osm.pbf"
    here = (14.40, 50.08)
    corners = [
        (0, 0),
        (0.001, 0),
        (0.001, 0.001),
        (0, 0.001),
        (0.0003, 0.0003),
        (0.0006, 0.0003),
        (0.0006, 0.0006),
    ]
    with osmium.SimpleWriter(str(path)) as writer:
        for id, (east, north) in enumerate(
            [*corners, (0.002, 0.002), (0.004, 0.002), (0.003, 0.003)], start=1
        ):
            tags = {"place": "town", "name": "Město " * 60} if id == 10 else {}
            tags |= (
                {"addr:conscriptionnumber": "12", "addr:housenumber": "12", "addr:place": "Lhota"}
                if id == 8
                else {}
            )
            place = (here[0] + east, here[1] + north)
            writer.add_node(osmium.osm.mutable.Node(id=id, location=place, tags=tags, version=1))
        for id, refs, tags in (
            (1, [1, 2, 3, 4, 1], {}),
            (2, [5, 6, 7, 5], {}),
            (3, [8, 9], {"highway": "residential", "name": "Křížovnická " * 30}),
            (4, [9, 10], {"highway": "primary"}),
        ):
            writer.add_way(osmium.osm.mutable.Way(id=id, nodes=refs, tags=tags, version=1))
        house = {
            "type": "multipolygon",
            "building": "yes",
            "addr:housenumber": "123/45",
            "addr:street": "Hlavní",
        }
        members = [("w", 1, "outer"), ("w", 2, "inner")]
        writer.add_relation(osmium.osm.mutable.Relation(id=1, members=members, tags=house, version=1))
    loaded = load_city(path)
    assert loaded.addresses == 2
    assert geocode("Lhota 12").verdict == "accept"
    assert [geocode(f"hlavni {number}").verdict for number in ("123/45", "123", "45")] == ["accept"] * 3
    assert geocode("hlavni 45").hits[0].score < geocode("hlavni 123/45").hits[0].score
    shown = service(GeoService).reverse(point=Point(lat=here[1] + 0.0005, lon=here[0] + 0.0005))
    assert (shown.hit.street, shown.hit.house_number) == ("Hlavní", "123/45")
    near, far = (
        Point(lat=here[1] + 0.002, lon=here[0] + 0.002),
        Point(lat=here[1] + 0.003, lon=here[0] + 0.003),
    )
    assert service(GeoService).route(origin=near, destination=far, profile="car").confidence == "road"
    assert MapTile.objects.filter(city__is_active=True, z=14).exists()


@pytest.mark.django_db
def test_an_equal_address_in_two_towns_is_a_question(_loaded_once, tmp_path):
    ways = [(1, [1, 2], {"highway": "residential"}), (2, [3, 4], {"highway": "residential"})]
    nodes = []
    for at, (lon, city) in enumerate(((24.0, "Westham"), (24.5, "Norwich"))):
        tags = {"addr:housenumber": "1", "addr:street": "Main Street", "addr:city": city}
        nodes += [(2 * at + 1, lon, 60.0, tags), (2 * at + 2, lon + 0.01, 60.0, {})]
    load_city(_extract(tmp_path, nodes, ways))
    assert geocode("Main Street 1").verdict == "did_you_mean"
    assert geocode("Main Street 1, Norwich").verdict == "accept"
    assert geocode("Main Street 1, Norwich").hits[0].city == "Norwich"
    near = geocode("Main Street 1", near=Point(lat=60.0, lon=24.5))
    assert near.hits[0].city == "Norwich"


NORTH_AMERICAN_STREETS = [
    ("Pennsylvania Avenue Northwest", ["1600 Pennsylvania Ave NW, Washington", "1600 Pennsylvania Avenue N.W."]),
    ("Southwest 5th Avenue", ["100 SW Fifth Avenue, Portland", "100 SW 5th Ave", "100 S.W. Fifth Av"]),
    ("North Martin Luther King Junior Boulevard", ["100 N Martin Luther King Junior Blvd"]),
    ("East 21st Street", ["100 E 21st St", "100 East Twenty-First Street", "100 E. Twenty First St."]),
    ("Northeast 42nd Street", ["100 NE Forty-Second Street", "100 North East 42nd St"]),
    ("12th Street", ["100 Twelfth Street", "100 12th St."]),
    ("Southeast Main Street", ["100 Main St SE", "100 SE Main Street"]),
]  # fmt: skip


@pytest.mark.django_db
def test_quarters_and_numbered_streets_of_north_america(_loaded_once, tmp_path):
    nodes, ways = [], []
    for at, (street, _) in enumerate(NORTH_AMERICAN_STREETS):
        lat = 45.5 + at / 500
        number = "1600" if street.startswith("Pennsylvania") else "100"
        tags = {
            "addr:housenumber": number,
            "addr:street": street,
            "addr:city": "Washington" if number == "1600" else "Portland",
        }
        nodes += [(2 * at + 1, -122.67, lat, tags), (2 * at + 2, -122.66, lat, {})]
        ways.append((at + 1, [2 * at + 1, 2 * at + 2], {"highway": "residential", "name": street}))
    load_city(_extract(tmp_path, nodes, ways))
    found = {typed: geocode(typed) for _, writings in NORTH_AMERICAN_STREETS for typed in writings}
    wanted = {typed: street for street, writings in NORTH_AMERICAN_STREETS for typed in writings}
    assert {
        typed: (
            result.verdict,
            result.hits[0].street if result.hits else "",
            result.hits and result.hits[0].score,
        )
        for typed, result in found.items()
        if result.verdict != "accept" or result.hits[0].street != wanted[typed]
    } == {}
