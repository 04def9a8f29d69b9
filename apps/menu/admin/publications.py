"""Shared by the admin's actions: publishing for stores, and the user who does it."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy, ngettext

from apps.menu.admin.words import changes_in_words
from apps.menu.models import StoreMenu
from apps.menu.queries.answers import DifferenceAnswer
from apps.menu.queries.drafts import get_draft
from apps.menu.store_menus import publications
from dominos.kernel.errors import DomainError
from dominos.kernel.texts.problems import said

CHANGES_TOLD = 5
"""The number of changes per store shown when asking for confirmation; the preview has all."""
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


def user_id(request: HttpRequest) -> Any:
    """The id of the signed-in user."""
    return request.user.pk
