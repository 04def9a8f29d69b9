"""The same journey as the demo's, with each app deployed alone on a database of its own."""

import psycopg
import pytest

from dominos.demo.journey import one_order
from dominos.demo.world import World
from tests.split.deployment import split


@pytest.fixture(scope="module")
def deployment(tmp_path_factory):
    with split(tmp_path_factory.mktemp("split")) as running:
        yield running


def test_one_order_through_ten_deployments(deployment):
    story = []
    world = World(
        web=deployment.web,
        realtime=deployment.realtime,
        mailbox=deployment.folder / "mail",
        downloads=deployment.folder / "downloads",
        say=lambda who, what: story.append((who, what)),
    )
    outcome = one_order(world)
    assert outcome.order["status"] == "COMPLETED", story
    assert outcome.payment["status"] == "CAPTURED"
    assert outcome.invoice_path.read_bytes().startswith(b"%PDF")
    assert outcome.seen[-1] == "COMPLETED"
    assert outcome.rating["count"] == 1


def test_each_database_holds_its_own_app_and_no_other(deployment):
    for app, database in deployment.databases.items():
        with psycopg.connect(database) as connection:
            rows = connection.execute(
                "SELECT DISTINCT schemaname FROM pg_tables WHERE schemaname !~ '^(pg_|information_)'"
            ).fetchall()
        assert {schema for (schema,) in rows} - {"public"} == {app}
