"""Answering calls from other processes at `/internal/rpc/<service>/<method>`; the public edge never routes here."""

import json
import math
import re

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from dominos.kernel.errors import DomainError
from dominos.kernel.resilience.deadline import shorten
from dominos.kernel.services.client import TIME_LEFT
from dominos.kernel.services.registry import provided
from dominos.kernel.services.signing import is_genuine
from dominos.kernel.services.wire import methods_of

JSON = "application/json"
_SECONDS = re.compile(r"[0-9]{1,6}(\.[0-9]{1,9})?")


def answer(service: str, method: str, body: bytes) -> HttpResponse:
    """Calls the registered implementation; a `DomainError` travels as one."""
    contract, implementation = provided().get(service, (None, None))
    codec = methods_of(contract).get(method) if contract else None
    if codec is None:
        return HttpResponse(status=404)
    try:
        arguments = codec.load_arguments(body)
        return HttpResponse(
            codec.dump_answer(getattr(implementation, method)(**arguments)), content_type=JSON
        )
    except ValidationError as error:
        return HttpResponse(error.json(include_url=False), status=400, content_type=JSON)
    except DomainError as error:
        headers = {"X-Rpc-Error": "domain"}
        return HttpResponse(
            json.dumps(error.to_wire()), status=error.status, content_type=JSON, headers=headers
        )


def _time_left(written: str | None) -> float | None:
    """Seconds; infinite where none are written, None where it is no such number."""
    if written is None:
        return math.inf
    return float(written) if _SECONDS.fullmatch(written) else None


@csrf_exempt
@require_POST
def rpc(request: HttpRequest, service: str, method: str) -> HttpResponse:
    """One signed call. Unsigned 401; 504 where the caller has no time left, 400 where that is no number."""
    if not is_genuine("POST", request.path, request.body, request.headers):
        return HttpResponse(status=401)
    left = _time_left(request.headers.get(TIME_LEFT))
    if left is None:
        return HttpResponse(status=400)
    if not left:
        return HttpResponse(status=504)
    shorten(left)
    return answer(service, method, request.body)


urlpatterns = [path("internal/rpc/<slug:service>/<slug:method>", rpc, name="rpc")]
