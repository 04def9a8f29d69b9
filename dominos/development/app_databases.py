"""A database for each app on one PostgreSQL, each with a role of its own that reaches no other one.

`python -m dominos.development.app_databases APP...` makes what is missing, for whom `DATABASE_URL` names.
"""

import hashlib
import hmac
import os
import sys
from urllib.parse import urlsplit, urlunsplit

EXTENSIONS = ("pg_trgm", "cube", "earthdistance")
"""Not every one may be made by the owner of a database."""


def url_of(app: str, url: str, secret: str) -> str:
    """Where the database of an app is, as its role reaches it, on the server of `url`."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    name = name_of(app, url)
    return urlunsplit(parts._replace(netloc=f"{name}:{_password(app, secret)}@{host}", path=f"/{name}"))


def name_of(app: str, url: str) -> str:
    """The name of an app's database, and of its role."""
    return f"{urlsplit(url).path.strip('/')}_{app}"


def create(apps: list[str], url: str, secret: str) -> None:
    """Makes the databases and the roles that are missing. Nobody but its role may connect to a database."""
    import psycopg
    from psycopg.sql import SQL, Identifier, Literal

    server = urlunsplit(urlsplit(url)._replace(path="/postgres"))
    with psycopg.connect(server, autocommit=True) as connection:
        for app in apps:
            name, password = Identifier(name_of(app, url)), Literal(_password(app, secret))
            if not _has(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", name_of(app, url)):
                connection.execute(SQL("CREATE ROLE {} LOGIN").format(name))
            connection.execute(SQL("ALTER ROLE {} PASSWORD {}").format(name, password))
            if not _has(connection, "SELECT 1 FROM pg_database WHERE datname = %s", name_of(app, url)):
                connection.execute(SQL("CREATE DATABASE {} OWNER {}").format(name, name))
                connection.execute(SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
            own = urlunsplit(urlsplit(url)._replace(path=f"/{name_of(app, url)}"))
            with psycopg.connect(own, autocommit=True) as inside:
                for extension in EXTENSIONS:
                    inside.execute(
                        SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA public").format(Identifier(extension))
                    )


def _has(connection: "object", query: str, name: str) -> bool:
    return connection.execute(query, [name]).fetchone() is not None  # type: ignore[attr-defined]


def _password(app: str, secret: str) -> str:
    return hmac.digest(secret.encode(), f"database of {app}".encode(), hashlib.sha256).hex()


if __name__ == "__main__":
    create(sys.argv[1:], os.environ["DATABASE_URL"], os.environ["SECRET_KEY"])
