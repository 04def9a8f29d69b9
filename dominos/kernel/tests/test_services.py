"""Calls between apps: the wire format, over real HTTP and in one process."""

import time
from abc import abstractmethod
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import httpx
import pytest

from dominos.kernel.errors import Conflict, DomainError, FieldError, Unavailable
from dominos.kernel.ids import new_id
from dominos.kernel.resilience.deadline import within
from dominos.kernel.services import Service, provide, read, registry, service
from dominos.kernel.services.client import TIME_LEFT, HttpTransport
from dominos.kernel.services.registry import forced_transport, preserved, unreachable
from dominos.kernel.services.signing import TIMESTAMP, sign
from dominos.kernel.testing.transports import Loopback
from dominos.kernel.unit_of_work import unit_of_work

pytestmark = pytest.mark.django_db(transaction=True)


class Oversold(Conflict):
    """A typed refusal."""

    code, title = "oversold-probe", "Nothing left."


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    id: UUID
    at: datetime
    amount: Decimal
    parts: dict[str, tuple[int, ...]]
    other: "Thing | None" = None


class ProbeService(Service):
    name = "probe"

    @abstractmethod
    @read
    def echo(self, *, thing: Thing, times: int = 1) -> list[Thing]: ...

    @abstractmethod
    def refuse(self, *, left: int) -> None: ...

    @abstractmethod
    @read
    def crash(self) -> int: ...


class Probe(ProbeService):
    def echo(self, *, thing, times=1):
        return [thing] * times

    def refuse(self, *, left):
        raise Oversold(f"only {left}", errors=[FieldError("lines.0", "gone", "sold_out")], left=left)

    def crash(self):
        raise ZeroDivisionError


@pytest.fixture(autouse=True)
def probe():
    with preserved():
        provide(ProbeService, Probe())
        yield


@pytest.fixture
def http(live_server):
    carrier = HttpTransport(f"probe-{new_id()}", live_server.url)
    yield carrier
    carrier.close()


@pytest.fixture(params=["local", "wire", "http"])
def transport(request):
    if request.param == "local":
        yield
        return
    carrier = Loopback() if request.param == "wire" else request.getfixturevalue("http")
    with forced_transport(carrier):
        yield


def thing():
    inner = Thing(id=new_id(), at=datetime(2026, 1, 1, tzinfo=UTC), amount=Decimal("1.50"), parts={})
    return Thing(id=new_id(), at=datetime.now(UTC), amount=Decimal("0.5"), parts={"1/2": (1, 2)}, other=inner)


@pytest.mark.usefixtures("transport")
def test_arguments_and_answers_survive_every_transport():
    sent = thing()
    assert service(ProbeService).echo(thing=sent, times=2) == [sent, sent]
    assert service(ProbeService).echo(thing=sent) == [sent]


@pytest.mark.usefixtures("transport")
def test_a_refusal_arrives_as_what_it_was():
    with pytest.raises(Oversold) as refused:
        service(ProbeService).refuse(left=3)
    assert refused.value.members == {"left": 3}
    assert refused.value.errors == (FieldError("lines.0", "gone", "sold_out"),)
    assert refused.value.detail == "only 3"


def test_a_crash_elsewhere_is_unavailable_here(http):
    with forced_transport(http), pytest.raises(Unavailable, match="500"):
        service(ProbeService).crash()


def test_nothing_unsigned_stale_or_altered_is_answered(live_server):
    path, body = "/internal/rpc/probe/crash", b"{}"

    def status(headers, sent=body):
        return httpx.post(live_server.url + path, content=sent, headers=headers).status_code

    assert status({}) == 401
    assert status({**sign("POST", path, body), TIMESTAMP: str(int(time.time()) - 61)}) == 401
    assert status(sign("POST", path, body), b'{"x": 1}') == 401
    assert status(sign("POST", "/internal/rpc/probe/echo", body)) == 401
    assert status({**sign("POST", path, body), TIME_LEFT: "0.000"}) == 504
    assert httpx.get(live_server.url + path).status_code == 405


def test_keys_rotate(live_server, settings):
    path = "/internal/rpc/probe/refuse"
    body = b'{"left": 1}'
    old = sign("POST", path, body)
    settings.RPC_KEYS = ["ab" * 32, *settings.RPC_KEYS]
    assert httpx.post(live_server.url + path, content=body, headers=old).status_code == 409
    settings.RPC_KEYS = settings.RPC_KEYS[:1]
    assert httpx.post(live_server.url + path, content=body, headers=old).status_code == 401


def test_only_reads_are_asked_again(http):
    tried = []
    http._post = lambda *_: tried.append(1) or _refuse_connection()
    with forced_transport(http):
        with pytest.raises(Unavailable):
            service(ProbeService).refuse(left=1)
        assert len(tried) == 1
        with pytest.raises(Unavailable):
            service(ProbeService).crash()
        assert len(tried) == 4


def test_a_passed_deadline_asks_nobody(http):
    with within(-1), forced_transport(http), pytest.raises(Unavailable, match="deadline"):
        service(ProbeService).echo(thing=thing())


def test_asking_inside_a_unit_of_work_is_a_mistake():
    with pytest.raises(RuntimeError, match="before the unit of work"), unit_of_work("probe"):
        service(ProbeService).crash()


def test_a_contract_nobody_answers_is_found_at_start():
    class Missing(Service):
        name = "missing"

        @abstractmethod
        def ask(self) -> int: ...

    with pytest.raises(LookupError, match="MISSING_URL"):
        service(Missing).ask()
    assert Missing in unreachable()
    registry._asked.discard(Missing)


def test_an_unknown_refusal_is_still_a_refusal():
    error = DomainError.from_wire(
        {"code": "from-the-future", "detail": "x", "errors": [], "members": {"a": 1}}
    )
    assert type(error) is DomainError
    assert error.members == {"a": 1}


def _refuse_connection():
    raise httpx.ConnectError("refused")
