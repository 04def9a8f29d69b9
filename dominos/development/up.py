"""`manage.py up`: the whole platform on this machine until it is told to stop. This process loads no Django."""

import argparse
import atexit
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dominos.development import gateway, neighbours, ports
from dominos.development.app_databases import url_of
from dominos.development.environment import environment, release
from dominos.development.errors import EmbeddedError
from dominos.development.fork_client import ForkServer
from dominos.development.layout import Layout, choose_ports, state_of, tls_of, variables_of
from dominos.development.platform import Platform, platform_lock, programs, wait_for_other
from dominos.development.processes import ProcessRecord
from dominos.development.state import ROOT, State
from dominos.development.supervision import run_programs
from dominos.development.supervisor import clear_leftovers
from dominos.gateway.shape import WHOLE

STAND_INS = {"EMAIL_FALLBACK_URL": "file:"}
"""A second provider, as a deployment has one, in a folder of its own."""


def main(arguments: Sequence[str]) -> int:
    """Run it; the exit code of the process."""
    options = _options(arguments)
    state = State()
    # A request to end while still preparing unwinds like Ctrl-C, so that the servers are stopped, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with platform_lock(state) as is_free:
        try:
            if is_free:
                _run(state, _layout(options), seed=options.seed, is_live=options.live)
            else:
                _introduce_running(state)
        except EmbeddedError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        except KeyboardInterrupt:
            return 130
    return 0


def _options(arguments: Sequence[str]) -> Any:
    parser = argparse.ArgumentParser(
        "manage.py up",
        description="Migrate, load the demo city, and run web, realtime, worker and beat until Ctrl-C.",
    )
    parser.add_argument("--workers", type=int, help="processes that serve REST (default 2; 1 of each app)")
    parser.add_argument(
        "--shape",
        choices=["monolith", "split"],
        default="monolith",
        help="all apps in one group of programs, or a group and a database for each, behind the gateway",
    )
    parser.add_argument("--gateway", action="store_true", help="have Envoy stand before it")
    parser.add_argument(
        "--neighbours",
        action="store_true",
        help="with a mail server, a geocoder and a road engine that drills can stop (and with --gateway)",
    )
    parser.add_argument("--seed", action="store_true", default=True, help="load the demo data (default)")
    parser.add_argument("--no-seed", action="store_false", dest="seed", help="start with what is there")
    parser.add_argument(
        "--live",
        action="store_true",
        help="have people order, bake and ride (manage.py simulate_city --live)",
    )
    return parser.parse_args(arguments)


def _layout(options: Any) -> Layout:
    is_split = options.shape == "split"
    workers = options.workers or (1 if is_split else 2)
    has_gateway = options.gateway or options.neighbours or is_split
    return Layout(options.shape, has_gateway, workers, options.neighbours)


def _introduce_running(state: State) -> None:
    say("already running in another process")
    platform = wait_for_other(state)
    if platform is None:
        raise EmbeddedError(f"it is not ready: see {state.logs}")
    _introduce(platform)


def _run(state: State, layout: Layout, *, seed: bool, is_live: bool) -> None:
    clear_leftovers(state)
    city: list[subprocess.Popen[bytes]] = []
    forks = {group: ForkServer() for group in layout.groups}
    try:
        atexit.register(release, state)
        common = STAND_INS | os.environ | environment(state) | choose_ports(state, layout)
        if layout.has_neighbours:
            common |= neighbours.told(state)
        if layout.is_split:
            from dominos.development.certificates import write_for_programs

            write_for_programs(tls_of(state), ports.HOST)
        groups = _environments(state, layout, common)
        for group, server in forks.items():
            server.load(groups[group])
        web, realtime = common["PUBLIC_URL"], common["REALTIME_URL"]
        platform = Platform(state, web, realtime, common, groups if layout.is_split else {})
        configured = gateway.configure(state, layout, common) if layout.has_gateway else None
        _prepare(forks, layout, groups, seed=seed)
        if configured and configured.wait():
            raise EmbeddedError("the gateway could not be configured: see above")
        wanted = programs(state, layout, groups)
        roles = dict.fromkeys(program.role or program.name for program in wanted)
        say(f"starting {', '.join(roles)}" + (f" of {len(groups)} apps" if layout.is_split else ""))
        awaited = list(layout.listening())

        def announce() -> None:
            _introduce(platform)
            if is_live:
                city.append(_live(platform))

        run_programs(platform, wanted, forks, awaited=awaited, say=say, announce=announce)
        say("stopped")
    finally:
        for people in city:
            people.terminate()
            people.wait()
        for server in forks.values():
            server.stop()


def _live(platform: Platform) -> subprocess.Popen[bytes]:
    """People who use the platform, in a process of their own."""
    command = [sys.executable, "manage.py", "simulate_city", "--live"]
    return subprocess.Popen(command, env=dict(platform.variables_of("users")), cwd=ROOT)  # noqa: S603


def _environments(state: State, layout: Layout, common: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The environment of each group; a database is made for each where there are several."""
    groups = {group: variables_of(state, layout, group, common) for group in layout.groups}
    if layout.is_split:
        say("making a database for each app")
        command = [sys.executable, "-m", "dominos.development.app_databases", *layout.groups]
        if subprocess.run(command, env=dict(common), cwd=ROOT, check=False).returncode:  # noqa: S603
            raise EmbeddedError("the databases could not be made: see above")
        for app, variables in groups.items():
            variables["DATABASE_URL"] = url_of(app, common["DATABASE_URL"], common["SECRET_KEY"])
    return groups


def _prepare(
    forks: Mapping[str, ForkServer], layout: Layout, groups: Mapping[str, Mapping[str, str]], *, seed: bool
) -> None:
    """Each group in a process of its own, side by side: what preparing loads is not kept."""
    children = [
        forks[group].fork("", "dominos.development.preparation:prepare", seed, variables=groups[group])
        for group in layout.groups
    ]
    records = [ProcessRecord.of(child.pid) for child in children]
    try:
        codes = [child.wait() for child in children]
    except KeyboardInterrupt:
        for record in records:
            if record:
                record.stop_session()
        raise
    if any(codes):
        raise EmbeddedError("the platform could not be prepared: see above")


def _introduce(platform: Platform) -> None:
    rows = {
        "API": f"{platform.web}/api/v1/",
        "docs": f"{platform.web}/api/docs/",
        "admin": f"{platform.web}/admin/",
        "board": f"{platform.web}/board/",
        "make line": f"{platform.web}/make-line/<store id>",
        "tracker": f"{platform.web}/track/<tracking_token of an order>",
        "websockets": f"{platform.realtime}/ws/",
        "logs": str(platform.state.logs),
    }
    lines = [f"  {name:<15}{value}" for name, value in rows.items()]
    lines += [f"  {line}" for line in _demo_lines(platform)]
    sys.stdout.write("\n" + "\n".join(lines) + "\n\n  Ctrl-C stops it.\n")
    sys.stdout.flush()


def say(line: str) -> None:
    """One line of progress."""
    sys.stdout.write(f"[up] {line}\n")
    sys.stdout.flush()


def _demo_lines(platform: Platform) -> Iterator[str]:
    """Accounts and a first order, as the seed left them in `demo.json`."""
    demo = state_of(platform.state, "users" if platform.groups else WHOLE).read("demo")
    for account in demo.get("accounts", []):
        yield f"{account.get('role', 'account'):<15}{account.get('email')}  {account.get('password')}"
    for line in demo.get("recipe", []):
        yield line.replace("{web}", platform.web).replace("{realtime}", platform.realtime)
    others = {name: value for name, value in demo.items() if name not in ("accounts", "recipe")}
    for name, value in others.items():
        yield f"{name:<15}{value if isinstance(value, str) else json.dumps(value)}"
