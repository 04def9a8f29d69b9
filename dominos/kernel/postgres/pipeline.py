"""Statements that go to the server in one packet and come back answered in one.

Each statement that is waited for costs both sides a change of processes, which on a busy machine is dearer than most
statements are. What begins a transaction goes with its first statement; what nobody waits for, with the next one.
"""

from collections.abc import Callable, Sequence
from functools import partial

from psycopg.errors import error_from_result
from psycopg.generators import fetch_many, send
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult
from psycopg.waiting import wait

DONE = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
AWAKE_SECONDS = 0.1
"""How often who waits looks for signals."""
type Sending = Callable[[], None]


def plain(server: PGconn, command: bytes) -> Sending:
    """Sends a command without values, such as `BEGIN`."""
    return partial(server.send_query_params, command, None)


def together(server: PGconn, sendings: Sequence[Sending]) -> list[PGresult]:
    """The answers; those behind one that failed say that they were not looked at.

    A connection of which this is interrupted is ended: what else it would say belongs to nobody.
    """
    try:
        server.enter_pipeline_mode()
        for each in sendings:
            each()
        server.pipeline_sync()
        wait(send(server), server.socket, AWAKE_SECONDS)
        answers = [wait(fetch_many(server), server.socket, AWAKE_SECONDS)[-1] for _ in sendings]
        wait(fetch_many(server), server.socket, AWAKE_SECONDS)  # the end of what was sent
        server.exit_pipeline_mode()
    except BaseException:
        server.finish()
        raise
    return answers


def last_of(answers: Sequence[PGresult]) -> PGresult:
    """The last answer; raises the first error."""
    for answer in answers:
        if answer.status not in DONE:
            raise error_from_result(answer)
    return answers[-1]
