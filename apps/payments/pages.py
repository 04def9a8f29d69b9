"""The card form of a real gateway, and the embedded gateway's 3-D Secure page, where the customer approves or
refuses.

The form is a page of its own, shown in a frame: the gateway's script that draws it reports the address of the
page it runs on, which must not be an order's secret link.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from apps.payments.domain.gateway import RETURN_PATH, GatewayRefusal
from apps.payments.gateways import conf
from apps.payments.gateways.embedded.bank import amount_to_approve, resolve_action
from apps.payments.gateways.embedded.cards import ACTION_PATH as SETUP_PATH
from apps.payments.gateways.embedded.cards import has_setup, resolve_setup
from apps.payments.gateways.embedded.payments import ACTION_PATH
from apps.payments.queries.answers import CARD_FORM
from dominos.kernel.edge.security import also_from

OUTCOMES = {"approve": True, "refuse": False}


@csrf_exempt  # the unguessable token in the address is the customer's proof, as at a real gateway
@require_http_methods(["GET", "POST"])
def three_d_secure(request: HttpRequest, action_token: str) -> HttpResponse:
    """Shows the payment; POST `outcome=approve` or `outcome=refuse` decides it."""
    amount = amount_to_approve(action_token)
    if amount is None or conf.gateway_name() != conf.EMBEDDED:
        raise Http404
    if request.method == "GET":
        return _page(request, str(amount), asks=True)
    outcome = request.POST.get("outcome", "")
    if outcome not in OUTCOMES:
        return _page(request, "Choose one.", asks=True, status=400)
    try:
        seen = resolve_action(action_token, is_approved=OUTCOMES[outcome])
    except GatewayRefusal:
        raise Http404 from None
    return _page(request, f"{seen.status.capitalize()}. You can go back to your order.", back=RETURN_PATH)


@csrf_exempt  # as above
@require_http_methods(["GET", "POST"])
def card_setup(request: HttpRequest, action_token: str) -> HttpResponse:
    """Asks whether the card may be saved; POST `outcome=approve` or `outcome=refuse` decides it."""
    if not has_setup(action_token) or conf.gateway_name() != conf.EMBEDDED:
        raise Http404
    if request.method == "GET":
        return _page(request, "Keep this card for later orders?", asks=True)
    outcome = request.POST.get("outcome", "")
    if outcome not in OUTCOMES:
        return _page(request, "Choose one.", asks=True, status=400)
    kept = resolve_setup(action_token, is_approved=OUTCOMES[outcome])
    return _page(request, f"{kept.status.capitalize()}. You can go back to your cards.", back=RETURN_PATH)


@require_safe
@cache_control(max_age=300)
@xframe_options_sameorigin
@also_from(
    script_src="https://js.stripe.com",
    frame_src="https://js.stripe.com https://hooks.stripe.com",
    connect_src="https://api.stripe.com",
    frame_ancestors="'self'",
)
def card_form(request: HttpRequest) -> HttpResponse:
    """Card fields, drawn by Stripe's script; passes a token to the page around the frame, and the card to nobody."""
    if not conf.has_card_form():
        raise Http404
    response = render(request, "payments/card_form.html", {"key": conf.stripe_publishable_key()})
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@cache_control(max_age=300)
def come_back(request: HttpRequest) -> HttpResponse:
    """The page to which banks return customers: confirms the payment begun on this device, and leads to its order."""
    return render(request, "payments/return.html")


def _page(
    request: HttpRequest, text: str, *, asks: bool = False, back: str = "", status: int = 200
) -> HttpResponse:
    page = {"text": text, "asks": asks, "back": back}
    return render(request, "payments/test_gateway.html", page, status=status)


urlpatterns = [
    path(CARD_FORM.lstrip("/"), card_form, name="card-form"),
    path(RETURN_PATH.lstrip("/"), come_back, name="payment-return"),
    path(f"{ACTION_PATH.lstrip('/')}<str:action_token>/", three_d_secure, name="three-d-secure"),
    path(f"{SETUP_PATH.lstrip('/')}<str:action_token>/", card_setup, name="card-setup"),
]
