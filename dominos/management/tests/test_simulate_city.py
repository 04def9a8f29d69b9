"""`manage.py simulate_city` on whatever city is loaded."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.geo.models import Address, City, Street
from apps.geo.queries.cities import clear_live_city
from dominos.kernel.clock import now
from dominos.management.loaded_city import loaded_doors
from dominos.simulation.town import chosen_sites

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_city(db):
    City.objects.update(is_active=False)
    clear_live_city()
    yield
    clear_live_city()


@pytest.fixture
def village(no_city):
    city = City.objects.create(
        content_hash="v", name="Village", file_name="village.osm.pbf", is_active=True, loaded_at=now(),
        south=50.0, west=8.0, north=50.02, east=8.02, streets=3, addresses=36,
    )  # fmt: skip
    for s in range(3):
        street = Street.objects.create(city=city, name=f"Lane {s}", lat=50.0, lon=8.0)
        Address.objects.bulk_create(
            Address(
                street=street, city=city, number=str(n), number_first=n, number_last=n,
                lat=50.0 + s * 0.004, lon=8.0 + n * 0.0015,
            )
            for n in range(12)
        )  # fmt: skip


def night(*options):
    out = StringIO()
    call_command("simulate_city", "--orders=25", "--stores=2", *options, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.mark.slow
def test_a_night_where_the_chain_has_no_store(village, tmp_path):
    page = tmp_path / "night.md"
    told = night("--document", str(page))
    assert "A Friday night in Village" in told
    assert "25 orders" in told
    assert "## Lateness" in page.read_text()
    assert page.with_suffix(".svg").read_text().startswith("<svg")


def test_stores_stand_where_they_are_near(village):
    name, doors = loaded_doors(7)
    sites = chosen_sites(doors, 3)
    assert (name, len(doors), len(sites)) == ("Village", 36, 3)
    assert len({place for _, _, place in sites}) == 3


def test_it_says_when_no_city_is_loaded():
    with pytest.raises(CommandError, match="load_city"):
        night()


@pytest.mark.parametrize(
    "options", [("--fairness", "nan"), ("--fairness", "-1"), ("--document", "/no/such/folder/night.md")]
)
def test_what_cannot_be_played_is_said_at_once(options):
    with pytest.raises(CommandError, match=r"minutes|folder"):
        night(*options)
