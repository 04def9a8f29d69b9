"""`manage.py privacy`: closing an account or exporting for somebody, how far forgetting is, what is left."""

from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dominos.kernel.errors import DomainError
from dominos.kernel.privacy_scan import find


class Command(BaseCommand):
    help = (
        "Closes or exports an account, shows what closed ones wait for, searches for what is left of people."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        close = actions.add_parser("close", help="close the account of somebody who asked for it")
        close.add_argument("user", type=UUID)
        close.add_argument("--by", type=UUID, help="who of the staff does this, for the audit log")
        export = actions.add_parser("export", help="have all gathered that is known of somebody, for them")
        export.add_argument("user", type=UUID)
        export.add_argument("--by", type=UUID, help="who of the staff does this, for the audit log")
        actions.add_parser(
            "status", help="closed accounts, and which apps still have something of their people"
        )
        scan = actions.add_parser(
            "scan", help="search tables, Redis and files for words; exit code 1 for a hit"
        )
        scan.add_argument(
            "words", type=Path, help="a file with a name, mail, phone, address or `lat,lon` a line"
        )
        scan.add_argument(
            "--files", type=Path, nargs="*", default=[], help="more folders, such as that of logs"
        )

    def handle(self, *, action: str, **options: Any) -> None:
        getattr(self, f"_{action}")(**options)

    def _close(self, user: UUID, by: UUID | None, **_: Any) -> None:
        try:
            _of_users("account_closure").close_for(user, by=by)
        except DomainError as refusal:
            raise CommandError(refusal.title) from refusal
        self.stdout.write("closed; `privacy status` tells when everything is forgotten")

    def _export(self, user: UUID, by: UUID | None, **_: Any) -> None:
        try:
            _of_users("exports").ask_for(user, by=by)
        except DomainError as refusal:
            raise CommandError(refusal.title) from refusal
        self.stdout.write("asked for; a mail tells the person when it can be fetched on their account's page")

    def _status(self, **_: Any) -> None:
        for row in _of_users("account_closure").all_closures():
            done = f"forgotten {row.done_at:%Y-%m-%d %H:%M}" if row.done_at else "waits for "
            self.stdout.write(f"{row.user_id} closed {row.closed_at:%Y-%m-%d %H:%M} {done}{_waits(row)}")

    def _scan(self, words: Path, files: list[Path], **_: Any) -> None:
        try:
            found = list(find(words.read_text().splitlines(), files))
        except ValueError as error:
            raise CommandError(str(error)) from error
        for place in found:
            self.stdout.write(place)
        if found:
            raise CommandError(f"{len(found)} places")
        self.stdout.write("0 hits")


def _of_users(use_case: str) -> Any:
    """What only the deployment of users does; searching is done in each."""
    if "users" not in settings.ENABLED_APPS:
        raise CommandError("users do not run here: run this in their deployment")
    return import_module(f"apps.users.use_cases.{use_case}")


def _waits(closure: Any) -> str:
    return "" if closure.done_at else ", ".join(closure.waits_for) or "a message about them"
