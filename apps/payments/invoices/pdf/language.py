"""Translations and formats of a document in its language."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from dominos.kernel.money import from_minor

FALLBACK = "en"
_EN = {
    "invoice": "INVOICE",
    "credit_note": "CREDIT NOTE",
    "from": "From",
    "to": "To",
    "details": "Details",
    "customer": "Customer",
    "issued": "Issued",
    "supplied": "Supplied",
    "order": "Order",
    "credits": "For invoice",
    "reason": "Reason",
    "item": "Item",
    "quantity": "Qty",
    "unit_price": "Unit price",
    "amount": "Amount",
    "tax_in_it": "Incl. tax",
    "food": "Items",
    "discount": "Discount",
    "delivery_fee": "Delivery",
    "small_order_fee": "Small order",
    "deposit": "Deposit",
    "tax_added": "Tax",
    "tip": "Tip",
    "rounding": "Rounding",
    "not_charged": "Not charged",
    "refund": "Refund",
    "reduction": "Reduction of the whole order",
    "rest": "All that was left of the order",
    "total": "Total",
    "refunded": "Refunded",
    "tax_rate": "Tax rate",
    "net": "Net",
    "tax": "Tax",
    "gross": "Gross",
    "payment": "Payment",
    "paid": "Paid",
    "method": "Method",
    "card": "Card",
    "cash": "Cash",
    "partner": "Paid where it was ordered",
    "credit": "Gift card or credit",
    "none": "Nothing to pay",
    "scan": "Scan for your order",
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": _EN,
    "fi": _EN
    | {
        "invoice": "LASKU",
        "credit_note": "HYVITYSLASKU",
        "from": "Myyjä",
        "to": "Asiakas",
        "details": "Tiedot",
        "customer": "Asiakas",
        "issued": "Päiväys",
        "supplied": "Toimitettu",
        "order": "Tilaus",
        "credits": "Hyvitetty lasku",
        "reason": "Syy",
        "item": "Tuote",
        "quantity": "Kpl",
        "unit_price": "Yksikköhinta",
        "amount": "Summa",
        "tax_in_it": "josta ALV",
        "food": "Tuotteet",
        "discount": "Alennus",
        "delivery_fee": "Kuljetus",
        "small_order_fee": "Pientilauslisä",
        "deposit": "Pantti",
        "tax_added": "ALV",
        "tip": "Juomaraha",
        "rounding": "Pyöristys",
        "not_charged": "Ei veloitettu",
        "refund": "Hyvitys",
        "reduction": "Alennus koko tilauksesta",
        "rest": "Tilauksen koko jäljellä oleva määrä",
        "total": "Yhteensä",
        "refunded": "Hyvitetty",
        "tax_rate": "ALV-kanta",
        "net": "Veroton",
        "tax": "ALV",
        "gross": "Verollinen",
        "payment": "Maksu",
        "paid": "Maksettu",
        "method": "Maksutapa",
        "card": "Kortti",
        "cash": "Käteinen",
        "partner": "Maksettu tilauspaikkaan",
        "credit": "Lahjakortti tai hyvitys",
        "none": "Ei maksettavaa",
        "scan": "Tilauksesi",
    },
    "sv": _EN
    | {
        "invoice": "FAKTURA",
        "credit_note": "KREDITFAKTURA",
        "from": "Säljare",
        "to": "Kund",
        "details": "Uppgifter",
        "customer": "Kund",
        "issued": "Datum",
        "supplied": "Levererad",
        "order": "Beställning",
        "credits": "Krediterar faktura",
        "reason": "Orsak",
        "item": "Produkt",
        "quantity": "Antal",
        "unit_price": "À-pris",
        "amount": "Belopp",
        "tax_in_it": "varav moms",
        "food": "Produkter",
        "discount": "Rabatt",
        "delivery_fee": "Leverans",
        "small_order_fee": "Småordertillägg",
        "deposit": "Pant",
        "tax_added": "Moms",
        "tip": "Dricks",
        "rounding": "Avrundning",
        "not_charged": "Ej debiterat",
        "refund": "Återbetalning",
        "reduction": "Avdrag på hela beställningen",
        "rest": "Allt som återstod av beställningen",
        "total": "Summa",
        "refunded": "Återbetalt",
        "tax_rate": "Momssats",
        "net": "Netto",
        "tax": "Moms",
        "gross": "Brutto",
        "payment": "Betalning",
        "paid": "Betalt",
        "method": "Betalsätt",
        "card": "Kort",
        "cash": "Kontant",
        "partner": "Betalad där den beställdes",
        "credit": "Presentkort eller tillgodo",
        "none": "Inget att betala",
        "scan": "Din beställning",
    },
    "da": _EN
    | {
        "invoice": "FAKTURA",
        "credit_note": "KREDITNOTA",
        "from": "Sælger",
        "to": "Kunde",
        "details": "Oplysninger",
        "customer": "Kunde",
        "issued": "Dato",
        "supplied": "Leveret",
        "order": "Ordre",
        "credits": "Krediterer faktura",
        "reason": "Årsag",
        "item": "Vare",
        "quantity": "Antal",
        "unit_price": "Stykpris",
        "amount": "Beløb",
        "tax_in_it": "heraf moms",
        "food": "Varer",
        "discount": "Rabat",
        "delivery_fee": "Levering",
        "small_order_fee": "Tillæg for lille ordre",
        "deposit": "Pant",
        "tax_added": "Moms",
        "tip": "Drikkepenge",
        "rounding": "Afrunding",
        "not_charged": "Ikke opkrævet",
        "refund": "Refusion",
        "reduction": "Nedslag i hele ordren",
        "rest": "Alt hvad der var tilbage af ordren",
        "total": "I alt",
        "refunded": "Refunderet",
        "tax_rate": "Momssats",
        "net": "Netto",
        "tax": "Moms",
        "gross": "Brutto",
        "payment": "Betaling",
        "paid": "Betalt",
        "method": "Betalingsmåde",
        "card": "Kort",
        "cash": "Kontant",
        "partner": "Betalt hvor den ble bestilt",
        "credit": "Gavekort eller tilgodehavende",
        "none": "Intet at betale",
        "scan": "Din ordre",
    },
}


def language_of(wanted: str, offered: tuple[str, ...]) -> str:
    """The document's language: the buyer's if the store has it, else the store's first with a translation."""
    candidates = (*(lang for lang in (wanted[:2],) if lang in offered), *offered)
    return next((lang for lang in candidates if lang in WORDS), FALLBACK)


class Speech:
    """Translations and formats of one document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.language: str = document["language"]
        self.currency: str = document["currency"]

    def __getitem__(self, word: str) -> str:
        return WORDS[self.language][word]

    def money(self, amount: int) -> str:
        """An amount in minor units, formatted for the language, with a true minus sign."""
        written = format_currency(from_minor(amount, self.currency), self.currency, locale=self.language)
        return written.replace("-", "\u2212").replace("\u202f", "\u00a0")

    def percent(self, percent: str) -> str:
        """A rate such as "25.5" formatted for the language: "25,5 %" in Finnish."""
        written = format_decimal(Decimal(percent), format="0.####", locale=self.language)
        return f"{written} %"

    def texts(self) -> Iterator[str]:
        """All texts of the language, and the characters of its amounts and dates."""
        yield from WORDS[self.language].values()
        yield self.money(-1234567890)
        for month in range(1, 13):
            yield self.day(f"2026-{month:02d}-01")

    def day(self, iso: str) -> str:
        """A date formatted for the language."""
        return format_date(date.fromisoformat(iso), format="medium", locale=self.language)
