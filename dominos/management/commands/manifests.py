"""`manage.py manifests`: writes `k8s/split`, a deployment of each app, and `k8s/operators` from the code."""

import shutil
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandParser

from dominos.apps_enabled import ALL_APPS, ROOT
from dominos.deployment import kustomize, operators

HEADER = "# Written by `manage.py manifests` from the code.\n"


class Command(BaseCommand):
    help = "Writes the Kustomize files of a deployment of each app: its programs, what it is told, whom it may call."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, default=ROOT / "k8s", help="where to write")

    def handle(self, *, out: Path, **options: Any) -> None:
        alerts = yaml.safe_load((ROOT / "monitoring" / "alerts.yaml").read_text())["groups"]
        self._write(out / "split", kustomize.files(ALL_APPS))
        self._write(out / "operators", operators.files(ALL_APPS, alerts))

    def _write(self, folder: Path, files: dict[str, list[dict[str, Any]]]) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        for name, documents in files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            text = yaml.safe_dump_all(documents, sort_keys=False, width=120)
            file.write_text(HEADER + text)
