"""`manage.py news_pictures`: mails and SMS as pictures for the documentation, in languages, light and dark."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.html import format_html, format_html_join

from apps.notifications.domain import news
from apps.notifications.domain.news import NotificationKind
from apps.notifications.domain.postings import Posting
from apps.notifications.domain.sms import sms_text
from apps.notifications.sending.channels.mail import html_of
from apps.notifications.texts.renderer import render
from apps.notifications.texts.wording import words_of
from apps.orders.contract.fake import an_order
from apps.orders.contract.types import OrderLine, OrderStatus, OrderSummary

FOLDER = settings.BASE_DIR / "docs" / "news"
LANGUAGES = ("en", "fi", "de")
SCHEMES: Final = ("light", "dark")
STORE = {"lat": 60.16864, "lon": 24.94577}
LINK = "https://pizza.example/track/7"
MAILS: tuple[tuple[NotificationKind, OrderStatus], ...] = (
    (news.PLACED, OrderStatus.PLACED),
    (news.KIND_OF_STATUS[OrderStatus.CANCELLED], OrderStatus.CANCELLED),
)
BY_SMS = (OrderStatus.READY, OrderStatus.OUT_FOR_DELIVERY, OrderStatus.ARRIVED)
DISHES: Mapping[str, tuple[str, str]] = {
    "en": ("Lapland, 14″ hand-tossed", "Cola, 0.5 l"),
    "fi": ("Lappi, 14″ käsin muotoiltu", "Kola, 0,5 l"),
    "de": ("Lappland, 14″ von Hand gezogen", "Cola, 0,5 l"),
}
WIDTH, COLOURS = 640, 48
PHONE = """<!doctype html><html lang="{}"><meta name="color-scheme" content="light dark"><style>
body {{ margin: 0; padding: 24px; font: 17px/1.4 Arial, Helvetica, sans-serif; background: Canvas; }}
p {{ max-width: 420px; margin: 0 0 14px; padding: 12px 16px; border-radius: 18px; white-space: pre-wrap;
  background: light-dark(#e9e9eb, #2c2c2e); color: light-dark(#111, #f2f2f2); overflow-wrap: anywhere; }}
</style><body>{}</body></html>"""


class Command(BaseCommand):
    help = "Writes pictures of mails and SMS to docs/news (needs the packages of requirements/dev.txt and Chromium)."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, default=FOLDER)

    def handle(self, *, to: Path, **_: Any) -> None:
        try:
            from dominos.kernel.testing.browser import chromium, driving, find_chromium
        except ImportError as error:
            raise CommandError("needs the packages of requirements/dev.txt") from error
        if (executable := find_chromium()) is None:
            raise CommandError("there is no Chromium on the PATH, and none named by CHROMIUM")
        to.mkdir(parents=True, exist_ok=True)
        with chromium(executable) as browser, driving(browser):
            for scheme in SCHEMES:
                page = browser.new_page(viewport={"width": WIDTH, "height": 200}, color_scheme=scheme)
                for name, html in pages():
                    page.set_content(html)
                    picture = _compact(page.screenshot(full_page=True))
                    (to / f"{name}-{scheme}.png").write_bytes(picture)
                page.close()


def pages() -> Iterator[tuple[str, str]]:
    """Each mail, and all SMS of an order, in each language: a name and a page."""
    picture = _map()
    for language in LANGUAGES:
        order = _order(language)
        for kind, status in MAILS:
            posting = _posting(kind, status, order, language)
            shown = replace(posting, picture=picture) if kind.has_map else posting
            yield f"{kind.name}-{language}", html_of(shown)
        told = [_posting(news.KIND_OF_STATUS[status], status, order, language) for status in BY_SMS]
        texts = [(sms_text(settings.BRAND, each.title, LINK),) for each in told]
        yield f"sms-{language}", format_html(PHONE, language, format_html_join("", "<p>{}</p>", texts))


def _map() -> str:
    """The map in the mails, of the platform that runs; without one, they have none."""
    import requests

    try:
        answer = requests.get(f"{settings.PUBLIC_URL}/api/v1/geo/map/picture", params=STORE, timeout=10)
    except requests.RequestException:
        return ""
    return f"data:image/png;base64,{b64encode(answer.content).decode()}" if answer.ok else ""


def _order(language: str) -> OrderSummary:
    lines = [
        OrderLine(number=n, product="", name=name, description="", quantity=3 - n, unit_price=0, total=price)
        for n, (name, price) in enumerate(zip(DISHES[language], (2897, 279), strict=True), 1)
    ]
    return an_order(
        number="2026-12-04#7",
        lines=tuple(lines),
        payment_method="card",
        promised_from=datetime(2026, 12, 4, 16, 0, tzinfo=UTC),
        promised_to=datetime(2026, 12, 4, 16, 15, tzinfo=UTC),
        timezone="Europe/Helsinki",
        store_name="Kamppi",
        store_phone="+358 9 123 456",
    )


def _posting(kind: NotificationKind, status: OrderStatus, order: OrderSummary, language: str) -> Posting:
    known = {"name": "Aino", "number": order.number, "link": LINK, "waits": (35, 45)}
    words = render(kind.name, language, {**known, **words_of(order, status, locale=language)})
    return Posting(UUID(int=7), kind.name, "aino@example.com", words.title, words.text, LINK, language)


def _compact(picture: bytes) -> bytes:
    """The same picture in fewer colours."""
    from PIL import Image

    out = BytesIO()
    Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()
