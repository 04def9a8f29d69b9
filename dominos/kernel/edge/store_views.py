"""Base views about the store in the path (`store_id`), for its staff; 404 for others."""

from typing import Any

from rest_framework.request import Request

from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound


class CrewView(ApiView):
    """For the staff of the store in the path."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not self.principal.works_for(kwargs["store_id"]):
            raise NotFound("There is no such store.")


class ManagedView(ApiView):
    """For the managers of the store in the path."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not self.principal.manages(kwargs["store_id"]):
            raise NotFound("There is no such store.")


class OrderTakerView(ApiView):
    """For the staff of the store in the path, and the chain's agents."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not self.principal.takes_orders_for(kwargs["store_id"]):
            raise NotFound("There is no such store.")
