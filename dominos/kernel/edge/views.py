"""The base class of all REST views."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from django.http import HttpRequest
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from dominos.kernel.auth import Principal
from dominos.kernel.edge.access import Access, caller
from dominos.kernel.edge.answer_response import AnswerResponse
from dominos.kernel.edge.answers import Answer, Listing, Page
from dominos.kernel.edge.idempotency import HEADER_IN_META, KeyRequired, idempotently
from dominos.kernel.edge.pagination import Pages
from dominos.kernel.edge.serializers import PAGE_PARAMETERS, PageQuery
from dominos.kernel.errors import DomainError, NotFound
from dominos.kernel.json_input import is_storable
from dominos.kernel.messaging.topology import app_of

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
JSON = "application/json"
MAX_NAME = 500
"""Characters of a path segment: codes and signed tokens are shorter."""


def _is_name(part: object) -> bool:
    """Whether a part of the path may name something."""
    return not isinstance(part, str) or (len(part) <= MAX_NAME and is_storable(part))


class ApiView(APIView):
    """A view that declares, for each of its methods, who may call it and which errors it may answer.

        access = {"POST": only(Role.CUSTOMER, scope="own")}
        problems = {"POST": [NotReviewable, AlreadyReviewed]}

    `problems` names what use cases and queries raise. What follows from the request itself, such as bad input, a bad
    token, a wrong role, an unknown path or too many requests, is documented without being named.

    Unsafe calls honour `Idempotency-Key`; with `key_required` they insist on it. With `answer_is_secret`, as that of
    tokens, answers are neither kept nor given to whoever repeats the key. Effects go through
    `unit_of_work`. Answers are given by `answer` and `page`, which send JSON values.
    """

    access: ClassVar[Mapping[str, Access]] = {}
    problems: ClassVar[Mapping[str, Sequence[type[DomainError]]]] = {}
    key_required: ClassVar[bool] = False
    answer_is_secret: ClassVar[bool] = False
    costs: ClassVar[int] = 1
    """The weight of one call against rate limits."""
    costs_by: ClassVar[str] = ""
    """A list in the body whose items increase the weight."""

    @property
    def principal(self) -> Principal:
        return caller(self.request)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """DRF's, which afterwards breaks reference cycles, so that memory is freed at once instead of by the
        garbage collector during another request.
        """
        answer = super().dispatch(request, *args, **kwargs)
        self.request.parser_context.clear()
        self.__dict__.clear()
        return answer

    def get_renderer_context(self) -> dict[str, Any]:
        """Empty: rendering does not depend on the request, and the response keeps a reference to it."""
        return {}

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """DRF's, with two attributes preset whose lookup would fail about twenty times per request."""
        made = super().initialize_request(request, *args, **kwargs)
        made.META, made.method = request.META, request.method
        return made

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[Any, str]:
        """A short form of DRF's: there is one representation."""
        first = self.get_renderers()[0]
        if first.media_type == JSON and request.META.get("HTTP_ACCEPT", "*/*") in ("*/*", JSON):
            return first, JSON
        return super().perform_content_negotiation(request, force)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        _ = request._request.body  # read before the parser does: the idempotency fingerprint needs it
        super().initial(request, *args, **kwargs)
        if not all(map(_is_name, kwargs.values())):
            raise NotFound
        if request.method not in UNSAFE:
            return
        if HEADER_IN_META in request.META and not self.answer_is_secret:
            self._answer_once(request)
        elif self.key_required:
            raise KeyRequired

    def _answer_once(self, request: Request) -> None:
        name = str(request.method).lower()
        handler, app = getattr(self, name), app_of(type(self).__module__)

        def once(request: Request, *args: Any, **kwargs: Any) -> Any:
            answer = partial(handler, request, *args, **kwargs)
            return idempotently(app, request, answer)

        self.__dict__[name] = once

    def answer(
        self,
        answer: Answer | Iterable[Answer] | None,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Answers with an `Answer`, a list of them, or nothing."""
        return AnswerResponse(answer, status, headers)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Responses for signed-in callers, and those with secrets, must not be cached.

        A view can override that; responses with an ETag may be kept by the browser only.
        """
        answer = super().finalize_response(request, response, *args, **kwargs)
        is_personal = self.answer_is_secret or "HTTP_AUTHORIZATION" in request.META
        if is_personal and not answer.has_header("Cache-Control"):
            answer["Cache-Control"] = "private, no-cache" if answer.has_header("ETag") else "no-store"
        return answer

    def page[A: Answer](self, listing: Listing[A]) -> Response:
        """Returns the page of the listing that the query string asks for; declare it as `Page[A]`."""
        self._check_page()
        pages = Pages()
        pages.ordering = listing.ordering
        rows = pages.paginate_queryset(listing.rows, self.request, self) or []
        return self.answer(
            Page(
                next=pages.get_next_link(), previous=pages.get_previous_link(), results=listing.answers(rows)
            )
        )

    def _check_page(self) -> None:
        query = self.request.query_params
        asked = {name: query[name] for name in PAGE_PARAMETERS if name in query}
        _validated(PageQuery, asked)

    def validated(self, serializer: type[BaseSerializer[Any]], **options: Any) -> dict[str, Any]:
        """The validated body. A ValidationError becomes a 400, field by field."""
        return _validated(serializer, self.request.data, **options)

    def validated_query(self, serializer: type[BaseSerializer[Any]]) -> dict[str, Any]:
        """The validated query string."""
        return _validated(serializer, self.request.query_params.dict())


class _Serializers(threading.local):
    """One serializer of each class, made once for each thread: making one copies all its fields."""

    def __init__(self) -> None:
        self.made: dict[type[BaseSerializer[Any]], BaseSerializer[Any]] = {}


_serializers = _Serializers()


def _validated(serializer: type[BaseSerializer[Any]], data: Any, **options: Any) -> dict[str, Any]:
    """What the serializer makes of the data; a new one tells what is wrong with it."""
    if not options:
        known = _serializers.made.get(serializer)
        if known is None:
            known = _serializers.made[serializer] = serializer()
        try:
            found: dict[str, Any] = known.run_validation(data)
        except ValidationError:
            pass
        else:
            return found
    checked = serializer(data=data, **options)
    checked.is_valid(raise_exception=True)
    valid: dict[str, Any] = checked.validated_data
    return valid
