"""All apps, each a process with a database of its own, speaking signed HTTP and Celery to each other."""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, closing, contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg
from django.urls import resolve
from psycopg.sql import SQL, Identifier

from dominos.apps_enabled import ALL_APPS, ROOT
from dominos.development.ports import free_port


class Deployment:
    """Where each app answers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = {app: free_port() for app in ALL_APPS}
        self.databases: dict[str, str] = {}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def url(self, app: str, scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.ports[app]}"

    def web(self, path: str) -> str:
        """The deployment that answers a path, as an ingress would route it: by who owns the view."""
        return self.url(resolve(path.split("?")[0]).func.__module__.split(".")[1])

    def realtime(self, path: str) -> str:
        """The deployment that answers a websocket path."""
        return self.url(_owner_of_socket(path), "ws")

    def environment(self, app: str) -> dict[str, str]:
        others = {f"{other.upper()}_URL": self.url(other) for other in ALL_APPS if other != app}
        return {
            **{k: v for k, v in os.environ.items() if k not in ("JWT_PRIVATE_KEYS", "DOMINOS_TEST_SLOT")},
            **({"JWT_PRIVATE_KEYS": os.environ["JWT_PRIVATE_KEYS"]} if app == "users" else {}),
            **others,
            "DOMINOS_APPS": app,
            "DOMINOS_ENV": "development",
            "DATABASE_URL": self.databases[app],
            "DATA_DIR": str(self.folder),
            "DOMINOS_STATE_DIR": str(self.folder / app),
            "JWKS_URL": self.url("users") + "/.well-known/jwks.json",
            "PUBLIC_URL": self.url("payments"),
            "BUS_GRACE": "2",
        }

    def start(self, app: str, database: str) -> None:
        self.databases[app] = database
        log = (self.folder / f"{app}.log").open("wb")
        self.processes[app] = subprocess.Popen(
            [sys.executable, "-m", "tests.split.node", str(self.ports[app])],
            cwd=ROOT,
            env=self.environment(app),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        log.close()

    def wait_until_ready(self, seconds: float = 240) -> None:
        deadline = time.monotonic() + seconds
        for app, process in self.processes.items():
            while not self._is_ready(app):
                log = (self.folder / f"{app}.log").read_text(errors="replace")[-3000:]
                assert process.poll() is None, f"{app} died:\n{log}"
                assert time.monotonic() < deadline, f"{app} is not ready:\n{log}"
                time.sleep(0.3)

    def _is_ready(self, app: str) -> bool:
        with suppress(httpx.HTTPError):
            return httpx.get(self.url(app) + "/health/ready", timeout=5).status_code == 200
        return False

    def stop(self) -> None:
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


@contextmanager
def split(folder: Path):
    """Every app of the tree deployed alone; all gone at the end, databases too."""
    deployment = Deployment(folder)
    with ExitStack() as stack:
        for app in ALL_APPS:
            database = stack.enter_context(temporary_database(f"split_{os.getpid()}_{app}"))
            deployment.start(app, database)
        stack.callback(deployment.stop)
        deployment.wait_until_ready()
        yield deployment


@contextmanager
def temporary_database(name: str):
    """An empty database on the server of this run; gives its URL."""
    url = urlsplit(os.environ["DATABASE_URL"])
    server = urlunsplit(url._replace(path="/postgres"))
    with closing(psycopg.connect(server, autocommit=True)) as admin:
        admin.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield urlunsplit(url._replace(path="/" + name))
        finally:
            admin.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def _owner_of_socket(path: str) -> str:
    for app in ALL_APPS:
        if find_spec(f"apps.{app}.live"):
            for route in import_module(f"apps.{app}.live").websocket_urlpatterns:
                if route.pattern.match(path.lstrip("/")):
                    return app
    raise LookupError(path)
