"""Wires the users app into the platform."""

from django.contrib.admin import apps as admin

from dominos.kernel.apps import PlatformApp


class ChainAdminConfig(admin.AdminConfig):
    """Django's admin with our sign-in."""

    default = False
    default_site = "apps.users.admin_site.ChainAdminSite"


class UsersConfig(PlatformApp):
    default = True
    name = "apps.users"
    label = "users"
    seals = True

    def ready(self) -> None:
        super().ready()
        from django.contrib.auth.signals import user_logged_in

        from apps.users import admin_site
        from apps.users.contract.service import UsersService
        from apps.users.credentials import audit, revocations
        from apps.users.service import LocalUsersService
        from dominos.kernel.services import provide

        revocations.connect()
        audit.connect()
        user_logged_in.connect(admin_site.begin)
        provide(UsersService, LocalUsersService())
