"""`manage.py manifests`: writes `k8s/split`, a deployment of each app, from what the code of each needs."""

import shutil
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandParser

from dominos.apps_enabled import ALL_APPS, ROOT
from dominos.deployment.kustomize import files

HEADER = "# Written by `manage.py manifests` from the code.\n"


class Command(BaseCommand):
    help = "Writes the Kustomize files of a deployment of each app: its programs, what it is told, whom it may call."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, default=ROOT / "k8s" / "split", help="the folder to write")

    def handle(self, *, out: Path, **options: Any) -> None:
        shutil.rmtree(out, ignore_errors=True)
        for name, documents in files(ALL_APPS).items():
            file = out / name
            file.parent.mkdir(parents=True, exist_ok=True)
            text = yaml.safe_dump_all(documents, sort_keys=False, width=120)
            file.write_text(HEADER + text)
