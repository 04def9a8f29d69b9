"""People in the admin site."""

from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext, gettext_lazy
from guardian.admin import GuardedModelAdmin
from rest_framework_simplejwt.token_blacklist import admin as _  # noqa: F401 - registers what is taken out below
from rest_framework_simplejwt.token_blacklist import models as token_models

from apps.users.domain import ORDINARY_ROLES
from apps.users.models import Address, RoleGrant, StoreScope, User
from apps.users.queries.people import known_by
from apps.users.throttles import AddressThrottle, AdminSignInThrottle
from apps.users.use_cases import exports
from apps.users.use_cases.own_factors import take_away
from apps.users.use_cases.phones import with_country
from apps.users.use_cases.recovery import tell_of_password
from dominos.kernel.admin import Fresh, Labelled, demanding_beside
from dominos.kernel.admin_questions import asks
from dominos.kernel.audit.admin import Audited
from dominos.kernel.contact import email_address, phone_number
from dominos.kernel.errors import DomainError
from dominos.kernel.texts.problems import said
from dominos.kernel.unit_of_work import unit_of_work

RIGHTS = ("email", "password", "is_verified", "groups", "user_permissions")
"""Fields that grant access or permissions."""


class SignInForm(AdminAuthenticationForm):
    """Admits verified people only, and slows down password guessing."""

    def clean(self) -> dict[str, Any]:
        assert self.request is not None
        limits = (AddressThrottle(), AdminSignInThrottle())
        if not all(limit.allow_request(self.request, self) for limit in limits):  # type: ignore[arg-type]
            raise ValidationError("Too many attempts; wait a minute.", "throttled")
        return super().clean()

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if not user.is_verified:
            raise ValidationError("Verify your e-mail address first.", "email-not-verified")


admin.site.login_form = SignInForm


class OwnEmail:
    """A mixin for forms of people: checks that an address is unique, which Django cannot do, since it is sealed."""

    cleaned_data: dict[str, Any]
    instance: User

    def clean_email(self) -> str:
        """The address in its stored form."""
        email = email_address(self.cleaned_data["email"])
        if User.objects.filter(email=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(gettext("Somebody has this address already."), "unique")
        return email


class CreationForm(OwnEmail, AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("email", "name")


class ChangeForm(OwnEmail, UserChangeForm):  # type: ignore[type-arg]
    def clean_phone(self) -> str:
        """The number with its country code."""
        written = self.cleaned_data["phone"]
        try:
            return with_country(phone_number(written) if written else "", store_id=self.instance.store_id)
        except DomainError as refusal:
            told = [error.message for error in refusal.errors] or [refusal.detail]
            raise ValidationError(list(map(said, told)), "invalid") from refusal
        except ValueError as refusal:
            raise ValidationError(said(str(refusal)), "invalid") from refusal


class ByAdmins:
    """A mixin for permissions: only admins grant and revoke them."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Admins."""
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Admins."""
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Admins."""
        return request.user.is_superuser

    def has_rights_permission(self, request: HttpRequest) -> bool:
        """Admins."""
        return request.user.is_superuser


class RoleInline(Labelled, ByAdmins, admin.TabularInline[RoleGrant, User]):
    model = RoleGrant
    extra = 0

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Admins, except for their own roles."""
        return super().has_change_permission(request, obj) and not _is_own(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Admins, except for themselves."""
        return super().has_add_permission(request, obj) and not _is_own(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Admins, except for their own roles."""
        return super().has_delete_permission(request, obj) and not _is_own(request, obj)


class AddressInline(admin.StackedInline[Address, User]):
    model = Address
    extra = 0


@admin.register(User)
class PersonAdmin(Audited, Fresh, UserAdmin):  # type: ignore[type-arg]
    """People. Permissions, passwords and staff accounts are changed by admins only; nobody raises their own.

    Nobody sets an admin's password, or the address to which a reset is mailed, except the admin. The change
    permission alone allows correcting names and phones and deactivating customers and couriers.
    """

    form, add_form = ChangeForm, CreationForm
    actions = ("take_factors_away", "have_exported")
    inlines = [RoleInline, AddressInline]
    list_display = ("email", "name", "role_names", "is_verified", "is_active", "created_at")
    list_filter = ("grants__role", "is_verified", "is_active")
    search_fields = ("email", "phone", "name_words")
    search_help_text = gettext_lazy("A whole address or telephone number, or whole words of a name.")
    sortable_by = ("is_verified", "is_active", "created_at")
    ordering = ("-id",)
    filter_horizontal = ("groups", "user_permissions")
    readonly_fields = ("last_login", "created_at")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (gettext_lazy("Person"), {"fields": ("name", "phone", "locale")}),
        (gettext_lazy("Access"), {"fields": ("is_active", "is_verified", "groups", "user_permissions")}),
        (gettext_lazy("Dates"), {"fields": ("last_login", "created_at")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)

    def has_rights_permission(self, request: HttpRequest) -> bool:
        """Whether the user may grant and revoke permissions and set passwords."""
        return request.user.is_superuser

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        fixed: tuple[str, ...] = self.readonly_fields
        if obj is None or (request.user.is_superuser and not obj.is_superuser):
            return fixed
        return (*fixed, *RIGHTS)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        """Django's form of another person's password."""
        person = self.get_object(request, id)
        if person is not None and person.is_superuser:
            raise PermissionDenied
        with unit_of_work("users"):  # the log's entries and the mail stand or fall with the change
            answer = super().user_change_password(request, id, form_url)
            if person is not None and request.method == "POST" and answer.status_code == HTTPStatus.FOUND:
                tell_of_password(person, by=request.user.pk)
            return answer

    @asks(
        gettext_lazy(
            "They are signed out everywhere, and sign in by their password alone until they set up others."
        )
    )
    @admin.action(description=gettext_lazy("Take lost second factors away"), permissions=["rights"])
    def take_factors_away(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """Removes the second factors of people who lost phone and recovery codes; they are signed out, too."""
        for person in people:
            try:
                take_away(person.pk, by=request.user.pk)
            except DomainError as error:
                self.message_user(request, f"{person}: {said(str(error.detail))}", messages.ERROR)
            else:
                self.message_user(request, gettext("Taken from {person}.").format(person=person))

    @asks(gettext_lazy("They alone get it, by a mail."))
    @admin.action(
        description=gettext_lazy("Have all that is known of them gathered, for them"), permissions=["export"]
    )
    def have_exported(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """Requests a data export for somebody who asked by telephone or letter. Only the person gets the
        file, on their account's page.
        """
        for person in people:
            try:
                exports.ask_for(person.pk, by=request.user.pk)
            except DomainError as error:
                self.message_user(request, f"{person}: {said(str(error.detail))}", messages.ERROR)
            else:
                told = gettext("{person} gets a mail when it is there.")
                self.message_user(request, told.format(person=person))

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Support and admins."""
        return request.user.has_perm("users.export_user")

    def get_urls(self) -> list[URLPattern]:
        return demanding_beside(self, "rights", super().get_urls())

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        return (queryset.filter(known_by(search_term)) if search_term.strip() else queryset), False

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("grants")

    @admin.display(description=gettext_lazy("roles"))
    def role_names(self, user: User) -> str:
        return ", ".join(sorted(user.roles))


def _may_touch(request: HttpRequest, person: User | None) -> bool:
    """Whether who asks stands no lower than the person, and is not that person."""
    if request.user.is_superuser or person is None:
        return True
    return person.pk != request.user.pk and person.roles <= ORDINARY_ROLES


def _is_own(request: HttpRequest, person: Any) -> bool:
    return person is not None and person.pk == request.user.pk


@admin.register(StoreScope)
class StoreScopeAdmin(Audited, Fresh, ByAdmins, GuardedModelAdmin):  # type: ignore[misc]
    """The staff of a store, as object permissions of its scope, which is there once the store is."""

    list_display = ("name", "id")
    search_fields = ("name", "id")
    readonly_fields = ("id", "name")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        return demanding_beside(self, "rights", super().get_urls())  # type: ignore[no-untyped-call]


admin.site.unregister(Group)
# Who reads them is signed in by them.
admin.site.unregister([token_models.OutstandingToken, token_models.BlacklistedToken])


@admin.register(Group)
class RightsGroupAdmin(Audited, Fresh, ByAdmins, GroupAdmin):
    """The permissions of a group."""
