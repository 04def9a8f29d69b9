"""manage.py simulate_dispatch: the dispatch engine on a public benchmark instance."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.delivery.management.replay.instance import BadInstanceError
from apps.delivery.management.replay.simulation import DEFAULT_POLICY, POLICIES, simulate


class Command(BaseCommand):
    help = (
        "Plays a Meal Delivery Routing Problem instance and writes the solution files, ETAs and timing.json."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--instance", type=Path, required=True, help="directory of the instance")
        parser.add_argument("--out", type=Path, required=True, help="directory for the solution")
        parser.add_argument("--policy", choices=sorted(POLICIES), default=DEFAULT_POLICY)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = simulate(Path(options["instance"]), Path(options["out"]), options["policy"])
        except BadInstanceError as error:
            raise CommandError(f"{options['instance']} is not a readable instance. {error}") from error
        except OSError as error:
            raise CommandError(f"The solution cannot be written. {error}") from error
        orders = run.solution.orders
        delivered = sum(line.drop_off is not None for line in orders)
        self.stdout.write(f"{delivered} of {len(orders)} orders delivered, {len(run.seconds)} decisions")
