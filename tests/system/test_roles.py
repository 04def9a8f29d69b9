"""Every program of the production image, from its own packages and its own settings; the demo's order goes through."""

import os
import subprocess
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import ExitStack
from urllib.parse import quote

import httpx
import pytest
from django.conf import settings
from django.db import connection

from dominos.demo.journey import one_order
from dominos.demo.world import World
from dominos.development.ports import free_port
from dominos.kernel.services.signing import sign
from tests.system.image import Image, production_variables
from tests.system.mail_server import HOST, PASSWORD, USER, mail_server
from tests.system.processes import environment, kill, wait_until

SERVERS = ("web", "realtime", "internal")
KEY_SET = "/.well-known/jwks.json"
ANY_HOST = {"Host": "10.4.0.17:8002"}


class Programs:
    """The programs of one release on this machine."""

    def __init__(self, image, folder, mail):
        self.image, self.folder = image, folder
        self.ports = {role: free_port() for role in SERVERS}
        self.health = {role: free_port() for role in SERVERS}
        self.variables = production_variables() | {
            **{name: os.environ[name] for name in ("SECRET_KEY", "PERSON_KEYS", "JWT_PRIVATE_KEYS")},
            **{name: os.environ[name] for name in ("RPC_KEYS", "GATEWAY_WEBHOOK_SECRET", "REDIS_PREFIX")},
            "DATABASE_URL": environment()["DATABASE_URL"],
            "REDIS_URL": settings.REDIS_URL,
            "DATA_DIR": str(settings.DATA_DIR),
            "STATIC_ROOT": str(image.static),
            "ALLOWED_HOSTS": HOST,
            # As the ingress has them, which ends TLS; the programs themselves are asked without.
            "PUBLIC_URL": self.url("web", "https"),
            "REALTIME_URL": self.url("realtime", "wss"),
            "DEFAULT_FROM_EMAIL": "Pizza <orders@pizza-on-the-way.org>",
            "PAYMENTS_GATEWAY": "embedded",  # Stripe is not to be had here
            "PAYMENTS_REHEARSAL": "yes",
            "SECURE_SSL_REDIRECT": "no",
            "TRUSTED_PROXIES": "0",
            "EMAIL_URL": f"smtp+tls://{USER}:{quote(PASSWORD, safe='')}@{HOST}:{mail.port}",
            "SSL_CERT_FILE": str(mail.certificate),
            "WEB_WORKERS": "1",
            "WORKER_PROCESSES": "1",
            "DATABASE_LOCK_TIMEOUT": "1",
            "BEAT_SCHEDULE": str(folder / "beat"),
        }

    def url(self, role, scheme="http"):
        return f"{scheme}://{HOST}:{self.ports[role]}"

    def watched(self, role):
        return f"http://{HOST}:{self.health[role]}"

    def start(self, role):
        ports = {"PORT": str(self.ports.get(role, 0)), "HEALTH_PORT": str(self.health.get(role, 0))}
        with (self.folder / f"{role}.log").open("wb") as log:
            return subprocess.Popen(
                [self.image.python, "-m", "dominos.serve", role],
                cwd=self.image.app,
                env=self.variables | ports,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def run(self, role):
        assert self.start(role).wait(120) == 0, self.log(role)

    def log(self, role):
        return (self.folder / f"{role}.log").read_text(errors="replace")[-3000:]

    def is_ready(self, role):
        try:
            return httpx.get(f"{self.watched(role)}/health/ready", timeout=10).status_code == 200
        except httpx.HTTPError:
            return False


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    return Image(tmp_path_factory.mktemp("image"))


def test_every_program_of_the_image_starts_and_an_order_goes_through(image, city):
    image.collect_static(city / "scratch")
    assert (image.static / "admin" / "css" / "base.css").exists()
    with mail_server(city) as mail, ExitStack() as stack:
        programs = Programs(image, city, mail)
        programs.run("migrate")
        programs.run("migrated")
        for role in (*SERVERS, "worker", "beat"):
            process = programs.start(role)
            stack.callback(kill, process)
        for role in SERVERS:
            wait_until(lambda role=role: programs.is_ready(role), 120)
        ports_answer_what_is_theirs(programs)
        order = an_order_goes_through(programs, mail.mailbox, city)
        probes_open_no_connections(programs)
        health_is_answered_while_the_server_is_not(programs, order)


def ports_answer_what_is_theirs(programs):
    def status(role, path, **headers):
        return httpx.get(programs.url(role) + path, headers=headers, timeout=20).status_code

    inside = [KEY_SET, "/metrics", "/health/live", "/health/ready", "/internal/rpc/stores/get_store"]
    assert {path: status("web", path) for path in inside} == dict.fromkeys(inside, 404)
    everything = [*inside, "/admin/login/", "/api/v1/stores", "/board/", "/static/admin/css/base.css"]
    assert {path: status("realtime", path) for path in everything} == dict.fromkeys(everything, 404)
    outside = ["/admin/login/", "/api/v1/stores", "/board/"]
    assert {path: status("web", path) for path in outside} == dict.fromkeys(outside, 200)
    assert {path: status("internal", path) for path in outside} == dict.fromkeys(outside, 404)
    assert status("web", "/board/", **ANY_HOST) == 400
    claimed = httpx.get(programs.url("web") + "/board/", headers={"X-Forwarded-Proto": "https"}, timeout=20)
    assert "strict-transport-security" not in claimed.headers, "no proxy of ours said so"

    internal = programs.url("internal")
    assert {path: status("internal", path, **ANY_HOST) for path in inside[:-1]} == dict.fromkeys(
        inside[:-1], 200
    )
    assert "outbox_waiting" in httpx.get(f"{internal}/metrics", headers=ANY_HOST, timeout=20).text
    path, call = "/internal/rpc/stores/get_stores", b'{"store_ids": []}'
    assert httpx.post(internal + path, headers=ANY_HOST, content=call).status_code == 401
    signed = ANY_HOST | sign("POST", path, call)
    assert httpx.post(internal + path, headers=signed, content=call, timeout=20).status_code == 200
    counted = {role: httpx.get(f"{programs.watched(role)}/metrics", headers=ANY_HOST) for role in SERVERS}
    assert {answer.status_code for answer in counted.values()} == {200}
    assert "http_responses_total" in counted["web"].text


def an_order_goes_through(programs, mailbox, city):
    story = []
    world = World(
        web=programs.url("web"),
        realtime=programs.url("realtime", "ws"),
        mailbox=mailbox,
        downloads=city,
        say=lambda who, what: story.append((who, what)),
    )
    try:
        outcome = one_order(world)
    except Exception as error:
        raise AssertionError(f"{story}\n{programs.log('worker')}\n{programs.log('web')}") from error
    assert (outcome.order.status, outcome.payment.status) == ("COMPLETED", "CAPTURED")
    return outcome.order.to_dict()


def probes_open_no_connections(programs):
    for _ in range(10):
        assert programs.is_ready("realtime")
        httpx.get(f"{programs.url('realtime')}/health/ready")
    held = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(held, ["dominos realtime"])
        assert cursor.fetchone()[0] <= 8


def health_is_answered_while_the_server_is_not(programs, order):
    """Its only thread waits for a lock, and others queue behind it."""
    tracker = f"{programs.url('web')}/api/v1/track/{order['tracking_token']}"

    def look():
        return httpx.get(tracker, timeout=60).status_code

    def is_waited_for():
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'orders_order'::regclass"
        )
        return cursor.fetchone()[0] > 0

    assert look() == 200
    with ThreadPoolExecutor(6) as callers, connection.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE orders_order IN ACCESS EXCLUSIVE MODE")
        waiting = [callers.submit(look) for _ in range(6)]
        wait_until(is_waited_for)
        with pytest.raises(httpx.TimeoutException):
            httpx.get(f"{programs.url('web')}/board/", timeout=0.3)
        for _ in range(36):
            assert httpx.get(f"{programs.watched('web')}/health/live", timeout=5).status_code == 200
        assert programs.is_ready("web")
        (first, *_), _ = wait(waiting, return_when=FIRST_COMPLETED)
        assert first.result() == 503  # after DATABASE_LOCK_TIMEOUT
        cursor.execute("ROLLBACK")
    assert look() == 200
