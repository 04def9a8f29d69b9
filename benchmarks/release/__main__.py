"""`python -m benchmarks.release`: a release takes another one's place while customers order and follow their orders.

Two generations of programs stand behind one Envoy, as while Kubernetes rolls out: the job migrates, the new ones come
up, the old ones say that they leave, serve on until nobody asks, and end. Not one order may fail, and every tracker has
to be told of its order again within five seconds of having lost its connection.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from benchmarks.platform.client import Client
from benchmarks.platform.journeys import PlatformJourney
from benchmarks.platform.load import Taken, closed_loop
from benchmarks.platform.stage import UNLIMITED, WORKERS
from benchmarks.servers import own_servers
from dominos.development import envoy, ports
from dominos.development.layout import SERVERS, Layout
from dominos.development.platform import Platform, is_ready, platform_running
from dominos.development.processes import wait_until
from dominos.development.state import ROOT
from dominos.drain import SECONDS, leave
from dominos.gateway.shape import WHOLE, Instance, Shape

CUSTOMERS, TRACKERS, BEFORE, AFTER, AGAIN_SECONDS = 3, 5, 5.0, 5.0, 5.0
UP_SECONDS = 90.0
UNBOUND = {"GATEWAY_CLIENT_RATE": "1000000", "TRUSTED_PROXIES": "1"}


@dataclass
class Generation:
    """The programs of one release: where they answer, and what ends them."""

    instances: dict[str, Instance]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @classmethod
    def planned(cls) -> "Generation":
        """On ports that are free."""
        return cls({role: Instance(ports.HOST, ports.free_port(), ports.free_port()) for role in SERVERS})

    def start(self, platform: Platform) -> None:
        """All of them, until each is ready; a worker too, whose tasks are taken up by others when it ends."""
        for role in (*SERVERS, "worker"):
            one = self.instances.get(role, Instance(ports.HOST, 0, ports.free_port()))
            told = {"HOST": ports.HOST, "PORT": str(one.port), "HEALTH_PORT": str(one.health_port)}
            environment = {**platform.variables, **told, "WEB_WORKERS": str(WORKERS)}
            self.processes[role] = _begun([sys.executable, "-m", "dominos.serve", role], environment)
        urls = [f"http://{one.host}:{one.health_port}" for one in self.instances.values()]
        assert wait_until(lambda: all(map(is_ready, urls)), seconds=UP_SECONDS, pause=0.2), "not up"

    async def end(self) -> None:
        """As a pod ends: each says that it leaves, serves on, and is told to end."""
        for one in self.instances.values():
            await asyncio.to_thread(leave, one.health_port)
        await asyncio.sleep(SECONDS)
        self.stop()
        for process in self.processes.values():
            await asyncio.to_thread(process.wait)

    def stop(self) -> None:
        """Tells all to end."""
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)


@dataclass
class Tracker:
    """A page that follows an order: it connects again whenever its connection ends."""

    url: str
    gaps: list[float] = field(default_factory=list)

    async def follow(self) -> None:
        """Until it is cancelled."""
        lost = time.perf_counter()
        while True:
            with suppress(OSError, WebSocketException, asyncio.TimeoutError):
                async with connect(self.url, open_timeout=2) as socket:
                    await asyncio.wait_for(socket.recv(), 5)
                    self.gaps.append(time.perf_counter() - lost)
                    try:
                        async for _ in socket:
                            pass
                    finally:
                        lost = time.perf_counter()
            await asyncio.sleep(0.2)


def _begun(command: Sequence[str], environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603
        command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@contextmanager
def _gateway(generations: Sequence[Generation], folder: Path) -> Iterator[int]:
    """Envoy before both; its port."""
    import django

    django.setup()
    from dominos.development.gateway import write_before

    shape = Shape(
        frozenset(), {(WHOLE, role): tuple(g.instances[role] for g in generations) for role in SERVERS}
    )
    port, health = ports.free_port(), ports.free_port()
    write_before(shape, folder / "envoy.json", port, health)
    process = _begun(envoy.command(folder / "envoy.json"), dict(os.environ))
    try:
        assert wait_until(lambda: is_ready(f"http://{ports.HOST}:{health}"), seconds=30)
        yield port
    finally:
        process.kill()
        process.wait()


async def _measured(
    platform: Platform, port: int, old: Generation, new: Generation
) -> tuple[Taken, list[Tracker]]:
    journey, client = PlatformJourney(), Client(port)
    await journey.prepare(client)
    tokens = [(await journey.order(client, random.Random(0)))["tracking_token"] for _ in range(TRACKERS)]
    trackers = [Tracker(f"ws://{ports.HOST}:{port}/ws/v1/track/{token}") for token in tokens]
    following = [asyncio.create_task(tracker.follow()) for tracker in trackers]

    async def roll_out() -> float:
        began = time.perf_counter()
        await asyncio.sleep(BEFORE)
        migrate = [sys.executable, "manage.py", "migrate", "--no-input"]
        assert await asyncio.to_thread(_begun(migrate, dict(platform.variables)).wait) == 0
        await asyncio.to_thread(new.start, platform)
        await asyncio.sleep(AFTER)
        await old.end()
        await asyncio.sleep(AFTER)
        return time.perf_counter() - began

    rolling = asyncio.create_task(roll_out())
    orders = Taken()
    while not rolling.done():
        some = await closed_loop(port, journey.order, CUSTOMERS, 2.0, 0)
        orders.times += some.times
        orders.errors += some.errors
    orders.seconds = await rolling
    for task in following:
        task.cancel()
    client.close()
    return orders, trackers


def main(arguments: Sequence[str]) -> int:
    """Prints what came of it; 1 where an order failed or a tracker was left alone for too long."""
    argparse.ArgumentParser(prog="python -m benchmarks.release", description=__doc__).parse_args(arguments)
    with ExitStack() as stack:
        state, _ = stack.enter_context(own_servers("release"))
        layout = Layout(has_gateway=True)
        platform = stack.enter_context(platform_running(state, layout=layout, variables=UNLIMITED | UNBOUND))
        os.environ |= {**platform.variables, "DJANGO_SETTINGS_MODULE": "dominos.settings"}
        old, new = Generation.planned(), Generation.planned()
        for generation in (old, new):
            stack.callback(generation.stop)
        old.start(platform)
        port = stack.enter_context(_gateway((old, new), state.subfolder("release")))
        orders, trackers = asyncio.run(_measured(platform, port, old, new))
    again = [gap for tracker in trackers for gap in tracker.gaps[1:]]
    print(  # noqa: T201
        f"{len(orders.times)} orders in {orders.seconds:.0f} s while the release changed, {len(orders.errors)} failed;"
        f" {len(trackers)} trackers lost {len(again)} connections, the longest for {max(again, default=0):.1f} s\n"
        + json.dumps(sorted(set(orders.errors))[:5])
    )
    return int(bool(orders.errors) or len(again) < TRACKERS or max(again) > AGAIN_SECONDS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
