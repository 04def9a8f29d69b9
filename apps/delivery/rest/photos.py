"""Endpoints of the photo of a contactless delivery: uploaded by its courier, seen by those concerned."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.delivery.contract.errors import IllegalAction, PhotoNotAsked
from apps.delivery.queries import photos
from apps.delivery.use_cases.photos import require_photo_wanted, take_photo
from dominos.kernel.auth import Role
from dominos.kernel.edge.access import ANYONE, only
from dominos.kernel.edge.pictures import PHOTO, photo_answer
from dominos.kernel.edge.serializers import PhotoSerializer
from dominos.kernel.edge.views import ApiView
from dominos.kernel.photos import MAX_BYTES, NotAPhoto


class DeliveryPhotoView(ApiView):
    """The proof of a contactless delivery."""

    access = {"PUT": only(Role.COURIER, scope="own")}
    problems = {"PUT": [PhotoNotAsked, IllegalAction, NotAPhoto]}
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="put_delivery_photo",
        tags=["delivery"],
        request={"multipart/form-data": PhotoSerializer},
        responses={204: None},
    )
    def put(self, request: Request, delivery_id: UUID) -> Response:
        """Stores the photo of what was left at the door; sent again, it replaces the first one."""
        require_photo_wanted(self.principal.user_id, delivery_id)
        photo = self.validated(PhotoSerializer)["photo"]
        take_photo(self.principal.user_id, delivery_id, photo.read(MAX_BYTES + 1))
        return self.answer(None, 204)


class DropPhotoView(ApiView):
    """The photo of an order's drop."""

    access = {
        "GET": only(
            Role.CUSTOMER, Role.GUEST, Role.STORE_STAFF, Role.STORE_MANAGER, Role.SUPPORT, scope="own"
        )
    }

    @extend_schema(operation_id="get_drop_photo", tags=["delivery"], responses=PHOTO)
    def get(self, request: Request, order_id: UUID) -> HttpResponse:
        """The photo, for the order's customer, its store's staff and support, until its retention ends."""
        return photo_answer(photos.get_drop_photo(self.principal, order_id))


class TrackedDropPhotoView(ApiView):
    """The photo of a drop by the tracking link of its order."""

    access = {"GET": ANYONE}

    @extend_schema(operation_id="get_tracked_drop_photo", tags=["delivery"], responses=PHOTO)
    def get(self, request: Request, token: str) -> HttpResponse:
        """The photo, for the holder of the order's signed link, until the link or the photo expires."""
        return photo_answer(photos.get_tracked_drop_photo(token))
