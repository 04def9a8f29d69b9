"""Health beside a server: what it says while what it stands on stands still."""

import socket
import subprocess
import sys
import threading

import httpx
import pytest

from dominos.apps_enabled import ROOT
from dominos.drain import leave
from dominos.health_port import HealthServer


@pytest.fixture
def frozen():
    """The port of a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield silent.getsockname()[1]


@pytest.fixture
def health(frozen, monkeypatch):
    """Where the health beside that server is answered; PostgreSQL and Redis stand still, too."""
    monkeypatch.setenv("DATABASE_URL", f"postgresql://u:p@127.0.0.1:{frozen}/d")
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{frozen}/0")
    server = HealthServer(socket.create_server(("127.0.0.1", 0)), frozen)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.slow
def test_it_lives_and_is_not_ready_while_all_stands_still(health):
    server, url = health
    unready = threading.Thread(target=lambda: answers.append(httpx.get(f"{url}/health/ready", timeout=20)))
    answers: list[httpx.Response] = []
    server.has_started = True  # it has served before
    unready.start()
    for _ in range(36):
        assert httpx.get(f"{url}/health/live", timeout=5).json() == {"status": "ok"}
    unready.join()
    assert answers[0].status_code == 503
    assert answers[0].json()["components"] == {"database": "down", "redis": "down"}
    assert httpx.get(f"{url}/anything").status_code == 404


@pytest.mark.slow
def test_it_is_not_ready_before_the_server_has_answered_once(health):
    _, url = health
    answer = httpx.get(f"{url}/health/ready", timeout=20)
    assert (answer.status_code, answer.json()) == (503, {"status": "starting"})


def test_it_is_not_ready_once_it_is_to_leave(health):
    server, url = health
    server.has_started = True
    leave(server.server_address[1])
    answer = httpx.get(f"{url}/health/ready", timeout=20)
    assert (answer.status_code, answer.json()) == (503, {"status": "leaving"})
    assert httpx.get(f"{url}/health/live").json() == {"status": "ok"}, "it serves until it is ended"
    assert httpx.post(f"{url}/health/ready").status_code == 404


BROKEN_AND_DEAD = """
from prometheus_client import Counter
from dominos.kernel.resilience.breakers import OPEN
OPEN.labels("redis").set(1)
Counter("told", "What it did").inc()
"""


def test_a_breaker_does_not_stay_open_after_its_process_died(health, tmp_path, monkeypatch):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    subprocess.run([sys.executable, "-c", BROKEN_AND_DEAD], check=True, cwd=ROOT)
    assert list(tmp_path.glob("gauge_live*"))
    told = httpx.get(f"{health[1]}/metrics").text
    assert "told_total 1.0" in told
    assert "circuit_breaker_open{" not in told
