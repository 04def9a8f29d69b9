"""What documents write: every name in its script, long ones within their column, rates as the language writes them."""

from copy import deepcopy

import pypdfium2
import pytest

from apps.payments.invoices.pdf.credit_note import render_credit_note
from apps.payments.invoices.pdf.day_report import render_day_report
from apps.payments.invoices.pdf.invoice import render_invoice
from apps.payments.invoices.pdf.language import Speech
from apps.payments.invoices.pdf.samples import CREDIT_NOTE, DAY_REPORT, INVOICE
from dominos.kernel.pdf.fonts import is_drawable

NAMES = [
    "王小明",
    "山田太郎",
    "김철수",
    "สมชาย ใจดี",
    "דוד כהן",
    "राम",
    "გიორგი",
    "Աննա",
    "Nguyễn",
    "Łódź",
    "Ирина",
]
LONG = "Extra Large Hand Tossed Pizza with a name that is longer than its column is wide, with cheese"


def page_of(pdf):
    return pypdfium2.PdfDocument(pdf)[0].get_textpage()


def text_of(pdf):
    return " ".join(page_of(pdf).get_text_range().split())


@pytest.mark.parametrize(
    ("method", "credit", "invoiced", "refunded"),
    [
        ("card", 500, "Gift card or credit: €5.00 Card: €24.07", "Method: Gift card or credit, Card"),
        ("credit", 2907, "Method: Gift card or credit", "Method: Gift card or credit"),
        ("card", 0, "Method: Card", "Method: Card"),
    ],
)
def test_every_way_in_which_it_was_paid_is_named(method, credit, invoiced, refunded):
    paid = {
        "payment": {"method": method, "amount": 2907, "credit": credit, "is_test": False},
        "currency": "EUR",
    }
    assert invoiced in text_of(render_invoice(INVOICE | paid | {"language": "en"}))
    assert refunded in text_of(render_credit_note(CREDIT_NOTE | paid | {"language": "en"}))


@pytest.mark.parametrize("render", [render_invoice, render_credit_note])
def test_names_in_every_script_are_on_the_page(render):
    sample = INVOICE if render is render_invoice else CREDIT_NOTE
    document = deepcopy(sample) | {"buyer": {"name": "北京烤鸭 Jose\u0301"}}
    document["lines"] = [sample["lines"][0] | {"name": name} for name in NAMES]
    pdf = render(document)
    text = text_of(pdf)
    assert [name for name in NAMES if name not in text and name[::-1] not in text] == []
    assert "北京烤鸭 José" in text
    assert pdf == render(document)


def test_what_follows_a_line_in_another_script_is_written_as_it_is():
    japanese = {"legal_entity": "ピザ株式会社", "store": "丸の内店 " * 9 + "abc 123", "street": "100-0005"}
    text = text_of(render_invoice(INVOICE | {"seller": {**INVOICE["seller"], **japanese}}))
    assert all(said in text for said in ("abc 123", "100-0005", "00100 Helsinki", "+358 9 5550 100"))


def places_of(pdf):
    """Where the last of each sign stands, from the left."""
    page = page_of(pdf)
    return {page.get_text_range(i, 1): page.get_charbox(i)[0] for i in range(page.count_chars())}


def test_arabic_is_joined_and_written_from_the_right():
    pdf = render_invoice(INVOICE | {"buyer": {"name": "محمد علي"}})
    assert set("محمدعلي") <= set(text_of(pdf))
    places = places_of(pdf)
    assert places["د"] < places["ح"], "its last letter stands left of its second"


def test_a_number_among_hebrew_words_stands_between_them_also_behind_an_english_one():
    places = places_of(render_invoice(INVOICE | {"buyer": {"name": "Zola קז ² שת"}}))
    assert places["Z"] < places["ת"] < places["ש"] < places["²"] < places["ז"] < places["ק"]


def test_the_day_report_names_a_store_in_its_script():
    assert "東京駅" in text_of(render_day_report(DAY_REPORT | {"legal_entity": "東京駅"}))


@pytest.mark.parametrize("render", [render_invoice, render_credit_note])
@pytest.mark.parametrize("name", [LONG, "สมชายใจดี" * 9, "北京烤鸭" * 12, "x" * 120])
def test_a_long_name_stays_left_of_the_figures(render, name):
    document = deepcopy(INVOICE if render is render_invoice else CREDIT_NOTE)
    document["lines"][0]["name"] = name
    page = page_of(render(document))
    figures_begin = {render_invoice: 120, render_credit_note: 132}[render] * 72 / 25.4
    found = page.search(name[:6]).get_next()
    row = [page.get_charbox(i) for i in range(found[0], found[0] + len(name))]
    assert max(box[2] for box in row) <= figures_begin
    assert len({round(box[1] / 12) for box in row}) > 1, "it takes several lines"


@pytest.mark.parametrize(
    ("language", "percent", "written"),
    [("fi", "25.5", "25,5 %"), ("sv", "25.50", "25,5 %"), ("da", "0", "0 %"), ("en", "8.875", "8.875 %")],
)
def test_rates_are_written_as_the_language_writes_numbers(language, percent, written):
    assert Speech({"language": language, "currency": "EUR"}).percent(percent) == written
    taxes = [{"percent": percent, "net": 1000, "tax": 100, "gross": 1100}]
    assert written in text_of(render_invoice(INVOICE | {"language": language, "taxes": taxes}))


def test_what_people_write_has_a_glyph():
    assert [c for name in [*NAMES, "محمد", "🍕", "–", "€"] for c in name if not is_drawable(c)] == []
