"""Where a telephone exchange asks what to do with a call, and tells how it ended."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from apps.delivery.use_cases.calls.configured import exchange
from apps.delivery.use_cases.calls.events import take
from dominos.kernel.telephone_signing import Sent


@csrf_exempt  # the exchange's signature is the proof
@require_POST
def masked_calls(request: HttpRequest, provider: str) -> HttpResponse:
    """Answers an exchange's report in its own language. 401 unless it is signed, 404 if it is not ours."""
    asking = exchange()
    if asking is None or asking.name != provider:
        raise Http404
    url = settings.PUBLIC_URL.rstrip("/") + request.get_full_path()
    sent = Sent(url, request.POST.dict(), request.headers.get(asking.header, ""))
    if not asking.is_signed(sent):
        return HttpResponse(status=401)
    told = asking.read(sent.fields)
    reply = take(asking, told) if told else None
    return HttpResponse(reply.body, content_type=reply.content_type) if reply else HttpResponse(status=204)
