"""The demo city, for tests of the whole platform."""

import threading
import time
from contextlib import contextmanager

import pytest
import redis
import uvicorn
from django.core.management import call_command

from tests.split.deployment import free_port


@pytest.fixture
def city(transactional_db, tmp_path, settings, monkeypatch):
    """All apps filled with the demo city. Mail goes to a folder of the test's own."""
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    monkeypatch.setenv("DOMINOS_STATE_DIR", str(tmp_path / "state"))
    call_command("load_city", verbosity=0)
    call_command("seed", verbosity=0)
    return tmp_path


@contextmanager
def served():
    """This process answers HTTP and websockets on a port; gives its number."""
    from dominos.asgi import application

    port = free_port()
    config = uvicorn.Config(
        application, port=port, lifespan="off", log_level="critical", ws="websockets-sansio"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join(10)
