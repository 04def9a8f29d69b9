"""Sends several statements in one packet and reads their results together.

Each statement that is waited for costs a context switch on both sides, which on a busy machine is more expensive than
most statements. BEGIN is sent with the first statement, statements whose result is not needed with the next one.
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
"""The interval in seconds at which waiting checks for signals."""
type Sending = Callable[[], None]


def plain(server: PGconn, command: bytes) -> Sending:
    """Sends a command without values, such as `BEGIN`."""
    return partial(server.send_query_params, command, None)


def together(server: PGconn, sendings: Sequence[Sending]) -> list[PGresult]:
    """The results; statements after a failed one are marked as skipped.

    If interrupted, the connection is closed, since its remaining results belong to no statement.
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
    """The last result; raises the first error."""
    for answer in answers:
        if answer.status not in DONE:
            raise error_from_result(answer)
    return answers[-1]
