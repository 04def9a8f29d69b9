"""Whether PostgreSQL and Redis answer, checked without Django and within a few seconds."""

from threading import Thread

import psycopg
import redis

DATABASE_SECONDS = 2
REDIS_SECONDS = 1.0
_questions: dict[str, Thread] = {}


def components(database_url: str, redis_url: str) -> dict[str, bool]:
    """Which of the two is up. Only the database is required: without Redis the platform is degraded, but works."""
    return {"database": database_is_up(database_url), "redis": redis_is_up(redis_url)}


def database_is_up(url: str) -> bool:
    """Whether PostgreSQL answers a statement in time.

    Each check opens and closes a connection of its own, so that probes accumulate none; while a check hangs in a frozen
    server, no other one is started.
    """
    question = _questions.get(url)
    if question is not None and question.is_alive():
        return False
    answers: list[bool] = []
    _questions[url] = question = Thread(target=_ask_database, args=(url, answers), daemon=True)
    question.start()
    question.join(DATABASE_SECONDS + 1)
    return answers == [True]


def _ask_database(url: str, answers: list[bool]) -> None:
    try:
        with psycopg.connect(url, connect_timeout=DATABASE_SECONDS, autocommit=True) as connection:
            connection.execute("SELECT 1")
            answers.append(True)
    except psycopg.Error:
        answers.append(False)


def redis_is_up(url: str) -> bool:
    """Whether Redis answers."""
    try:
        with redis.Redis.from_url(
            url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
        ) as client:
            client.ping()
    except (redis.RedisError, OSError):
        return False
    return True


def report(found: dict[str, bool]) -> tuple[int, dict[str, object]]:
    """The HTTP status and body of the report: 503 without the database."""
    status = 200 if found["database"] else 503
    words = {name: "up" if is_up else "down" for name, is_up in found.items()}
    return status, {"status": "ok" if status == 200 else "unavailable", "components": words}
