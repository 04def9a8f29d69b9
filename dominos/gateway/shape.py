"""Where the programs of a deployment answer: all apps in one group of programs, or a group for each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Name = Literal["monolith", "split"]
PUBLIC = ("web", "realtime")
WHOLE = "all"


@dataclass(frozen=True, slots=True)
class Instance:
    """One process group of a program: where it answers, and where its health is answered (0: not asked)."""

    host: str
    port: int
    health_port: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """The instances of each program of each group; a group is an app, or `all` of them."""

    name: Name
    instances: Mapping[tuple[str, str], tuple[Instance, ...]]
    """By group and program: web, realtime, and internal of the group that publishes the key set."""
    is_resolved: bool = field(default=False)
    """Whether hosts are names of which each may stand for several addresses."""

    def group(self, app: str) -> str:
        """The group that answers for an app."""
        return app if self.name == "split" else WHOLE

    def upstream(self, app: str, program: str) -> str:
        """The name of the upstream that answers for an app."""
        return upstream_name(self.group(app), program)


def upstream_name(group: str, program: str) -> str:
    """As `web` or `orders-web`."""
    return program if group == WHOLE else f"{group}-{program}"


def groups(name: Name, apps: Iterable[str]) -> list[str]:
    """The groups of a shape."""
    return list(apps) if name == "split" else [WHOLE]


def of_template(name: Name, apps: Iterable[str], template: str, *, with_sockets: Iterable[str]) -> Shape:
    """The shape of a deployment whose services are named alike: `template` is as `dominos-{upstream}:80`."""
    host, _, port = template.rpartition(":")
    live = set(with_sockets)

    def at(group: str, program: str) -> tuple[Instance, ...]:
        return (Instance(host.format(upstream=upstream_name(group, program)), int(port)),)

    found = {
        (group, program): at(group, program)
        for group in groups(name, apps)
        for program in (*PUBLIC, "internal")
        if program != "realtime" or group == WHOLE or group in live
    }
    return Shape(name, found, is_resolved=True)
