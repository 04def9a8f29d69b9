"""The endpoints of the legacy interface, which refuses with HTTP status 200 and `Status: -1`.

No body is logged or stored, and `Payments` is removed from it before anything else is read.
"""

from typing import Any

from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.compat import conf, queries
from apps.compat.domain import answers, tracker
from apps.compat.domain.cards import OfferedPayment, take_payments
from apps.compat.domain.requests import OldOrder, language_of, typed_addresses
from apps.compat.rest.requests import OrderSerializer, PlacedOrderSerializer, order_of, uuid_of
from apps.compat.rest.throttles import PhoneThrottle, TrackingThrottle
from apps.compat.use_cases import menus, ordering, places
from dominos.kernel.clock import now
from dominos.kernel.edge.access import ANYONE
from dominos.kernel.edge.clients import client_mark
from dominos.kernel.edge.throttling import RoleThrottle
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import DomainError, NotFound
from dominos.kernel.texts.problems import said

MAX_LINE = 300


class OldView(ApiView):
    """A view of the legacy interface: 404 while that is switched off, and never part of the API document."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if not conf.is_on():
            raise NotFound
        super().initial(request, *args, **kwargs)


class StoreLocatorView(OldView):
    """Stores near an address."""

    access = {"GET": ANYONE}

    def get(self, request: Request) -> Response:
        """`s` is the street, `c` the city, region and postcode."""
        line_1, line_2 = (request.query_params.get(name, "")[:MAX_LINE] for name in ("s", "c"))
        return Response(places.find_stores(typed_addresses(line_1, line_2)))


class StoreProfileView(OldView):
    """A store's profile."""

    access = {"GET": ANYONE}

    def get(self, request: Request, store_id: str) -> Response:
        """Opening hours, services, payment methods and location."""
        store = uuid_of(store_id)
        if store is None:
            raise NotFound
        return Response(places.store_profile(store))


class MenuView(OldView):
    """A store's menu."""

    access = {"GET": ANYONE}

    def get(self, request: Request, store_id: str) -> HttpResponse:
        """The items on sale now, structured, in the language that `lang` names."""
        store = uuid_of(store_id)
        if store is None:
            raise NotFound
        menu = menus.menu_of(store, request.query_params.get("lang", ""))
        return HttpResponse(menu.body, content_type="application/json")


class OrderView(OldView):
    """Base of the views that take an order in the legacy format."""

    access = {"POST": ANYONE}
    serializer: type[OrderSerializer] = OrderSerializer
    costs = 2

    def post(self, request: Request) -> Response:
        """The HTTP status is always 200; `Status` tells whether the order was accepted."""
        with translation.override(_language(request.data) or translation.get_language()):
            return self._answered(request)

    def _answered(self, request: Request) -> Response:
        order_id = ""
        try:
            sent, payment = self._sent(request)
            order_id = str(sent.get("OrderID", ""))[:MAX_LINE]
            checked = self.serializer(data=sent)
            checked.is_valid(raise_exception=True)
            return Response(self.answer_order(order_of(checked.validated_data), payment))
        except serializers.ValidationError as error:
            items = [
                {"Code": "InvalidRequest", "Message": f"{field}: {gettext('is not as it should be')}"}
                for field in (error.detail if isinstance(error.detail, dict) else ["Order"])
            ]
        except ordering.Refused as refused:
            items = refused.items
        except DomainError as refused:
            items = answers.status_items(refused, said)
        return Response(answers.refusal(items, order_id))

    def answer_order(self, order: OldOrder, payment: OfferedPayment) -> answers.Answer:
        """The response for the order."""
        raise NotImplementedError

    def _sent(self, request: Request) -> tuple[dict[str, Any], OfferedPayment]:
        """The order without its payments, and what they were. The body is let go."""
        body = request.data
        order = body.get("Order") if isinstance(body, dict) else None
        if not isinstance(order, dict):
            raise serializers.ValidationError({"Order": "required"})
        return order, take_payments(order)


def _language(body: object) -> str:
    """The language that the order says its client wants to read, if it is one of ours."""
    order = body.get("Order") if isinstance(body, dict) else None
    code = order.get("LanguageCode") if isinstance(order, dict) else None
    return language_of(code) if isinstance(code, str) else ""


class ValidateOrderView(OrderView):
    """Checks whether an order can be placed."""

    def answer_order(self, order: OldOrder, payment: OfferedPayment) -> answers.Answer:
        return ordering.validate(order)


class PriceOrderView(OrderView):
    """Prices an order."""

    def answer_order(self, order: OldOrder, payment: OfferedPayment) -> answers.Answer:
        return ordering.price(order, payment)


class PlaceOrderView(OrderView):
    """Places and pays an order."""

    serializer = PlacedOrderSerializer
    costs = 4

    def answer_order(self, order: OldOrder, payment: OfferedPayment) -> answers.Answer:
        return ordering.place(order, payment, client_mark(self.request))


class TrackerView(OldView):
    """Base of the trackers, with their rate limits."""

    access = {"GET": ANYONE}
    throttle_classes = [RoleThrottle, TrackingThrottle, PhoneThrottle]
    phone_parameter = "phonenumber"

    def phone_asked(self) -> str:
        """The telephone number asked about; "" if there is none."""
        return str(self.request.query_params.get(self.phone_parameter, ""))[:MAX_LINE]

    def orders_of_phone(self) -> list[queries.Tracked]:
        """The orders of the number. Raises NotFound while tracking by number is switched off."""
        if not conf.tracks_by_phone():
            raise NotFound
        return queries.orders_of_phone(self.phone_asked())


class TrackedOrdersView(TrackerView):
    """The orders of a telephone number."""

    def get(self, request: Request) -> Response:
        """Contains no personal data."""
        return Response([tracker.listed(*each) for each in self.orders_of_phone()])


class TrackedOrderView(TrackerView):
    """One order in the tracker."""

    def get(self, request: Request, store_id: str, key: str) -> Response:
        """The order's progress."""
        return Response(tracker.tracked(*queries.order_of_key(store_id, key), now()))


class OldTrackerView(TrackerView):
    """The first generation of the tracker: by order as JSON, by telephone number in a SOAP envelope."""

    phone_parameter = "Phone"

    def get(self, request: Request) -> Response | HttpResponse:
        """Takes `StoreID` and `OrderKey`, or `Phone`."""
        if self.phone_asked():
            records = [tracker.tracked(*each, now()) for each in self.orders_of_phone()]
            return HttpResponse(tracker.envelope(records), content_type="text/xml; charset=utf-8")
        asked = (str(request.query_params.get(name, ""))[:MAX_LINE] for name in ("StoreID", "OrderKey"))
        return Response(tracker.old_record(*queries.order_of_key(*asked), now()))
