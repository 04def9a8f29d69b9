"""Where the programs of a deployment answer: all apps in one group of programs, a group for each, or some apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Name = Literal["monolith", "split"]
PUBLIC = ("web", "realtime")
CANARY = "web-canary"
"""The program of a release that is tried with a part of the requests."""
WHOLE = "all"


@dataclass(frozen=True, slots=True)
class Instance:
    """One process group of a program: where it answers, and where its health is answered (0: not asked).

    A name may stand for several of them, at most `count`.
    """

    host: str
    port: int
    health_port: int = 0
    count: int = 1


@dataclass(frozen=True, slots=True)
class Shape:
    """The instances of each program of each group; a group is an app, or `all` that are not apart."""

    apart: frozenset[str]
    """The apps that are a group each; all others together are one."""
    instances: Mapping[tuple[str, str], tuple[Instance, ...]]
    """By group and program: web, realtime, and internal of the group that publishes the key set."""
    is_resolved: bool = field(default=False)
    """Whether hosts are names of which each may stand for several addresses."""
    canaries: Mapping[str, float] = field(default_factory=dict)
    """Percent of the requests to a group's web that its canary gets."""
    authority: Path | None = None
    """The certificate by which programs are known that speak TLS; None where they speak in the clear."""

    def group(self, app: str) -> str:
        """The group that answers for an app."""
        return app if app in self.apart else WHOLE

    def upstream(self, app: str, program: str) -> str:
        """The name of the upstream that answers for an app."""
        return upstream_name(self.group(app), program)


def upstream_name(group: str, program: str) -> str:
    """As `web` or `orders-web`."""
    return program if group == WHOLE else f"{group}-{program}"


def apart_in(name: Name, apps: Iterable[str]) -> frozenset[str]:
    """The apps that are a group each in a shape of this name."""
    return frozenset(apps) if name == "split" else frozenset()


def groups(apart: frozenset[str], apps: Iterable[str]) -> list[str]:
    """The groups of a shape: what is left after those apart, if anything is, and these."""
    apps = list(apps)
    return [*([WHOLE] if set(apps) - apart else []), *(app for app in apps if app in apart)]


@dataclass(frozen=True, slots=True)
class Template:
    """Services that are named alike: `where` is as `dominos-{upstream}-each:{port}`; `elsewhere` is of single groups.

    The port is each program's own unless it is told. A name that stands for one address before several instances, as a
    service of Kubernetes that has an address, can be asked for nobody's health: `health_ports` is empty then.
    """

    where: str
    ports: Mapping[str, int]
    health_ports: Mapping[str, int]
    instances: int = 1
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    def instance(self, group: str, program: str) -> Instance:
        """All instances of a program of a group."""
        kind = "web" if program == CANARY else program
        where = self.elsewhere.get(group, self.where)
        named = where.format(upstream=upstream_name(group, program), port=self.ports[kind])
        host, _, port = named.rpartition(":")
        return Instance(host, int(port), self.health_ports.get(kind, 0), self.instances)


def of_template(
    apart: frozenset[str],
    apps: Iterable[str],
    template: Template,
    *,
    with_sockets: Iterable[str],
    canaries: Mapping[str, float] | None = None,
    authority: Path | None = None,
) -> Shape:
    """The shape of a deployment whose services are named alike."""
    live = set(with_sockets)

    def at(group: str, program: str) -> tuple[Instance, ...]:
        return (template.instance(group, program),)

    found = {
        (group, program): at(group, program)
        for group in groups(apart, apps)
        for program in (*PUBLIC, "internal")
        if program != "realtime" or group == WHOLE or group in live
    }
    canaries = canaries or {}
    found |= {(group, CANARY): at(group, CANARY) for group in canaries}
    return Shape(apart, found, is_resolved=True, canaries=canaries, authority=authority)
