"""The base of every REST view."""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from dominos.kernel.auth import Principal
from dominos.kernel.edge.access import Access, caller
from dominos.kernel.edge.idempotency import HEADER, KeyRequired, idempotently

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class ApiView(APIView):
    """A view that declares, for each of its methods, who may call it.

    Unsafe calls honour `Idempotency-Key`; with `key_required` they insist on it. Effects go through
    `unit_of_work`; the answer's data must be JSON values.
    """

    access: ClassVar[Mapping[str, Access]] = {}
    key_required: ClassVar[bool] = False
    answer_is_secret: ClassVar[bool] = False

    @property
    def principal(self) -> Principal:
        return caller(self.request)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        _ = request._request.body  # read before the parser does: the idempotency fingerprint needs it
        super().initial(request, *args, **kwargs)
        if request.method not in UNSAFE:
            return
        if HEADER in request.headers:
            self._answer_once(request)
        elif self.key_required:
            raise KeyRequired

    def _answer_once(self, request: Request) -> None:
        name = str(request.method).lower()
        handler, app = getattr(self, name), type(self).__module__.split(".")[1]

        def once(request: Request, *args: Any, **kwargs: Any) -> Any:
            answer = partial(handler, request, *args, **kwargs)
            return idempotently(app, request, answer, is_secret=self.answer_is_secret)

        self.__dict__[name] = once

    def validated(self, serializer: type[BaseSerializer[Any]], **options: Any) -> dict[str, Any]:
        """The request's body as the serializer validates it. ValidationError becomes a 400, field by field."""
        checked = serializer(data=self.request.data, **options)
        checked.is_valid(raise_exception=True)
        data: dict[str, Any] = checked.validated_data
        return data

    def validated_query(self, serializer: type[BaseSerializer[Any]]) -> dict[str, Any]:
        """The query string as the serializer validates it."""
        checked = serializer(data=self.request.query_params.dict())
        checked.is_valid(raise_exception=True)
        data: dict[str, Any] = checked.validated_data
        return data
