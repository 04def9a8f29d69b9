"""The gateway of a platform on this machine."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from dominos.development import envoy, ports
from dominos.development.layout import GATEWAY, Layout, configuration_of, shape_of
from dominos.development.state import ROOT, State
from dominos.development.supervisor import Program
from dominos.gateway.shape import Shape

if TYPE_CHECKING:
    from dominos.gateway.listener import Listening

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

    django.setup()
    from dominos.gateway.listener import Listening

    state = State(folder)
    layout = Layout("split" if shape == "split" else "monolith", has_gateway=True)
    port, health = (ports.remembered(state, name) for name in (GATEWAY, f"{GATEWAY}-health"))
    assert port and health
    _write(
        configuration_of(state), shape_of(state, layout), Listening(ports.HOST, port, "/dev/stdout"), health
    )


def write_beside(state: State, file: Path, port: int, health: int, certificate: Path) -> None:
    """Writes the configuration of one more that speaks TLS, before the platform of one shape that runs."""
    from dominos.gateway.listener import Listening

    listening = Listening(ports.HOST, port, "/dev/null", certificate, certificate)
    _write(file, shape_of(state, Layout(has_gateway=True)), listening, health)


def write_before(shape: Shape, file: Path, port: int, health: int) -> None:
    """Writes the configuration of one more, before the programs of a shape."""
    from dominos.gateway.listener import Listening

    _write(file, shape, Listening(ports.HOST, port, "/dev/null"), health)


def _write(file: Path, shape: Shape, listening: "Listening", health: int) -> None:
    from django.conf import settings

    from dominos.gateway.configuration import Operating, bootstrap
    from dominos.gateway.exposed import exposed
    from dominos.gateway.limits import edge

    content = bootstrap(
        listening,
        Operating(ports.HOST, health, str(_admin_socket(file.parent))),
        edge(settings.ALLOWED_HOSTS),
        shape,
        exposed(is_production=False),
    )
    file.write_text(json.dumps(content))


def _admin_socket(folder: Path) -> Path:
    """Envoy's own; the path of a Unix socket has an end."""
    own = folder / "admin"
    if len(str(own)) < MAX_SOCKET_PATH:
        return own
    return Path(tempfile.mkdtemp(prefix="dominos-gateway-")) / "admin"


if __name__ == "__main__":
    write(*sys.argv[1:])
