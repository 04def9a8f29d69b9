"""Orders is moved out of a platform that runs, as the guide says, while customers order."""

import asyncio
import os
import random
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, override

import psycopg

from benchmarks.moving.guide import Shell, blocks
from benchmarks.platform.client import Client
from benchmarks.platform.journeys import PlatformJourney
from benchmarks.platform.stage import UNLIMITED
from dominos.apps_enabled import ALL_APPS, has_tables
from dominos.development import app_databases, ports
from dominos.development.certificates import write_for_programs
from dominos.development.postgres import tools
from dominos.development.processes import wait_until

APP, CUSTOMERS, PAUSE, PATIENCE, SOME = "orders", 2, 0.5, 60.0, 5
UNBOUND = {
    "GATEWAY_CLIENT_RATE": "1000000",
    "TRUSTED_PROXIES": "1",
    "WEB_WORKERS": "1",
    "WORKER_PROCESSES": "1",
}
ENDS = {"PLACED": "AUTHORIZED", "REJECTED": "VOIDED"}
"""How an order's payment ends; rejected are those that nobody had accepted in time."""
TO_COME = frozenset({502, 503, 504})
BEGIN = """
start all "$ALL" HOST="$ALL_HOST" TLS_DIR=
python manage.py gateway --upstream "$ALL_HOST:{port}" --instances 1 --port "$GATEWAY_PORT" \
  --health-port "$OLD_GATEWAY_HEALTH_PORT" --admin-socket "$RUN/admin-all" --out "$RUN/all.json"
envoy --config-path "$RUN/all.json" --disable-hot-restart --log-level error >>"$RUN/gateway.log" 2>&1 &
echo $! >"$RUN/gateway-all.pid"
ready "$ALL_HOST" "$ALL"
"""


class PatientClient(Client):
    """Comes again with the same key while it is told to come later, or nobody answers."""

    @override
    async def _exchange(
        self, method: str, path: str, fields: dict[str, str], body: object
    ) -> tuple[int, dict[str, str], bytes]:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                answer = await super()._exchange(method, path, fields, body)
            except (asyncio.IncompleteReadError, OSError):
                self.close()
                answer = (503, {}, b"nobody answered")
            if answer[0] not in TO_COME or time.monotonic() > until:
                return answer
            await asyncio.sleep(0.1)


@dataclass
class Moved:
    """What came of it: the orders that were placed and paid, when (seconds), and what failed."""

    old: str
    new: str
    placed: list[str] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    looked: str = ""

    @property
    def away(self) -> float:
        """The longest time in which no order came through, in seconds."""
        return max(later - earlier for earlier, later in zip(self.moments, self.moments[1:], strict=False))

    async def some_more(self) -> None:
        """Waits until some more orders have been placed and paid, or one has failed."""
        enough, until = len(self.placed) + SOME, time.monotonic() + PATIENCE
        while len(self.placed) < enough and not self.failed:
            assert time.monotonic() < until, "no orders come through"
            await asyncio.sleep(0.1)

    def rows(self, app: str, statement: str) -> list[Any]:
        """What the database answers in which an app keeps its rows after the move."""
        with psycopg.connect(self.new if app == APP else self.old) as connection:
            return connection.execute(statement).fetchall()

    def losses(self) -> Iterator[str]:
        """What is not as it was, or as customers were told."""
        yield from self.failed
        with psycopg.connect(self.old) as connection:
            before = {order for (order,) in connection.execute("SELECT id::text FROM orders.orders_order")}
        after = dict(self.rows("orders", "SELECT id::text, status FROM orders.orders_order"))
        if min(len(before & set(self.placed)), len(set(self.placed) - before)) < SOME:
            yield "too few orders were placed before and after the move"
        if before | set(self.placed) != after.keys():
            yield f"orders differ: {(before | set(self.placed)) ^ after.keys()}"
        paid = dict(self.rows("payments", "SELECT order_id::text, status FROM payments.payments_payment"))
        if paid != {order: ENDS.get(status) for order, status in after.items()}:
            yield f"payments differ: {paid} for {after}"
        shown = dict(
            self.rows("dashboard", "SELECT order_id::text, status FROM dashboard.dashboard_boardorder")
        )
        if shown != after:
            yield f"the board differs: {shown} for {after}"
        if waiting := self.waiting():
            yield f"{waiting} messages wait"

    def waiting(self) -> int:
        """Messages that some app has yet to handle."""
        return sum(
            len(
                self.rows(
                    app, f"SELECT FROM {app}.{app}_outboxdelivery WHERE done_at IS NULL AND dead_at IS NULL"
                )
            )
            for app in filter(has_tables, ALL_APPS)
        )


def move(folder: Path, given: Mapping[str, str]) -> Moved:
    """Boots a platform that has the demo city, moves the app as the guide says, and ends it. What runs logs there."""
    app_databases.create([APP], given["DATABASE_URL"], given["SECRET_KEY"])
    environment = _environment(folder, given)
    moved = Moved(environment["OLD"], environment["NEW"])
    with Shell(folder, environment) as shell:
        asyncio.run(_moved(shell, int(environment["GATEWAY_PORT"]), moved))
    return moved


def _environment(folder: Path, given: Mapping[str, str]) -> dict[str, str]:
    """What the guide asks for. Hosts of the loop's own, so that every program answers on the ports of its role."""
    net = f"127.{os.getpid() >> 8 & 0xFF}.{os.getpid() & 0xFF}"
    hosts = {
        name: f"{net}.{number}" for number, name in enumerate(("ALL_HOST", "OTHERS_HOST", "APP_HOST"), 1)
    }
    gateway = {
        name: str(ports.free_port())
        for name in ("GATEWAY_PORT", "GATEWAY_HEALTH_PORT", "OLD_GATEWAY_HEALTH_PORT")
    }
    certificates = folder / "tls"
    certificates.mkdir(exist_ok=True)
    write_for_programs(certificates, hosts["OTHERS_HOST"], hosts["APP_HOST"])
    programs = [str(Path(sys.executable).parent), str(tools())]
    return {
        **os.environ,
        **given,
        **UNLIMITED,
        **UNBOUND,
        **hosts,
        **gateway,
        "APP": APP,
        "OTHERS": ",".join(app for app in ALL_APPS if app != APP),
        "OLD": given["DATABASE_URL"],
        "NEW": app_databases.url_of(APP, given["DATABASE_URL"], given["SECRET_KEY"]),
        "RUN": str(folder),
        "TLS_DIR": str(certificates),
        "PUBLIC_URL": f"http://127.0.0.1:{gateway['GATEWAY_PORT']}",
        "DJANGO_SETTINGS_MODULE": "dominos.settings",
        "PATH": os.pathsep.join([*programs, os.environ["PATH"]]),
    }


async def _moved(shell: Shell, port: int, moved: Moved) -> None:
    definitions, *steps = blocks("split-an-app-out.md")
    *steps, look = steps
    for commands in (definitions, BEGIN):
        await asyncio.to_thread(shell.type, commands)
    journey = PlatformJourney()
    async with PatientClient(port) as client:
        await journey.prepare(client)
        is_over = asyncio.Event()
        customers = [asyncio.create_task(_customer(journey, port, is_over, moved)) for _ in range(CUSTOMERS)]
        await moved.some_more()
        for commands in steps:
            await asyncio.to_thread(shell.type, commands)
        await moved.some_more()
        is_over.set()
        await asyncio.gather(*customers)
    await asyncio.to_thread(wait_until, lambda: not moved.waiting(), seconds=PATIENCE, pause=0.2)
    moved.looked = await asyncio.to_thread(shell.type, look)


async def _customer(journey: PlatformJourney, port: int, is_over: asyncio.Event, moved: Moved) -> None:
    async with PatientClient(port) as client:
        while not is_over.is_set():
            try:
                placed = await journey.order(client, random.Random(0))
            except Exception as error:
                moved.failed.append(repr(error)[:500])
            else:
                moved.placed.append(placed["id"])
                moved.moments.append(time.monotonic())
            await asyncio.sleep(PAUSE)
