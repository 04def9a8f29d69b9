"""`manage.py gateway`: writes the configuration of Envoy for a deployment."""

import json
from argparse import ArgumentTypeError
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from dominos.gateway.configuration import Operating, bootstrap
from dominos.gateway.exposed import exposed
from dominos.gateway.limits import edge
from dominos.gateway.listener import Listening
from dominos.gateway.shape import WHOLE, Template, apart_in, groups, of_template
from dominos.serve import HEALTH_PORTS, PORTS
from dominos.settings.by_role import ENVIRONMENT

UPSTREAM = "dominos-{upstream}-each:{port}"


class Command(BaseCommand):
    help = "Writes Envoy's configuration (JSON) for a deployment, from the URL tables, sockets and access in the code."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shape", choices=["monolith", "split"], default="monolith")
        parser.add_argument(
            "--apart",
            action="append",
            choices=settings.ALL_APPS,
            default=[],
            metavar="APP",
            help="an app that has programs of its own, while all others are one group",
        )
        parser.add_argument(
            "--upstream",
            action="append",
            type=_upstream,
            default=[],
            metavar="[APP=]HOST:PORT",
            help=f"where a program answers, under a name that stands for all its instances (default {UPSTREAM});"
            " {upstream} is web, realtime, internal or, of an app apart, orders-web ..., {port} 8000, 8001 or 8002",
        )
        parser.add_argument(
            "--instances",
            type=int,
            default=2,
            help="how many instances a name may stand for: all together take so many times what one does",
        )
        parser.add_argument(
            "--canary",
            action="append",
            type=_share,
            default=[],
            metavar="[APP=]PERCENT",
            help="so many of the requests, and those with X-Canary: 0, go to dominos-web-canary-each (split:"
            " dominos-APP-web-canary-each)",
        )
        parser.add_argument(
            "--without-health-checks",
            action="store_true",
            help="the names stand for an address that is shared by all instances: nobody's own health can be asked for",
        )
        parser.add_argument("--host", default="0.0.0.0", help="address to listen on")  # noqa: S104
        parser.add_argument("--port", type=int, default=8080)
        parser.add_argument("--health-port", type=int, default=9008, help="its own health and figures")
        parser.add_argument("--certificate", type=Path, help="PEM file; with it TLS is spoken")
        parser.add_argument("--key", type=Path, help="the certificate's private key")
        parser.add_argument(
            "--authority",
            type=Path,
            help="PEM file that vouches for programs (ca.crt in TLS_DIR): TLS is spoken to them",
        )
        parser.add_argument("--admin-socket", default="/tmp/envoy-admin.sock")  # noqa: S108 - in a container
        parser.add_argument("--out", type=Path, help="the file to write, else standard output")

    def handle(self, **options: Any) -> None:
        if bool(options["certificate"]) != bool(options["key"]):
            raise CommandError("a certificate needs its key, and a key its certificate")
        if missing := sorted(set(settings.ALL_APPS) - set(settings.ENABLED_APPS)):
            raise CommandError(
                f"it routes to all apps, and DOMINOS_APPS lacks {', '.join(missing)}: set it to *"
            )
        shown = exposed(is_production=ENVIRONMENT == "production")
        live = {one.app for one in shown if one.kind == "socket"}
        where = {WHOLE: UPSTREAM} | dict(options["upstream"])
        template = Template(
            where[WHOLE],
            _numbers(PORTS),
            {} if options["without_health_checks"] else _numbers(HEALTH_PORTS),
            options["instances"],
            where,
        )
        apart = apart_in(options["shape"], settings.ALL_APPS) | frozenset(options["apart"])
        canaries = dict(options["canary"])
        for option, named in (("canary", canaries), ("upstream", where)):
            if unknown := sorted(named.keys() - {WHOLE, *groups(apart, settings.ALL_APPS)}):
                raise CommandError(
                    f"--{option} names no group of programs of this shape: {', '.join(unknown)}"
                )
        shape = of_template(
            apart,
            settings.ALL_APPS,
            template,
            with_sockets=live,
            canaries=canaries,
            authority=options["authority"],
        )
        listening = Listening(
            options["host"],
            options["port"],
            certificate=options["certificate"],
            key=options["key"],
        )
        operating = Operating(options["host"], options["health_port"], options["admin_socket"])
        text = json.dumps(
            bootstrap(listening, operating, edge(settings.ALLOWED_HOSTS), shape, shown), indent=1
        )
        if options["out"]:
            options["out"].write_text(text + "\n")
        else:
            self.stdout.write(text)


def _upstream(text: str) -> tuple[str, str]:
    """A group of programs, and where they answer."""
    group, _, where = text.rpartition("=")
    if ":" not in where:
        raise ArgumentTypeError("a host and a port, as {upstream}:{port}")
    return group or WHOLE, where


def _share(text: str) -> tuple[str, float]:
    """A group of programs, and the percent of its requests that its canary gets."""
    group, _, percent = text.rpartition("=")
    if not 0 < float(percent) < 100:
        raise ArgumentTypeError("between 0 and 100 percent")
    return group or WHOLE, float(percent)


def _numbers(ports: Mapping[str, str]) -> dict[str, int]:
    return {program: int(port) for program, port in ports.items()}
