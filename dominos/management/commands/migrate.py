"""Django's `migrate`, which queues for locks only briefly and remembers the search path with the database."""

import time
from typing import Any

from django.conf import settings
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from dominos.kernel.config import env
from dominos.kernel.postgres.schema_changes import apply_timeouts, remember_search_path, with_lock_retries
from dominos.kernel.postgres.sessions import TIMEOUTS


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        """Tries again while a lock is held by somebody else; what is applied already stays applied."""
        if options["check_unapplied"] or options["plan"]:
            super().handle(*args, **options)
            return
        connection = connections[options["database"]]
        apply_timeouts(connection, TIMEOUTS["migrate"])
        with_lock_retries(
            lambda: super(Command, self).handle(*args, **options),
            attempts=int(env.number("MIGRATE_ATTEMPTS", 20)),
            say=self.stderr.write,
            pause=time.sleep,
        )
        remember_search_path(connection, settings.SCHEMAS)
