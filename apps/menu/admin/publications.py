"""Shared by the admin's actions: publishing for stores, now or at a set time, and the user who does it."""

from datetime import date, time
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy, ngettext

from apps.menu.admin.words import changes_in_words
from apps.menu.models import StoreMenu
from apps.menu.queries.answers import DifferenceAnswer
from apps.menu.queries.drafts import get_draft
from apps.menu.store_menus import publications
from apps.menu.store_menus.planned_publications import plan_publication
from dominos.kernel.errors import DomainError
from dominos.kernel.texts.problems import said

CHANGES_TOLD = 5
"""The number of changes per store shown when asking for confirmation; the preview has all."""
PLANNED = gettext_lazy(
    "Each store publishes its draft as it stands then, at this time by its own clock. What was planned is replaced."
)
WARNING = gettext_lazy("Customers see it at once. An earlier version can be published again.")


def of_drafts(request: HttpRequest, stores: QuerySet[StoreMenu]) -> list[str]:
    """What publishing would change for each of the stores, with formatted prices; unchanged stores are left out."""
    return [told for store in stores if (told := _change_of(store))]


def _change_of(store: StoreMenu) -> str:
    try:
        found = get_draft(store.store_id).differences
    except DomainError as error:
        return f"{store}: {said(str(error.detail))}"
    if not found:
        return ""
    each = [
        f"{item.name or item.code} {', '.join(_words(item, store.currency)) or item.what}"
        for item in found[:CHANGES_TOLD]
    ]
    told = ngettext("%(count)s change", "%(count)s changes", len(found)) % {"count": len(found)}
    return f"{store}, {told}: {'; '.join(each)}{' …' if len(found) > CHANGES_TOLD else ''}"


def _words(item: DifferenceAnswer, currency: str) -> list[str]:
    changes = changes_in_words(item.changes, currency)
    return [f"{field}: {before} → {after}" for field, before, after in changes]


def publish(request: HttpRequest, stores: QuerySet[StoreMenu]) -> None:
    """Publishes the drafts of the stores and shows the editor how many changed."""
    changed = 0
    for store in stores:
        try:
            changed += publications.publish_menu(store.store_id, by=user_id(request))
        except DomainError as error:
            messages.error(request, f"{store}: {said(str(error.detail))}")
    told = gettext("Stores that sell by a new version: {changed} of {count}.")
    messages.success(request, told.format(changed=changed, count=len(stores)))


class PlanForm(ActionForm):
    """When stores shall publish, by the clock of each."""

    day = forms.DateField(
        required=False,
        label=gettext_lazy("To be published on"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    at_time = forms.TimeField(
        required=False,
        label=gettext_lazy("at, by the store's clock"),
        widget=forms.TimeInput(attrs={"type": "time"}),
    )


def plans_of(request: HttpRequest, stores: QuerySet[StoreMenu]) -> list[str]:
    """What planning a publication would mean for each store; nothing to confirm without a time."""
    found = _when(request)
    if found is None:
        return []
    told = (_change_of(store) or gettext("no change so far") for store in stores)
    return [f"{store}, {found[0]} {found[1]:%H:%M} {store.timezone}: {told}" for store in stores]


def _when(request: HttpRequest) -> tuple[date, time] | None:
    """The day and time in the form; None if either is missing or no such thing."""
    fields = PlanForm.base_fields
    try:
        day, wall = (fields[name].clean(request.POST.get(name, "")) for name in ("day", "at_time"))
    except forms.ValidationError:
        return None
    return (day, wall) if day and wall else None


def plan(request: HttpRequest, stores: QuerySet[StoreMenu]) -> None:
    """Plans to publish the drafts of the stores, each by its own clock, and says for which it cannot be."""
    found = _when(request)
    if found is None:
        messages.error(request, gettext("Say on which day and at what time."))
        return
    done = 0
    for store in stores:
        try:
            plan_publication(store.store_id, *found, by=user_id(request))
            done += 1
        except DomainError as error:
            messages.error(
                request, f"{store}: {said(error.errors[0].message if error.errors else error.detail)}"
            )
    messages.info(
        request, gettext("Stores that publish then: {done} of {count}.").format(done=done, count=len(stores))
    )


def user_id(request: HttpRequest) -> Any:
    """The id of the signed-in user."""
    return request.user.pk
