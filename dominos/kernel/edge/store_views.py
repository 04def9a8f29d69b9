"""Views about the store of their path (`store_id`), for its own people; others find nothing there."""

from typing import Any

from rest_framework.request import Request

from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound


class CrewView(ApiView):
    """A view for those who work in the store of the path."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not self.principal.works_for(kwargs["store_id"]):
            raise NotFound("There is no such store.")


class ManagedView(ApiView):
    """A view for those who manage the store of the path."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not self.principal.manages(kwargs["store_id"]):
            raise NotFound("There is no such store.")


class OrderTakerView(ApiView):
    """A view for those who take orders for the store of the path: its people, and the chain's agents."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not self.principal.takes_orders_for(kwargs["store_id"]):
            raise NotFound("There is no such store.")
