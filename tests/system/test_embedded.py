"""The embedded servers and the platform on them survive what machines do to them."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Timer

import httpx
import psycopg
import pytest
import redis

from dominos.development import (
    EmbeddedError,
    Platform,
    State,
    discard,
    environment,
    platform_running,
    release,
    running_platform,
    stop,
)
from dominos.development.environment import VARIABLES
from dominos.development.layout import Layout
from dominos.development.platform import is_ready, programs
from dominos.development.processes import ProcessRecord, servers_in, wait_until
from dominos.development.state import ROOT
from dominos.development.supervisor import Program, Supervisor

ONE = Layout(workers=1, has_gateway=True)
FEW = {"DOMINOS_APPS": "stores"}
"""Supervisor, servers and programs are the same with one app, whose tables are there in a fifth of the time."""
START_TWICE = """
import json, sys
from dominos.development import State, environment
print(json.dumps(environment(State(sys.argv[1]))), flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that names nothing of the platform, so that everything is embedded."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def shared() -> Iterator[State]:
    yield from temporary_state()


@pytest.fixture
def state(shared: State) -> Iterator[State]:
    """One state folder for many tests, since creating a cluster takes a while; its servers stop in between."""
    yield shared
    release(shared)


@pytest.fixture
def fresh() -> Iterator[State]:
    yield from temporary_state()


def temporary_state() -> Iterator[State]:
    with tempfile.TemporaryDirectory(prefix="dominos-") as folder:
        Path(folder).chmod(0o755)
        state = State(Path(folder) / "state")
        yield state
        release(state)
        discard(state)


def postmaster(state: State) -> ProcessRecord:
    data = Path(state.read("servers")["folder"]) / "postgres" / "data"
    pid = int((data / "postmaster.pid").read_text().splitlines()[0])
    return next(record for record in servers_in(data, "postgres") if record.pid == pid)


def valkey(state: State) -> ProcessRecord:
    (record,) = servers_in(Path(state.read("servers")["folder"]) / "valkey", "valkey-server")
    return record


def write(variables: dict[str, str]) -> None:
    with psycopg.connect(variables["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    with redis.from_url(variables["REDIS_URL"]) as client:
        client.set("kept", 1)
        assert client.execute_command("WAITAOF", 1, 0, 5000)[0] == 1


def read(variables: dict[str, str]) -> tuple[int, int]:
    with psycopg.connect(variables["DATABASE_URL"]) as connection:
        rows = connection.execute("SELECT n FROM kept").fetchall()
    with redis.from_url(variables["REDIS_URL"]) as client:
        return len(rows), int(client.get("kept"))


def test_environment_is_complete_and_the_same_at_every_call(state: State) -> None:
    first = environment(state)
    assert environment(state) == first
    assert VARIABLES - first.keys() == {"REDIS_PREFIX", "STATIC_ROOT"}
    release(state)
    again = environment(state)
    assert {name: again[name] for name in first if name != "DOMINOS_ENV"} == {
        name: first[name] for name in first if name != "DOMINOS_ENV"
    }


def test_secrets_are_readable_by_their_owner_only(state: State) -> None:
    environment(state)
    mode = (state.folder / "secrets.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_extensions_and_durability(state: State) -> None:
    with psycopg.connect(environment(state)["DATABASE_URL"], autocommit=True) as connection:
        for extension in ("pg_trgm", "cube", "earthdistance"):
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SHOW max_connections").fetchone() == ("200",)
        # Or nobody could count what an order costs.
        assert connection.execute("SHOW shared_preload_libraries").fetchone() == ("pg_stat_statements",)
        assert connection.execute("SELECT similarity('Hämeentie', 'hämeentie')").fetchone() == (1.0,)


def test_a_wrong_password_is_refused(state: State) -> None:
    variables = environment(state)
    secret = state.read("secrets")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(variables["DATABASE_URL"].replace(secret["postgres_password"], "guess"))
    with pytest.raises(redis.AuthenticationError):
        redis.from_url(variables["REDIS_URL"].replace(secret["valkey_password"], "guess")).ping()


def test_killed_servers_come_back_with_their_data(state: State) -> None:
    variables = environment(state)
    write(variables)
    for server in (postmaster(state), valkey(state)):
        server.send(signal.SIGKILL)
        assert wait_until(lambda server=server: not server.is_running(), seconds=10)
    assert read(environment(state)) == (1, 1)


def test_a_server_that_stood_still_is_waited_for(state: State) -> None:
    variables = environment(state)
    frozen = valkey(state)
    frozen.send(signal.SIGSTOP)
    thaw = Timer(2.5, frozen.send, [signal.SIGCONT])
    thaw.start()
    assert environment(state) == variables
    assert valkey(state) == frozen


def test_a_platform_that_was_up_never_gives_its_programs_up(fresh: State) -> None:
    said: list[str] = []
    supervisor = Supervisor(fresh, os.environ, said.append, gives_up=False)
    supervisor.start(Program("dying", [sys.executable, "-c", "raise SystemExit(3)"], {}, stop_seconds=1))
    (child,) = supervisor._children
    child.process.wait(20)
    for _ in range(30):
        supervisor._note_death(child)
    assert "again in 16 s" in said[-1]
    supervisor.gives_up = True
    with pytest.raises(EmbeddedError, match="dying ended 31 times"):
        supervisor._note_death(child)
    supervisor.stop()


def test_taken_ports_are_left_to_whoever_has_them(state: State) -> None:
    before = environment(state)
    write(before)
    release(state)
    taken = [port for name, port in state.read("ports").items() if name in ("postgres", "valkey")]
    squatters = [socket.create_server(("127.0.0.1", port)) for port in taken]
    try:
        after = environment(state)
        assert after["DATABASE_URL"] != before["DATABASE_URL"]
        assert after["REDIS_URL"] != before["REDIS_URL"]
        assert read(after) == (1, 1)
    finally:
        for squatter in squatters:
            squatter.close()


def test_a_stale_pid_file_naming_somebody_else_is_harmless(state: State) -> None:
    write(environment(state))
    server = postmaster(state)
    pid_file = Path(state.read("servers")["folder"]) / "postgres" / "data" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    server.send(signal.SIGKILL)
    assert wait_until(lambda: not server.is_running(), seconds=10)
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert read(environment(state)) == (1, 1)


def test_two_processes_starting_at_once_share_the_servers(fresh: State) -> None:
    command = [sys.executable, "-c", START_TWICE, str(fresh.folder)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "cwd": ROOT, "text": True}
    both = [subprocess.Popen(command, **pipes) for _ in range(2)]
    answers = [json.loads(process.stdout.readline()) for process in both]
    for process in both:
        process.communicate()
    assert answers[0] == answers[1]
    write(answers[0])


def test_the_last_user_stops_the_servers(state: State) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", START_TWICE, str(state.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    other.stdout.readline()
    environment(state)
    server = postmaster(state)
    release(state)
    assert server.is_running()
    other.communicate()
    environment(state)
    release(state)
    assert not server.is_running()


def test_a_state_folder_that_a_server_account_cannot_reach(fresh: State) -> None:
    fresh.folder.mkdir(parents=True)
    fresh.folder.chmod(0o700)
    write(environment(fresh))
    folder = Path(fresh.read("servers")["folder"])
    assert folder.is_relative_to(fresh.folder) == (os.geteuid() != 0)
    stop(fresh)
    assert read(environment(fresh)) == (1, 1)
    discard(fresh)
    assert not folder.exists()


def test_given_servers_are_used_and_none_started(fresh: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/db")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    variables = environment(fresh)
    assert variables["DATABASE_URL"] == "postgresql://elsewhere/db"
    assert variables["REDIS_URL"] == "redis://elsewhere/0"
    assert not fresh.read("servers")


def children_of(state: State) -> list[str]:
    """Command lines of every process whose environment names this state folder."""
    wanted = f"DOMINOS_STATE_DIR={state.folder}\0".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (entry / "environ").read_bytes():
                found.append((entry / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def kill_and_await_another(platform: Platform, name: str) -> None:
    old = platform.process(name)
    old.send(signal.SIGKILL)
    state = platform.state
    assert wait_until(lambda: ProcessRecord.load(state, name) not in (None, old), seconds=20)


def answers_outside(platform: Platform) -> bool:
    """Whether the API is answered through the gateway, by web, which heard the client's address from it."""
    try:
        answer = httpx.get(f"{platform.web}/api/v1/stores", timeout=10)
    except httpx.TransportError:
        return False
    return answer.status_code == 200 and answer.headers["server"] == "dominos"


def probe(platform: Platform, program: Program) -> int:
    """The exit code of the container's probe for a program of this platform."""
    command = [sys.executable, "-m", "dominos.probe", program.name]
    variables = {**platform.variables, **program.variables}
    return subprocess.run(command, cwd=ROOT, env=variables, timeout=60).returncode


def probes(platform: Platform, wanted: Sequence[Program]) -> dict[str, int]:
    """The exit codes of the probes of these programs, asked at once."""
    with ThreadPoolExecutor(len(wanted)) as pool:
        answers = pool.map(lambda program: probe(platform, program), wanted)
        return {program.name: answer for program, answer in zip(wanted, answers, strict=True)}


def still_missing(platform: Platform, missing: list[Program]) -> list[Program]:
    """Leaves of the programs those whose probe does not answer yet."""
    answers = probes(platform, missing)
    missing[:] = [program for program in missing if answers[program.name] != 0]
    return missing


def sessions(platform: Platform) -> set[str]:
    """What the programs call themselves before PostgreSQL: each by its own role, although they were forked from one."""
    with psycopg.connect(platform.variables["DATABASE_URL"]) as connection:
        rows = connection.execute("SELECT DISTINCT application_name FROM pg_stat_activity").fetchall()
    return {name for (name,) in rows}


def test_the_platform_heals_and_comes_back_after_kill(state: State) -> None:
    with platform_running(state, seed=False, layout=ONE, variables=FEW) as platform:
        assert is_ready(platform.health("web"))
        assert is_ready(platform.health("realtime"))
        write(dict(platform.variables))
        wanted = [one for one in programs(state, ONE, {"all": platform.variables}) if one.role]
        missing = list(wanted)
        assert wait_until(lambda: not still_missing(platform, missing), seconds=60), missing
        assert wait_until(lambda: {"dominos worker", "dominos beat"} <= sessions(platform), seconds=30)

        again = subprocess.run(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=os.environ | {"DOMINOS_STATE_DIR": str(state.folder)},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert again.returncode == 0, again.stderr
        assert "already running" in again.stdout
        assert platform.web in again.stdout

        assert answers_outside(platform)
        kill_and_await_another(platform, "gateway")
        assert wait_until(lambda: answers_outside(platform), seconds=30)
        kill_and_await_another(platform, "web")
        # The supervisor looks after its servers while one of them neither answers nor has ended.
        frozen = valkey(state)
        frozen.send(signal.SIGSTOP)
        thaw = Timer(2.5, frozen.send, [signal.SIGCONT])
        thaw.start()
        postmaster(state).send(signal.SIGKILL)
        thaw.join()
        assert wait_until(lambda: is_ready(platform.health("web")), seconds=30)
        assert platform.process("supervisor").is_running()
        assert valkey(state) == frozen

        platform.process("supervisor").send(signal.SIGKILL)
        processes = [platform.process(program.name) for program in wanted]
        assert wait_until(lambda: not any(process.is_running() for process in processes), seconds=30)
        assert running_platform(state) is None

    with platform_running(state, seed=False, layout=ONE, variables=FEW) as platform:
        assert read(dict(platform.variables)) == (1, 1)
        assert is_ready(platform.health("web"))
    assert wait_until(lambda: not children_of(state), seconds=10), children_of(state)
    answers = probes(platform, wanted)
    # What beat saved is not old yet, and without a broker nobody can tell how a worker is.
    assert answers == {"web": 1, "realtime": 1, "internal": 1, "worker": 0, "beat": 0}


def test_a_platform_that_cannot_start_says_why(fresh: State) -> None:
    with (
        pytest.raises(EmbeddedError, match="DOMINOS_APPS names no app: nonsense"),
        platform_running(fresh, variables={"DOMINOS_APPS": "nonsense"}),
    ):
        pass
