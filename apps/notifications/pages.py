"""Pages about notifications: one's own and their settings, unsubscribing, and the development mailbox."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from apps.notifications.queries import name_of, unsubscribed
from apps.notifications.sending.bounces import mail_events
from apps.notifications.sending.channels.mailbox import list_sent, mail_html
from apps.notifications.use_cases.preferences import refuse_mails
from dominos.kernel.auth import Role
from dominos.kernel.edge.security import also_from
from dominos.kernel.edge.start_page import PageLink
from dominos.kernel.errors import NotFound


@require_safe
@cache_control(max_age=300)
def news(request: HttpRequest) -> HttpResponse:
    """The page is a client of the API: its scripts sign the user in if needed and fill it."""
    return render(request, "notifications/news.html", {"realtime_url": settings.REALTIME_URL})


@require_safe
@cache_control(max_age=300)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Shows push notifications; its scope is these pages only, so that it coexists with other workers."""
    return render(request, "notifications/service_worker.js", content_type="text/javascript; charset=utf-8")


@csrf_exempt  # the signed token in the address is the proof: mail programs post without our cookie (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Asks whether mails of this kind should end; POST ends them."""
    try:
        user_id, kind = unsubscribed(token)
    except NotFound:
        return render(
            request,
            "notifications/unsubscribe.html",
            {"outcome": gettext("This link is not valid.")},
            status=404,
        )
    if request.method != "POST":
        return render(request, "notifications/unsubscribe.html", {"kind": name_of(kind)})
    refuse_mails(user_id, kind)
    return render(
        request, "notifications/unsubscribe.html", {"outcome": gettext("You get no more of these mails.")}
    )


@require_safe
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    """Messages recently written to files, by every channel."""
    return render(request, "notifications/mailbox.html", {"sent": list_sent()})


@require_safe
@never_cache
@also_from(style_src="'unsafe-inline'")
def mailed(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One of these mails as a mail program shows it."""
    content = mail_html(name, number)
    if content is None:
        raise Http404
    return HttpResponse(content)


LINKS: tuple[PageLink, ...] = (
    PageLink(
        "/news/", "Your news", "What you were told, and how you are told", tuple(set(Role) - {Role.GUEST})
    ),
)
urlpatterns = [
    path("news/", news, name="news"),
    path("news/service-worker.js", service_worker),
    path("unsubscribe/<str:token>", unsubscribe, name="unsubscribe"),
    path("mail-events/<str:provider>", mail_events),
]
if settings.ENVIRONMENT != "production":
    LINKS += (PageLink("/mailbox/", "Mailbox", "What was sent into files: mails, SMS, pushes"),)
    urlpatterns += [
        path("mailbox/", mailbox, name="mailbox"),
        path("mailbox/<str:name>/<int:number>", mailed),
    ]
