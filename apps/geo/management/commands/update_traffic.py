"""``manage.py update_traffic SPEEDS.csv``: updates the road engine with traffic speeds."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.geo.conf import PROFILES, graphs_dir
from apps.geo.queries.cities import live_city
from apps.geo.roads.graph import GraphBuildFailed, apply_traffic


class Command(BaseCommand):
    help = "Applies segment speeds (from_node,to_node,km/h per line, OpenStreetMap node ids) to a road graph."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--profile", choices=PROFILES, default="car")

    def handle(self, *, file: Path, profile: Any, **_options: Any) -> None:
        city = live_city()
        if city is None:
            raise CommandError("no city is loaded")
        if not file.is_file():
            raise CommandError(f"{file} is not a file")
        try:
            apply_traffic(graphs_dir() / city.content_hash, profile, file.absolute())
        except GraphBuildFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{profile} traffic of {city.name} updated")
