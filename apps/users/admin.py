"""People in the chain's admin."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import QuerySet
from django.http import HttpRequest
from guardian.admin import GuardedModelAdmin

from apps.users.models import Address, RoleGrant, StoreScope, User


class CreationForm(AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("email", "name")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class ChangeForm(UserChangeForm):  # type: ignore[type-arg]
    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class RoleInline(admin.TabularInline):  # type: ignore[type-arg]
    model = RoleGrant
    extra = 0


class AddressInline(admin.StackedInline):  # type: ignore[type-arg]
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
