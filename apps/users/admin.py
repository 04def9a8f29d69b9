"""People in the chain's admin."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from guardian.admin import GuardedModelAdmin

from apps.users.models import Address, RoleGrant, StoreScope, User
from apps.users.throttles import AdminSignInThrottle


class SignInForm(AdminAuthenticationForm):
    """Lets only verified people in, and slows down password guessing."""

    def clean(self) -> dict[str, Any]:
        assert self.request is not None
        if not AdminSignInThrottle().allow_request(self.request, self):  # type: ignore[arg-type]
            raise ValidationError("Too many attempts; wait a minute.", "throttled")
        return super().clean()

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if not user.is_verified:
            raise ValidationError("Verify your e-mail address first.", "email-not-verified")


admin.site.login_form = SignInForm


class CreationForm(AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("email", "name")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class ChangeForm(UserChangeForm):  # type: ignore[type-arg]
    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class RoleInline(admin.TabularInline[RoleGrant, User]):
    model = RoleGrant
    extra = 0


class AddressInline(admin.StackedInline[Address, User]):
    model = Address
    extra = 0


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    form, add_form = ChangeForm, CreationForm
    inlines = [RoleInline, AddressInline]
    list_display = ("email", "name", "role_names", "is_verified", "is_active", "created_at")
    list_filter = ("grants__role", "is_verified", "is_active")
    search_fields = ("email", "name", "phone")
    ordering = ("-id",)
    filter_horizontal = ("groups", "user_permissions")
    readonly_fields = ("last_login", "created_at")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Person", {"fields": ("name", "phone", "locale")}),
        ("Access", {"fields": ("is_active", "is_verified", "groups", "user_permissions")}),
        ("Dates", {"fields": ("last_login", "created_at")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("grants")

    @admin.display(description="roles")
    def role_names(self, user: User) -> str:
        return ", ".join(sorted(user.roles))


@admin.register(StoreScope)
class StoreScopeAdmin(GuardedModelAdmin):
    """Who works for a store: the object permissions of its scope."""

    list_display = ("id",)
    search_fields = ("id",)
