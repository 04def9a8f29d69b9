"""Identifiers stay unique however processes come about."""

import os

from dominos.kernel.ids import new_id


def test_forked_processes_make_different_ids():
    """They start with the same memory, random generators included."""
    new_id()
    made = set()
    for _ in range(8):
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.write(writer, new_id().bytes[8:])
            os._exit(0)
        os.wait()
        os.close(writer)
        with os.fdopen(reader, "rb") as told:
            made.add(told.read())
    assert len(made) == 8
