"""Who may see a store's own pages; others get 404."""

from typing import Any

from rest_framework.request import Request

from dominos.kernel.auth import Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound

MANAGERS = only(Role.STORE_MANAGER, Role.ADMIN, scope="store")
CREW = only(Role.STORE_STAFF, Role.STORE_MANAGER, Role.ADMIN, scope="store")


class ManagedView(ApiView):
    """A view for those who manage the store of the path."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not self.principal.manages(kwargs["store_id"]):
            raise NotFound("There is no such store.")


class CrewView(ApiView):
    """A view for those who work in the store of the path."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not self.principal.works_for(kwargs["store_id"]):
            raise NotFound("There is no such store.")
