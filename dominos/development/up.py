"""`manage.py up`: the whole platform on this machine until it is told to stop. This process loads no Django."""

import argparse
import atexit
import json
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from dominos.development.environment import environment, release
from dominos.development.errors import EmbeddedError
from dominos.development.forking import ForkServer
from dominos.development.platform import Platform, choose_ports, platform_lock, programs, wait_for_other
from dominos.development.processes import ProcessRecord
from dominos.development.state import State
from dominos.development.supervision import run_programs
from dominos.development.supervisor import clear_leftovers


def main(arguments: Sequence[str]) -> int:
    """Run it; the exit code of the process."""
    options = _options(arguments)
    state = State()
    # A request to end while still preparing unwinds like Ctrl-C, so that the servers are stopped, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with platform_lock(state) as is_free:
        try:
            if is_free:
                _run(state, workers=options.workers, seed=options.seed)
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
    parser.add_argument("--workers", type=int, default=2, help="processes that serve REST (default 2)")
    parser.add_argument("--seed", action="store_true", default=True, help="load the demo data (default)")
    parser.add_argument("--no-seed", action="store_false", dest="seed", help="start with what is there")
    return parser.parse_args(arguments)


def _introduce_running(state: State) -> None:
    say("already running in another process")
    platform = wait_for_other(state)
    if platform is None:
        raise EmbeddedError(f"it is not ready: see {state.logs}")
    _introduce(platform)


def _run(state: State, *, workers: int, seed: bool) -> None:
    clear_leftovers(state)
    forks = ForkServer()
    try:
        atexit.register(release, state)
        variables = os.environ | environment(state) | choose_ports(state)
        forks.load(variables)
        platform = Platform(state, variables["PUBLIC_URL"], variables["REALTIME_URL"], variables)
        _prepare(forks, platform, seed=seed)
        wanted = programs(state, workers=workers)
        say(f"starting {', '.join(program.name for program in wanted)}")
        run_programs(platform, wanted, forks, say=say, announce=lambda: _introduce(platform))
        say("stopped")
    finally:
        forks.stop()


def _prepare(forks: ForkServer, platform: Platform, *, seed: bool) -> None:
    """In a process of its own: what preparing loads is not kept."""
    arguments = (seed,)
    child = forks.fork(
        "", "dominos.development.preparation:prepare", *arguments, variables=platform.variables
    )
    record = ProcessRecord.of(child.pid)
    try:
        code = child.wait()
    except KeyboardInterrupt:
        if record:
            record.stop_session()
        raise
    if code:
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
    demo = platform.state.read("demo")
    for account in demo.get("accounts", []):
        yield f"{account.get('role', 'account'):<15}{account.get('email')}  {account.get('password')}"
    for line in demo.get("recipe", []):
        yield line.replace("{web}", platform.web).replace("{realtime}", platform.realtime)
    others = {name: value for name, value in demo.items() if name not in ("accounts", "recipe")}
    for name, value in others.items():
        yield f"{name:<15}{value if isinstance(value, str) else json.dumps(value)}"
