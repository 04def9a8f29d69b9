"""`manage.py dashboards`: writes Grafana's dashboards to `monitoring/grafana/dashboards`."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dominos.apps_enabled import ROOT
from dominos.deployment.dashboards import DASHBOARDS, as_grafana


class Command(BaseCommand):
    help = "Writes Grafana's dashboards: service, business, couriers, money, bus."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, default=ROOT / "monitoring/grafana/dashboards")

    def handle(self, *, out: Path, **options: Any) -> None:
        out.mkdir(parents=True, exist_ok=True)
        for dashboard in DASHBOARDS:
            text = json.dumps(as_grafana(dashboard), indent=2)
            (out / f"{dashboard.name}.json").write_text(text + "\n")
