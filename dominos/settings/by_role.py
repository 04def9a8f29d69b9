"""What differs by the program of a process: its listener, its way to the database, where its messages are handled.

Nothing else in the settings depends on the role, so that one process can load everything once, and those it forks
become any program.
"""

from typing import Any

import dj_database_url
from django.conf import settings

from dominos.apps_enabled import ALL_APPS
from dominos.kernel.config import env
from dominos.kernel.postgres.sessions import POOLABLE, Timeouts, connection_options, timeouts_of

ENVIRONMENT = env.text("DOMINOS_ENV", "development")
# What the kernel's own tests are tried on.
PROBES = ["probe"] if ENVIRONMENT == "test" else []
SCHEMAS = [*ALL_APPS, *PROBES]
# A server answers what is `public`, behind the gateway, or `internal`, to the platform itself and its operators, who
# ask by any name or address and in the clear. Commands, tasks and tests know all URLs.
LISTENERS = {"web": "public", "internal": "internal"}
SERVERS = frozenset({"web", "realtime", "internal"})


def settings_of(role: str) -> dict[str, Any]:
    """The settings of a role that `dominos.serve` names; empty for a command."""
    listener = env.text("DOMINOS_LISTENER", LISTENERS.get(role, ""))
    timeouts = _timeouts(role)
    # A pooler's connections are for programs that keep nothing in a session: tasks hold locks, migrations set limits.
    is_pooled = env.flag("DATABASE_POOLED", False) and role in POOLABLE
    public = env.words("ALLOWED_HOSTS", "*" if ENVIRONMENT != "production" else "")
    return {
        "ROLE": role,
        "LISTENER": listener,
        "ROOT_URLCONF": f"dominos.urls.{listener or 'combined'}",
        "ALLOWED_HOSTS": ["*"] if listener == "internal" else public,
        "SECURE_SSL_REDIRECT": ENVIRONMENT == "production"
        and env.flag("SECURE_SSL_REDIRECT", True)
        and listener != "internal",
        # `inline` runs handlers in the committing process; `celery` leaves them to a worker: a caller does not wait
        # for what others do about it.
        "DISPATCH": env.text("DISPATCH", "celery" if role in SERVERS else "inline"),
        "DATABASE_TIMEOUTS": timeouts,
        "DATABASE_IS_POOLED": is_pooled,
        "DATABASES": {"default": _database(role, timeouts, is_pooled=is_pooled), **_keys(role, timeouts)},
    }


def configure_role(role: str) -> None:
    """Gives this process, which was forked with everything loaded and the settings of no role, those of `role`."""
    own = settings_of(role)
    # Connections keep this very dictionary; none is open yet.
    for alias, database in own.pop("DATABASES").items():
        settings.DATABASES[alias].update(database)
    for name, value in own.items():
        setattr(settings, name, value)


def _timeouts(role: str) -> Timeouts:
    own = timeouts_of(role)
    return Timeouts(
        connect=env.number("DATABASE_CONNECT_TIMEOUT", own.connect),
        statement=env.number("DATABASE_STATEMENT_TIMEOUT", own.statement),
        lock=env.number("DATABASE_LOCK_TIMEOUT", own.lock),
        idle_in_transaction=env.number("DATABASE_IDLE_TIMEOUT", own.idle_in_transaction),
    )


def _keys(role: str, timeouts: Timeouts) -> dict[str, dict[str, Any]]:
    """The database of people's keys, where it is not that of what they seal."""
    url = env.text("KEYS_DATABASE_URL", "")
    return {"keys": _opened(url, role, timeouts, is_pooled=False)} if url else {}


def _database(role: str, timeouts: Timeouts, *, is_pooled: bool) -> dict[str, Any]:
    """The app's own."""
    goes_around_pooler = env.flag("DATABASE_POOLED", False) and not is_pooled
    url = env.text("DATABASE_DIRECT_URL" if goes_around_pooler else "DATABASE_URL")
    return _opened(url, role, timeouts, is_pooled=is_pooled)


def _opened(url: str, role: str, timeouts: Timeouts, *, is_pooled: bool) -> dict[str, Any]:
    """A thread's connection stays open, but for tests, which drop their database under the threads that used it, and
    for realtime, whose threads come and go: what they share is bounded.
    """
    shares = role == "realtime"
    given = dj_database_url.parse(
        url,
        conn_max_age=0 if ENVIRONMENT == "test" or shares else None,
        conn_health_checks=True,
    )
    options = connection_options(
        given.get("OPTIONS", {}), role=role, schemas=SCHEMAS, timeouts=timeouts, is_pooled=is_pooled
    )
    if shares:
        most = int(env.number("REALTIME_CONNECTIONS", 8))
        options["pool"] = {"min_size": 1, "max_size": most, "timeout": timeouts.connect}
    return {
        **given,
        "ENGINE": "dominos.kernel.postgres",
        "DISABLE_SERVER_SIDE_CURSORS": is_pooled,
        "OPTIONS": options,
    }
