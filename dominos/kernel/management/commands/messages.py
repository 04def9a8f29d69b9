"""`manage.py messages`: what the bus holds, what is stuck, sending again, and making a projection anew."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, Min, Q

from dominos.kernel.clock import now
from dominos.kernel.management.instants import instant
from dominos.kernel.messaging.outbox import table
from dominos.kernel.messaging.rebuild import projections, rebuild
from dominos.kernel.messaging.replay import dead_letters, replay
from dominos.kernel.messaging.tables import OutboxMessage
from dominos.kernel.messaging.topology import installed_apps


class Command(BaseCommand):
    help = "Lists the messages of each app's outbox, shows dead letters, sends messages again, rebuilds projections."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        listing = actions.add_parser("list", help="waiting and dead deliveries, and the newest messages")
        dead = actions.add_parser("dead", help="what handlers failed and what nobody acknowledged")
        again = actions.add_parser("replay", help="send stored messages again; handled ones change nothing")
        for action in (listing, dead, again):
            action.add_argument("--app", choices=installed_apps())
        listing.add_argument("--newest", type=int, default=10, help="how many messages of each app")
        again.add_argument("--type", default="", help="only this type, as in orders.order_placed")
        again.add_argument("--since", type=instant, help="only what occurred since, ISO 8601")
        again.add_argument("--id", type=UUID, help="only this message")
        again.add_argument("--to", default="", help="only to this receiver")
        anew = actions.add_parser("rebuild", help="make what an app keeps of others' messages anew")
        anew.add_argument("app", choices=installed_apps())
        anew.add_argument("--since", type=instant, help="ISO 8601; else from the oldest stored messages on")

    def handle(self, *, action: str, app: str | None, **options: Any) -> None:
        apps = [app] if app else list(installed_apps())
        does = {"list": self._list, "dead": self._dead, "replay": self._replay, "rebuild": self._rebuild}
        does[action](apps, options)

    def _list(self, apps: list[str], options: dict[str, Any]) -> None:
        self._print("{:<14} {:>8} {:>8} {:>8} {:>12}", "app", "messages", "waiting", "dead", "oldest due")
        for app in apps:
            self._print("{:<14} {:>8} {:>8} {:>8} {:>12}", app, *_figures(app))
        for app in apps:
            for row in table(app, "OutboxMessage").objects.order_by("-occurred_at")[: options["newest"]]:
                self._print("{:%Y-%m-%d %H:%M:%S} {} {} v{}", row.occurred_at, row.id, row.type, row.version)

    def _dead(self, apps: list[str], options: dict[str, Any]) -> None:
        found = [(app, dead) for app in apps for dead in dead_letters(app)]
        for app, dead in found:
            self._print(
                "{:%Y-%m-%d %H:%M:%S} {} {side} {id} {type} {what} x{attempts}: {error}",
                dead["at"],
                app,
                **dead,
            )
        self._print("{} dead letters", len(found))

    def _replay(self, apps: list[str], options: dict[str, Any]) -> None:
        if not (options["type"] or options["since"] or options["id"]):
            raise CommandError("say which: --type, --since or --id")
        chosen = {"type": options["type"], "since": options["since"], "message_id": options["id"]}
        sent = sum(replay(app, **chosen, to=options["to"]) for app in apps)
        self._print("{} deliveries sent again", sent)

    def _rebuild(self, apps: list[str], options: dict[str, Any]) -> None:
        (app,) = apps
        if not projections(app):
            raise CommandError(f"{app} keeps more than what messages say: it cannot be made of them")
        oldest = now() - OutboxMessage.retention.after + timedelta(days=1)  # those before are being deleted
        for producer, sent in rebuild(app, max(options["since"] or oldest, oldest)).items():
            self._print("{}: {}", producer, "its worker sends" if sent is None else f"{sent} sent again")

    def _print(self, line: str, *values: Any, **names: Any) -> None:
        self.stdout.write(line.format(*values, **names))


def _figures(app: str) -> tuple[int, int, int, str]:
    waiting = Q(done_at=None, dead_at=None)
    deliveries = table(app, "OutboxDelivery").objects.aggregate(
        waiting=Count("message_id", filter=waiting),
        dead=Count("message_id", filter=~Q(dead_at=None)),
        oldest=Min("due_at", filter=waiting),
    )
    oldest = deliveries["oldest"]
    age = f"{(now() - oldest).total_seconds():.0f} s" if oldest else "-"
    return table(app, "OutboxMessage").objects.count(), deliveries["waiting"], deliveries["dead"], age
