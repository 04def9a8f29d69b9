"""``manage.py load_city [FILE]``: makes an OpenStreetMap extract the live map."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.geo.queries.cities import live_city
from apps.geo.use_cases.city_loader import CannotLoad, demo_extract, load_city


class Command(BaseCommand):
    help = "Loads an OpenStreetMap extract (.osm.pbf): addresses and road graphs. Default: the demo city."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="any OpenStreetMap extract (.osm.pbf, .osm)")
        parser.add_argument("--name", default="", help="what to call the city; default: its name on the map")
        parser.add_argument(
            "--keep", action="store_true", help="do nothing when the city of another file is live"
        )

    def handle(self, *, file: Path | None, name: str, keep: bool, **_options: Any) -> None:
        started = time.monotonic()

        def show(step: str) -> None:
            self.stdout.write(f"{time.monotonic() - started:6.1f} s  {step}")
            self.stdout.flush()

        try:
            path = file or demo_extract()
            if keep and (live := live_city()) and live.file_name != path.name:
                show(f"{live.name} ({live.file_name}) stays live")
                return
            loaded = load_city(path, show, name=name)
        except CannotLoad as error:
            raise CommandError(str(error)) from error
        if loaded.fresh:
            show(f"{loaded.name}: {loaded.streets:,} streets, {loaded.addresses:,} addresses")
