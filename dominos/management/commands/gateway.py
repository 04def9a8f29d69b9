"""`manage.py gateway`: writes the configuration of Envoy for a deployment."""

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from dominos.gateway.configuration import Operating, bootstrap
from dominos.gateway.exposed import exposed
from dominos.gateway.limits import edge
from dominos.gateway.listener import Listening
from dominos.gateway.shape import of_template
from dominos.settings.by_role import ENVIRONMENT


class Command(BaseCommand):
    help = "Writes Envoy's configuration (JSON) for a deployment, from the URL tables, sockets and access in the code."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shape", choices=["monolith", "split"], default="monolith")
        parser.add_argument(
            "--upstream",
            default="dominos-{upstream}:80",
            help="where a program answers; {upstream} is web, realtime, internal or, split, orders-web ...",
        )
        parser.add_argument("--host", default="0.0.0.0", help="address to listen on")  # noqa: S104
        parser.add_argument("--port", type=int, default=8080)
        parser.add_argument("--health-port", type=int, default=9008, help="its own health and figures")
        parser.add_argument("--certificate", type=Path, help="PEM file; with it TLS is spoken")
        parser.add_argument("--key", type=Path, help="the certificate's private key")
        parser.add_argument("--admin-socket", default="/tmp/envoy-admin.sock")  # noqa: S108 - in a container
        parser.add_argument("--out", type=Path, help="the file to write, else standard output")

    def handle(self, **options: Any) -> None:
        if bool(options["certificate"]) != bool(options["key"]):
            raise CommandError("a certificate needs its key, and a key its certificate")
        shown = exposed(is_production=ENVIRONMENT == "production")
        live = {one.app for one in shown if one.kind == "socket"}
        shape = of_template(options["shape"], settings.ALL_APPS, options["upstream"], with_sockets=live)
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
            sys.stdout.write(text + "\n")
