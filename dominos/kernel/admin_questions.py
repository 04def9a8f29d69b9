"""Admin list actions that ask for confirmation: what will happen, and to which rows."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext

from dominos.kernel.admin import is_fresh, to_step_up

ROWS_TOLD = 50
"""Rows listed one by one; of further ones only the number is shown."""
_ANSWER = "confirmed"

type Action = Callable[[Any, HttpRequest, QuerySet[Any]], HttpResponseBase | None]
type Consequences = Callable[[HttpRequest, QuerySet[Any]], Sequence[str]]


def names(request: HttpRequest, rows: QuerySet[Any]) -> list[str]:
    """Describes the rows of an action by their names only."""
    return [str(row) for row in rows[: ROWS_TOLD + 1]]


def asks(
    warning: Any, consequences: Consequences = names, *, is_fresh_only: bool = False
) -> Callable[[Action], Any]:
    """Makes an action ask for confirmation.

    `warning` is a sentence for all rows, `consequences` has one for each: none if there is nothing to do,
    which needs no confirmation. With `is_fresh_only` the user needs a recent second factor. Other input
    beside the list, such as a reason, is sent again with the confirmation.
    """

    def decorate(action: Action) -> Action:
        @wraps(action)
        def asked(model_admin: Any, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponseBase | None:
            if is_fresh_only and not is_fresh(request):
                return to_step_up(request)
            if _ANSWER in request.POST or not (told := consequences(request, rows)):
                return action(model_admin, request, rows)
            return _question(model_admin, request, asked, warning, told, rows.count())

        asked.__dict__["asks"] = True
        return asked

    return decorate


def undone_by[F: Callable[..., Any]](*actions: str) -> Callable[[F], F]:
    """Marks an action that needs no confirmation, since another one of the same list undoes it."""

    def mark(action: F) -> F:
        action.__dict__["undone_by"] = actions
        return action

    return mark


def _question(
    model_admin: Any, request: HttpRequest, action: Any, warning: Any, told: Sequence[str], count: int
) -> TemplateResponse:
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("{action}?").format(action=action.short_description),
        "action": action.short_description,
        "opts": model_admin.opts,
        "chosen": ngettext("%(count)s is chosen.", "%(count)s are chosen.", count) % {"count": count},
        "warning": warning,
        "told": told[:ROWS_TOLD],
        "has_more": len(told) > ROWS_TOLD,
        "sent": [row for row in sent if row[0] not in ("csrfmiddlewaretoken", _ANSWER)],
        "answer": _ANSWER,
        "back": request.get_full_path(),
    }
    return TemplateResponse(request, "kernel/question.html", context)
