"""What other extracts hold: street relations, interpolations that name the street, no cars, the date line."""

import osmium
import psycopg
import pytest
from django.db import connection
from osmium.osm.mutable import Node, Relation, Way

from apps.geo.basemap.tiles import make_tiles
from apps.geo.conf import graphs_dir
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import Point
from apps.geo.domain.address_query import read_address
from apps.geo.domain.house_number import parse_house_number
from apps.geo.geocoding.chain import geocode
from apps.geo.osm.extract import read_extract
from apps.geo.osm.streets import build_address_book
from apps.geo.queries.cities import clear_live_city, live_city
from apps.geo.use_cases.city_loader import LOAD_LOCK, CannotLoad, load_city
from dominos.kernel.services import service


def _written(tmp_path, nodes, ways=(), relations=()):
    path = tmp_path / "made.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for id, (lon, lat, tags) in enumerate(nodes, start=1):
            writer.add_node(Node(id=id, location=(lon, lat), tags=tags, version=1))
        for id, (refs, tags) in enumerate(ways, start=1):
            writer.add_way(Way(id=id, nodes=refs, tags=tags, version=1))
        for id, (members, tags) in enumerate(relations, start=1):
            writer.add_relation(Relation(id=id, members=members, tags=tags, version=1))
    return path


def test_a_street_relation_names_the_street_of_its_houses(tmp_path):
    nodes = [(10 + at / 1000, 47.0, {"addr:housenumber": str(at + 1)}) for at in range(3)]
    nodes += [(10.01, 47.0, {}), (10.011, 47.0, {}), (10.011, 47.001, {})]
    house = ([4, 5, 6, 4], {"building": "yes", "addr:housenumber": "9"})
    named = {
        "type": "associatedStreet",
        "name": "Marktgasse",
        "addr:postcode": "6900",
        "addr:city": "Bregenz",
    }
    members = [*(("n", at, "house") for at in (1, 2)), ("w", 1, "house"), ("n", 77, "house")]
    found = read_extract(_written(tmp_path, nodes, [house], [(members, named)])).addresses
    assert [(door.street, door.number.first, door.postcode, door.city) for door in found] == [
        ("Marktgasse", number, "6900", "Bregenz") for number in (1, 2, 9)
    ]


def test_an_interpolation_may_name_the_street_of_its_ends(tmp_path):
    nodes = [(20.0, 50.0, {"addr:housenumber": "1"}), (20.004, 50.0, {"addr:housenumber": "9"})]
    line = ([1, 2], {"addr:interpolation": "odd", "addr:street": "Pine Street"})
    found = read_extract(_written(tmp_path, nodes, [line])).addresses
    doors = {door.number.first: door for door in found}
    assert sorted(doors) == [1, 3, 5, 7, 9]
    assert {door.street for door in found} == {"Pine Street"}
    assert [doors[number].exact for number in (1, 3, 9)] == [True, False, True]


def test_a_raised_digit_is_part_of_a_house_number(tmp_path):
    assert parse_house_number("1²").first == 1
    assert read_address("Main Street 1²")
    nodes = [(10.0, 47.0, {"addr:housenumber": "1²", "addr:street": "Main\t\x07Street\n"})]
    (door,) = read_extract(_written(tmp_path, nodes)).addresses
    assert (door.street, door.number.first) == ("Main Street", 1)


def test_a_map_on_both_sides_of_the_date_line_has_only_squares_that_exist(tmp_path):
    nodes = [(180.0, -17.0, {}), (179.99, -17.0, {}), (-180.0, -17.0, {}), (-179.99, -17.0, {})]
    road = {"highway": "residential", "name": "Dateline Road"}
    shore = {"natural": "coastline"}
    path = _written(tmp_path, nodes, [([2, 1], road), ([3, 4], road), ([2, 1], shore)])
    tiles = make_tiles(path, (-180.0, -18.0, 180.0, -16.0))
    assert {(tile.z, tile.x) for tile in tiles if tile.z == 14} == {(14, 0), (14, 2**14 - 1)}


def test_the_city_is_called_after_its_largest_place_or_most_streets(tmp_path, _loaded_once, db):
    nodes = [(10.0, 47.0, {}), (10.01, 47.0, {}), (10.0, 47.001, {"place": "village", "name": "Oberdorf"})]
    house = {"addr:housenumber": "1", "addr:street": "Dorfstraße"}
    path = _written(tmp_path, [*nodes, (10.0, 47.0, house)], [([1, 2], {"highway": "residential"})])
    assert load_city(path).name == "Oberdorf"


@pytest.fixture
def island(tmp_path):
    """A place without cars."""
    nodes = [(10.0 + at / 1000, 47.0, {}) for at in range(9)]
    houses = [
        (10.0 + at / 1000, 47.0, {"addr:housenumber": str(at), "addr:street": "Dune"}) for at in range(1, 9)
    ]
    cycleway = (list(range(1, 10)), {"highway": "cycleway", "name": "Dune"})
    return _written(tmp_path, nodes + houses, [cycleway])


def test_a_place_without_cars_has_estimates_for_them(island, _loaded_once, db):
    said = []
    assert load_city(island, said.append).addresses == 8
    here, there = Point(lat=47.0, lon=10.001), Point(lat=47.0, lon=10.007)
    ways = {
        profile: service(GeoService).route(origin=here, destination=there, profile=profile).confidence
        for profile in ("bicycle", "car")
    }
    assert ways == {"bicycle": "road", "car": "straight_line"}
    assert any("no road for the profile car" in step for step in said)


def test_houses_without_a_road_are_refused_in_plain_words(tmp_path, city):
    path = _written(tmp_path, [(10.0, 47.0, {"addr:housenumber": "1", "addr:street": "Dune"})])
    with pytest.raises(CannotLoad, match=r"made\.osm\.pbf has no road$"):
        load_city(path)
    clear_live_city()
    assert live_city() == city


def test_a_second_load_is_refused_at_once_and_touches_nothing(island, city):
    """Before it reads anything: the first will remove every graph that the database does not know."""
    settings = connection.settings_dict
    other = psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], user=settings["USER"], password=settings["PASSWORD"],
        dbname=settings["NAME"],
    )  # fmt: skip
    folders, said = set(graphs_dir().iterdir()), []
    with other:
        other.execute("SELECT pg_advisory_lock(%s)", [LOAD_LOCK])
        with pytest.raises(CannotLoad, match="another load is under way"):
            load_city(island, said.append)
        assert (said, set(graphs_dir().iterdir())) == ([], folders)
        other.execute("SELECT pg_advisory_unlock(%s)", [LOAD_LOCK])  # a lost connection takes its time
    assert load_city(island).fresh


def test_a_map_cut_through_its_ways_keeps_what_is_inside(tmp_path):
    """An extract is cut through its ways: what is left of them counts."""
    nodes = [(10.0 + at / 1000, 47.0, {}) for at in range(4)]
    ways = [
        ([901, 1, 2, 3, 902], {"highway": "residential", "name": "Grenzweg"}),
        ([901, 902], {"highway": "residential", "name": "Aussenweg"}),
        ([901, 2, 3, 901], {"building": "yes", "addr:housenumber": "5", "addr:street": "Grenzweg"}),
    ]
    relation = (
        [("w", 99, "outer")],
        {"type": "multipolygon", "addr:housenumber": "7", "addr:street": "Grenzweg"},
    )
    book = build_address_book(read_extract(_written(tmp_path, nodes, ways, [relation])))
    assert [(street.name, len(street.doors)) for street in book.streets] == [("Grenzweg", 1)]


@pytest.mark.django_db
def test_a_door_of_another_town_than_most_of_its_street_survives_a_typo(_loaded_once, tmp_path):
    """A long street has a door in the next town, with the next town's postcode."""

    def house(at, number, postcode, city):
        tags = {"addr:housenumber": number, "addr:street": "Vesterbrogade", "addr:postcode": postcode}
        return (12.5 + at / 1000, 55.67, {**tags, "addr:city": city})

    nodes = [house(at, str(at), "1620", "København") for at in range(1, 9)]
    nodes.append(house(9, "172", "1800", "Frederiksberg"))
    path = _written(
        tmp_path, nodes, [(list(range(1, 10)), {"highway": "residential", "name": "Vesterbrogade"})]
    )
    load_city(path)
    found = geocode("Vesternrogade 172, 1800 Frederiksberg")
    assert (found.verdict, found.hits[0].house_number, found.hits[0].city) == (
        "accept",
        "172",
        "Frederiksberg",
    )


@pytest.mark.django_db
def test_names_are_found_without_their_word_for_street(_loaded_once, tmp_path):
    house = {"addr:housenumber": "5", "addr:city": "Москва"}
    nodes = [
        (30.0, 50.0, {**house, "addr:street": "улица Ленина"}),
        (30.001, 50.0, {**house, "addr:street": "Невский проспект"}),
    ]
    load_city(_written(tmp_path, nodes, [([1, 2], {"highway": "residential"})]))
    asked = ("ленина 5", "Ленина ул. 5, Москва", "улица Ленина, д. 5", "невский пр-т 5", "Невский 5")
    assert [geocode(typed).verdict for typed in asked] == ["accept"] * len(asked)
    assert geocode("ленина 5").hits[0].street == "улица Ленина"
    assert service(GeoService).suggest(prefix="лен")[0].street == "улица Ленина"
    assert geocode("улица Мира 5").verdict == "not_found"
