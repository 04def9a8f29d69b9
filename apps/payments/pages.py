"""The embedded gateway's 3-D Secure page: the customer approves or refuses."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apps.payments.domain.gateway import GatewayRefusal
from apps.payments.gateways import conf
from apps.payments.gateways.embedded.cards import ACTION_PATH as SETUP_PATH
from apps.payments.gateways.embedded.cards import resolve_setup
from apps.payments.gateways.embedded.gateway import ACTION_PATH, resolve_action
from apps.payments.models.embedded import EmbeddedCard, EmbeddedPayment
from dominos.kernel.money import Money

OUTCOMES = {"approve": True, "refuse": False}
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>3-D Secure (test)</title>
<meta name="viewport" content="width=device-width"><style>body{{font:16px system-ui;max-width:26rem;margin:15vh auto;
padding:0 1rem}}button{{font:inherit;padding:.6rem 1.2rem;margin-right:.5rem}}</style>
<h1>Confirm your payment</h1><p>{}</p><p><small>Test, no money moves.</small></p>{}</html>"""
_FORM = SafeString(
    """<form method="post"><button name="outcome" value="approve">Approve</button>
<button name="outcome" value="refuse">Refuse</button></form>"""
)


@csrf_exempt  # the unguessable token in the address is the customer's proof, as at a real gateway
@require_http_methods(["GET", "POST"])
def three_d_secure(request: HttpRequest, action_token: str) -> HttpResponse:
    """Shows the payment; POST `outcome=approve` or `outcome=refuse` decides it."""
    payment = EmbeddedPayment.objects.filter(action_token=action_token).first()
    if payment is None or conf.gateway_name() != conf.EMBEDDED:
        raise Http404
    if request.method == "GET":
        return _page(str(Money(payment.amount, payment.currency)), form=_FORM)
    outcome = request.POST.get("outcome", "")
    if outcome not in OUTCOMES:
        return _page("Choose one.", form=_FORM, status=400)
    try:
        seen = resolve_action(action_token, is_approved=OUTCOMES[outcome])
    except GatewayRefusal:
        raise Http404 from None
    return _page(f"{seen.status.capitalize()}. You can go back to your order.")


@csrf_exempt  # as above
@require_http_methods(["GET", "POST"])
def card_setup(request: HttpRequest, action_token: str) -> HttpResponse:
    """Asks whether the card may be kept; POST `outcome=approve` or `outcome=refuse` decides it."""
    known = EmbeddedCard.objects.filter(action_token=action_token).exists()
    if not known or conf.gateway_name() != conf.EMBEDDED:
        raise Http404
    if request.method == "GET":
        return _page("Keep this card for later orders?", form=_FORM)
    outcome = request.POST.get("outcome", "")
    if outcome not in OUTCOMES:
        return _page("Choose one.", form=_FORM, status=400)
    kept = resolve_setup(action_token, is_approved=OUTCOMES[outcome])
    return _page(f"{kept.status.capitalize()}. You can go back to your cards.")


def _page(text: str, *, form: str = "", status: int = 200) -> HttpResponse:
    return HttpResponse(format_html(_PAGE, text, form), status=status)


urlpatterns = [
    path(f"{ACTION_PATH.lstrip('/')}<str:action_token>/", three_d_secure, name="three-d-secure"),
    path(f"{SETUP_PATH.lstrip('/')}<str:action_token>/", card_setup, name="card-setup"),
]
