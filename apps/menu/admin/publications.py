"""What the admin's actions share: publishing for stores, and who does it."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.menu.models import StoreMenu
from apps.menu.store_menus import publications
from dominos.kernel.errors import DomainError


def publish(request: HttpRequest, stores: QuerySet[StoreMenu]) -> None:
    """Publishes the drafts of the stores and shows the editor how many changed."""
    changed = 0
    for store in stores:
        try:
            changed += publications.publish_menu(store.store_id, by=user_id(request))
        except DomainError as error:
            messages.error(request, f"{store}: {error.detail}")
    messages.success(request, f"{changed} of {len(stores)} stores sell by a new version.")


def user_id(request: HttpRequest) -> Any:
    """Who is signed in."""
    return request.user.pk
