"""The Celery application: one queue for each app, plus the timers in each app's `tasks.SCHEDULE`."""

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from celery import Celery
from celery.signals import task_postrun, task_prerun

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dominos.settings")
app = Celery("dominos")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Celery would connect to the database anew before and after each task; Django's own rule for requests does for tasks.
app.conf["CELERY_DB_REUSE_MAX"] = sys.maxsize
for module in ("tasks", "timers"):
    app.autodiscover_tasks(["dominos.kernel.messaging"], related_name=module)
app.autodiscover_tasks(["dominos.kernel.audit"])


@app.on_after_finalize.connect
def add_timers(sender: Celery, **_: object) -> None:
    """Adds what the bus, the audit logs and each enabled app want done regularly."""
    from django.conf import settings

    keeping = import_module("dominos.kernel.messaging.topology").installed_apps()
    if own := [name for name in settings.ENABLED_APPS if name in keeping]:
        for module in ("messaging.timers", "audit.tasks"):
            sender.conf.beat_schedule |= import_module(f"dominos.kernel.{module}").schedule(own)
    for name in settings.ENABLED_APPS:
        if find_spec(f"apps.{name}.tasks"):
            sender.conf.beat_schedule |= getattr(import_module(f"apps.{name}.tasks"), "SCHEDULE", {})


@task_prerun.connect
def drop_broken_connections(**_: object) -> None:
    """Closes database connections that failed or are old, as Django does before a request."""
    from django.db import close_old_connections, connection

    if not connection.in_atomic_block:
        close_old_connections()


@task_prerun.connect
def begin_to_count(task_id: str, **_: object) -> None:
    """Notes when a task began."""
    import_module("dominos.kernel.telemetry.work_figures").begin(task_id)


@task_postrun.connect
def count_task(task_id: str, task: Any, state: str | None = None, **_: object) -> None:
    """Counts a task that has ended."""
    import_module("dominos.kernel.telemetry.work_figures").end(task_id, task.name, state)
