"""PostgreSQL and Valkey of a benchmark's own, with fsync on."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg

from dominos.development import State, discard, environment, release
from dominos.development.environment import VARIABLES


@contextmanager
def own_servers(name: str) -> Iterator[tuple[State, dict[str, str]]]:
    """The folder of what runs, and what the environment has to say of it. All is deleted in the end."""
    for variable in VARIABLES & set(os.environ) - {"DOMINOS_STATE_DIR"}:
        del os.environ[variable]
    state = State(State().folder / "runs" / f"{name}-{os.getpid()}")
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, state.folder, ignore_errors=True)
        stack.callback(discard, state)
        given = environment(state)
        stack.callback(release, state)
        yield state, given


def serve_everybody_at_once(url: str) -> None:
    """Nobody waits for room in an oven or in a quarter of an hour: one store makes all orders of a benchmark."""
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE stores.stores_store SET oven_slots = 30000")
        connection.execute("DELETE FROM stores.stores_slotcapacity")
