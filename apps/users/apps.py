"""Wires the users context into the platform."""

from dominos.kernel.apps import PlatformApp


class UsersConfig(PlatformApp):
    default = True
    name = "apps.users"
    label = "users"

    def ready(self) -> None:
        super().ready()
        from apps.users import audit, revocations
        from apps.users.contract.service import UsersService
        from apps.users.service import LocalUsersService
        from dominos.kernel.services import provide

        revocations.connect()
        audit.connect()
        provide(UsersService, LocalUsersService())
