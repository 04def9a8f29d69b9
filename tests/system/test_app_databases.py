"""An app that is deployed apart reaches its own database, and nobody else's."""

from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from dominos.development.app_databases import create, name_of, url_of
from tests.system.processes import environment

SECRET = "of this test"
APPS = ["orders", "menu"]


@pytest.fixture
def urls():
    """Where both apps' databases are, as each app's role reaches its own."""
    url = environment()["DATABASE_URL"]
    create(APPS, url, SECRET)
    yield {app: url_of(app, url, SECRET) for app in APPS}
    with psycopg.connect(urlsplit(url)._replace(path="/postgres").geturl(), autocommit=True) as connection:
        for app in APPS:
            connection.execute(SQL("DROP DATABASE {}").format(Identifier(name_of(app, url))))
            connection.execute(SQL("DROP ROLE {}").format(Identifier(name_of(app, url))))


def test_the_role_of_orders_reads_nothing_of_menu(urls):
    with psycopg.connect(urls["menu"]) as menu:
        menu.execute("CREATE SCHEMA menu; CREATE TABLE menu.products (name text)")
    with psycopg.connect(urls["orders"]) as orders:
        assert orders.execute("SELECT to_regclass('menu.products')").fetchone() == (None,)
        (is_mighty,) = orders.execute(
            "SELECT rolsuper OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert not is_mighty
    theirs = urlsplit(urls["orders"])._replace(path=urlsplit(urls["menu"]).path).geturl()
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(theirs)
