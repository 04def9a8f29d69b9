"""The photo of a contactless drop: taken by its courier, seen by whom it concerns."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.delivery.contract.errors import NotAPhoto
from apps.delivery.models import Delivery, DeliveryPhoto
from apps.delivery.storage import photo_files
from apps.delivery.use_cases.photos import require_wanted, take_photo
from apps.orders.contract.service import OrdersService
from dominos.kernel.auth import Principal, Role
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service

MISSING = "There is no such photo."


class PhotoSerializer(StrictSerializer):
    """The picture: JPEG, PNG or WebP, at most 900,000 bytes."""

    photo = serializers.FileField()


class DeliveryPhotoView(ApiView):
    """The proof of a contactless delivery."""

    access = {"PUT": only(Role.COURIER, scope="own")}
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="put_delivery_photo",
        tags=["delivery"],
        request={"multipart/form-data": PhotoSerializer},
        responses={204: None},
    )
    def put(self, request: Request, delivery_id: UUID) -> Response:
        """Keeps the photo of what was left at the door; sent again, it takes the first one's place."""
        own = Delivery.objects.filter(id=delivery_id, courier_id=self.principal.user_id)
        require_wanted(own.first())
        photo: Any = self.validated(PhotoSerializer)["photo"]
        if photo.size > photo_files.MOST_BYTES:
            raise NotAPhoto(f"A photo has at most {photo_files.MOST_BYTES} bytes.")
        take_photo(self.principal.user_id, delivery_id, photo.read())
        return Response(status=204)


PICTURE = {(200, "image/jpeg"): OpenApiResponse(OpenApiTypes.BINARY)}


class DropPhotoView(ApiView):
    """The photo of an order's drop."""

    access = {
        "GET": only(
            Role.CUSTOMER, Role.GUEST, Role.STORE_STAFF, Role.STORE_MANAGER, Role.SUPPORT, scope="own"
        )
    }

    @extend_schema(operation_id="get_drop_photo", tags=["delivery"], responses=PICTURE)
    def get(self, request: Request, order_id: UUID) -> HttpResponse:
        """The photo, for the order's customer, its store's people and support, until its retention ends."""
        photo = _photo_of(order_id)
        if not _may_see(self.principal, order_id, photo.delivery.store_id):
            raise NotFound(MISSING)
        return _shown(photo)


class TrackedDropPhotoView(ApiView):
    """The photo of a drop by the tracking link of its order."""

    access = {"GET": ANYONE}

    @extend_schema(operation_id="get_tracked_drop_photo", tags=["delivery"], responses=PICTURE)
    def get(self, request: Request, token: str) -> HttpResponse:
        """The photo, for whoever holds the order's signed link, as long as the link and the photo last."""
        order = service(OrdersService).get_tracked_order(token=token)
        return _shown(_photo_of(order.order_id))


def _photo_of(order_id: UUID) -> DeliveryPhoto:
    """The photo of the order's last attempt. NotFound."""
    last = Delivery.objects.filter(order_id=order_id).order_by("-attempt").first()
    photo = DeliveryPhoto.objects.select_related("delivery").filter(delivery=last).first()
    if photo is None:
        raise NotFound(MISSING)
    return photo


def _shown(photo: DeliveryPhoto) -> HttpResponse:
    data = photo_files.load(photo.name)
    if data is None:
        raise NotFound(MISSING)
    answer = HttpResponse(data, content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _may_see(principal: Principal, order_id: UUID, store_id: UUID) -> bool:
    if principal.is_any(Role.SUPPORT, Role.STORE_STAFF, Role.STORE_MANAGER) and principal.works_for(store_id):
        return True
    if not principal.is_any(Role.CUSTOMER, Role.GUEST):
        return False
    return service(OrdersService).get_order(order_id=order_id).customer_id == principal.id
