"""Endpoints of data exports."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.users.contract.errors import TooManyExports, WrongPassword
from apps.users.rest.serializers import PasswordSerializer
from apps.users.rest.shared import FRESH, OWN
from apps.users.throttles import AddressThrottle, OwnPasswordThrottle
from apps.users.use_cases import exports
from apps.users.use_cases.exports import DataExportAnswer
from dominos.kernel.edge.throttling import RoleThrottle
from dominos.kernel.edge.views import ApiView
from dominos.kernel.errors import NotFound

SLOW = (AddressThrottle, OwnPasswordThrottle)


class ExportsView(ApiView):
    access = {"GET": OWN, "POST": FRESH}
    problems = {"POST": [WrongPassword, TooManyExports, NotFound]}

    def get_throttles(self) -> list[Any]:
        """Throttles POST only, which checks a password."""
        slow = SLOW if self.request.method == "POST" else ()
        return [*super().get_throttles(), *(throttle() for throttle in slow)]

    @extend_schema(operation_id="list_data_exports", tags=["users"], responses=list[DataExportAnswer])
    def get(self, request: Request) -> Response:
        """The caller's exports of the last week, newest first."""
        return self.answer(exports.list_exports(self.principal.user_id))

    @extend_schema(
        operation_id="ask_for_data_export",
        tags=["users"],
        request=PasswordSerializer,
        responses={202: DataExportAnswer},
    )
    def post(self, request: Request) -> Response:
        """Requests an export of all data about the caller, who is notified by mail when it is finished.

        One at a time, and three a day. Secrets are left out, and messages, which repeat the tables' data.
        """
        export = exports.ask(self.principal.user_id, **self.validated(PasswordSerializer))
        return self.answer(export, 202)


class ExportFileView(ApiView):
    access = {"POST": FRESH}
    problems = {"POST": [WrongPassword, NotFound]}
    throttle_classes = [RoleThrottle, *SLOW]
    answer_is_secret = True

    @extend_schema(
        operation_id="fetch_data_export",
        tags=["users"],
        request=PasswordSerializer,
        responses={(200, "application/zip"): OpenApiTypes.BINARY},
    )
    def post(self, request: Request, export_id: UUID) -> HttpResponse:
        """The file, for the caller's password, so that a stolen token does not suffice."""
        content = exports.read(self.principal.user_id, export_id, **self.validated(PasswordSerializer))
        answer = HttpResponse(content, content_type="application/zip")
        answer["Content-Disposition"] = 'attachment; filename="my-data.zip"'
        answer["Cache-Control"] = "no-store"
        return answer
