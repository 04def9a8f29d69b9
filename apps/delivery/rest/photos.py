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

from apps.delivery import photos
from apps.delivery.actions.photos import require_wanted, take_photo
from apps.delivery.contract.errors import NotAPhoto
from apps.delivery.models import Delivery, DeliveryPhoto
from apps.orders.contract.service import OrdersService
from dominos.kernel.auth import Principal, Role
from dominos.kernel.edge.access import only
from dominos.kernel.edge.serializers import StrictSerializer
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service


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
        if photo.size > photos.MOST_BYTES:
            raise NotAPhoto(f"A photo has at most {photos.MOST_BYTES} bytes.")
        take_photo(self.principal.user_id, delivery_id, photo.read())
        return Response(status=204)


class DropPhotoView(ApiView):
    """The photo of an order's drop."""

    access = {"GET": only(Role.CUSTOMER, Role.STORE_MANAGER, Role.SUPPORT, scope="own")}

    @extend_schema(
        operation_id="get_drop_photo",
        tags=["delivery"],
        responses={(200, "image/jpeg"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, order_id: UUID) -> HttpResponse:
        """The photo, for the order's customer, its store's manager and support, until its retention ends."""
        latest = DeliveryPhoto.objects.filter(delivery__order_id=order_id).order_by("-delivery__attempt")
        photo = latest.select_related("delivery").first()
        if photo is None or not _may_see(self.principal, order_id, photo.delivery.store_id):
            raise NotFound("There is no such photo.")
        data = photos.load(photo.name)
        if data is None:
            raise NotFound("There is no such photo.")
        answer = HttpResponse(data, content_type="image/jpeg")
        answer["Cache-Control"] = "private, no-store"
        return answer


def _may_see(principal: Principal, order_id: UUID, store_id: UUID) -> bool:
    if principal.is_any(Role.SUPPORT) or store_id in principal.managed_ids:
        return True
    if not principal.is_any(Role.CUSTOMER):
        return False
    return service(OrdersService).get_order(order_id=order_id).customer_id == principal.id
