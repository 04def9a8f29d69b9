"""One search of the admin for all that people look for: each table looks as in its own list, for who may see it.

So an order is found by its number, and by telephone and mail through blind indexes, where its list finds it.
Tables of apps that run elsewhere are links to their lists, which look for the same.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext

from dominos.kernel.admin_jobs import Job
from dominos.kernel.admin_navigation import MAX_SEARCH, link, may_see, reader_of
from dominos.kernel.audit.admin import tell_listed
from dominos.kernel.texts.admin_words import CONTEXT

ROWS_SHOWN = 6


class Findable:
    """A mixin for admin sites with a search of these tables, by label, in the order of what is found."""

    finds: Sequence[str] = ()
    jobs: Sequence[Job]

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The search's beside the others."""
        assert isinstance(self, AdminSite)
        return [path("search/", self.admin_view(self.search), name="search"), *super().get_urls()]  # type: ignore[misc]

    def search(self, request: HttpRequest) -> HttpResponseBase:
        """What is found, table by table."""
        assert isinstance(self, AdminSite)
        wanted = request.GET.get("q", "").replace("\0", "").strip()[:MAX_SEARCH]
        context = {
            **self.each_context(request),
            "title": gettext("Search"),
            "wanted": wanted,
            "found": list(self._found(request, wanted)) if wanted else [],
        }
        return TemplateResponse(request, "kernel/admin_search.html", context)

    def _found(self, request: HttpRequest, wanted: str) -> Iterator[dict[str, Any]]:
        here = {model._meta.label: model_admin for model, model_admin in self._registry.items()}  # type: ignore[attr-defined]
        plurals = {label: plural for job in self.jobs for label, plural in job.tables.items()}
        reader, query = reader_of(request), urlencode({"q": wanted})
        for label in self.finds:
            if label in here:
                if here[label].has_view_permission(request):
                    yield from _rows(here[label], request, wanted, query)
            elif may_see(label, reader):
                entry = link(label, capfirst(pgettext(CONTEXT, plurals[label])), reader)
                yield {"name": entry["name"], "url": f"{entry['admin_url']}?{query}", "rows": None}


def _rows(model_admin: Any, request: HttpRequest, wanted: str, query: str) -> Iterator[dict[str, Any]]:
    """The first rows that a table's own list would show; nothing if there are none."""
    name = f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}"
    try:
        matching, may_repeat = model_admin.get_search_results(
            request, model_admin.get_queryset(request), wanted
        )
        # Distinct rows are all found before the first ones are shown.
        rows = list((matching.distinct() if may_repeat else matching)[: ROWS_SHOWN + 1])
    except (ValidationError, ValueError):
        return  # no such value can be in a column that is looked into
    if not rows:
        return
    tell_listed(model_admin, request, rows[:ROWS_SHOWN])
    yield {
        "name": capfirst(model_admin.opts.verbose_name_plural),
        "url": f"{reverse(f'{name}_changelist')}?{query}",
        "rows": [(reverse(f"{name}_change", args=[row.pk]), str(row)) for row in rows[:ROWS_SHOWN]],
        "has_more": len(rows) > ROWS_SHOWN,
    }
