"""The gateway of a platform on this machine."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from dominos.development import envoy, ports
from dominos.development.layout import GATEWAY, Layout, configuration_of, shape_of
from dominos.development.state import ROOT, State
from dominos.development.supervisor import Program

STOP_SECONDS = 10.0
MAX_SOCKET_PATH = 100


def program(state: State) -> Program:
    """What runs it. EmbeddedError where there is no Envoy."""
    return Program(GATEWAY, envoy.command(configuration_of(state)), {}, stop_seconds=STOP_SECONDS)


def configure(state: State, layout: Layout, variables: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """Begins to write its configuration, in a process that loads every app, whatever the shape."""
    command = [sys.executable, "-m", "dominos.development.gateway", str(state.folder), layout.shape]
    return subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        cwd=ROOT,
        env={**variables, "DOMINOS_APPS": "*", "DJANGO_SETTINGS_MODULE": "dominos.settings"},
    )


def write(folder: str, shape: str) -> None:
    """Writes its configuration."""
    import django
    from django.conf import settings

    django.setup()
    from dominos.gateway.configuration import Operating, bootstrap
    from dominos.gateway.exposed import exposed
    from dominos.gateway.limits import edge
    from dominos.gateway.listener import Listening

    state = State(folder)
    layout = Layout("split" if shape == "split" else "monolith", has_gateway=True)
    port, health = (ports.remembered(state, name) for name in (GATEWAY, f"{GATEWAY}-health"))
    assert port and health
    content = bootstrap(
        Listening(ports.HOST, port, "/dev/stdout"),
        Operating(ports.HOST, health, str(_admin_socket(state))),
        edge(settings.ALLOWED_HOSTS),
        shape_of(state, layout),
        exposed(is_production=False),
    )
    configuration_of(state).write_text(json.dumps(content))


def _admin_socket(state: State) -> Path:
    """Envoy's own; the path of a Unix socket has an end."""
    own = state.subfolder("gateway") / "admin"
    if len(str(own)) < MAX_SOCKET_PATH:
        return own
    return Path(tempfile.mkdtemp(prefix="dominos-gateway-")) / "admin"


if __name__ == "__main__":
    write(*sys.argv[1:])
