"""The admin's entries by job: what people want to do, not which app has the table.

Jobs are data that the app with the first page declares. Tables of apps that run elsewhere are links there, where the
gateway leads to the process that has them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext

from dominos.kernel.admin_jobs import Job
from dominos.kernel.texts.admin_words import CONTEXT

AUDIT = "AuditEntry"
MAX_SEARCH = 200
"""Characters that may be looked for at once."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever looks: the address of the first page, and which apps of other processes there are entries of."""

    user: Any
    index: str
    elsewhere: Sequence[str]


def by_job(jobs: Iterable[Job], listed: Iterable[dict[str, Any]], reader: Reader) -> list[dict[str, Any]]:
    """Django's list of apps, grouped by jobs instead; jobs without an entry that the reader may see are left out."""
    here = {f"{app['app_label']}.{entry['object_name']}": entry for app in listed for entry in app["models"]}
    groups = [
        {
            "app_label": job.key,
            "name": gettext(job.name),
            "description": gettext(job.description),
            "app_url": f"{reader.index}#{job.key}",
            "has_module_perms": True,
            "models": [*_entries(job, here, reader), *(_logs(here, reader) if job.has_logs else ())],
        }
        for job in jobs
    ]
    return [group for group in groups if group["models"]]


def _entries(job: Job, here: Mapping[str, dict[str, Any]], reader: Reader) -> Iterator[dict[str, Any]]:
    for label, plural in job.tables.items():
        if label in here:
            yield here[label]
        elif may_see(label, reader):
            yield link(label, capfirst(pgettext(CONTEXT, plural)), reader)


def _logs(here: Mapping[str, dict[str, Any]], reader: Reader) -> Iterator[dict[str, Any]]:
    """The log of each app, called by it."""
    for label, entry in here.items():
        app, _, name = label.partition(".")
        if name == AUDIT:
            yield {**entry, "name": apps.get_app_config(app).verbose_name}
    for app in reader.elsewhere:
        if may_see(label := f"{app}.{AUDIT}", reader):
            yield link(label, pgettext(CONTEXT, app.title()), reader)


def may_see(label: str, reader: Reader) -> bool:
    """Whether there is a table elsewhere that the reader may look at."""
    app, _, name = label.partition(".")
    return app in reader.elsewhere and reader.user.has_perm(f"{app}.view_{name.lower()}")


def link(label: str, name: str, reader: Reader) -> dict[str, Any]:
    """An entry that leads to the list of a table elsewhere."""
    app, _, model = label.partition(".")
    url = f"{reader.index}{app}/{model.lower()}/"
    return {"name": name, "object_name": model, "admin_url": url, "add_url": None, "view_only": True}


class ByJob:
    """A mixin for admin sites: first page and side bar show jobs."""

    jobs: Sequence[Job] = ()

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page needs, the search in its header too."""
        return {**super().each_context(request), "max_search": MAX_SEARCH}  # type: ignore[misc]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """All tables by job, those of other processes as links; of one app its own, as Django lists them."""
        listed: list[dict[str, Any]] = super().get_app_list(request, app_label)  # type: ignore[misc]
        return listed if app_label is not None else by_job(self.jobs, listed, reader_of(request))


def reader_of(request: HttpRequest) -> Reader:
    """Whoever asks for a page of the admin."""
    return Reader(request.user, reverse("admin:index"), settings.ADMINS_ELSEWHERE)
