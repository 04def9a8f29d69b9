"""Slips on paper: laid out for any width, as bytes a printer takes, once, in their order, and marked when again."""

from dataclasses import replace

import pypdfium2
import pytest

from apps.orders.contract.types import OrderStatus as S
from apps.orders.domain.escpos import CUT_PAPER, laid_out, rendered
from apps.orders.domain.slip_kinds import SlipKind, slips_due
from apps.orders.domain.slips import CUT, Look, Row, SlipOrder, rows_of
from apps.orders.domain.states import TRANSITIONS
from apps.orders.lifecycle.printing.pdf import drawn
from apps.orders.lifecycle.printing.printers import MAX_PRINTERS
from apps.orders.lifecycle.printing.sending import print_due
from apps.orders.models import Order, Printer, PrintJob
from apps.orders.queries.slips import speech_of
from apps.orders.tests.printer import a_printer
from apps.stores.contract.types import ServiceMethod
from dominos.kernel import clock
from dominos.kernel.testing.api import client

LINE = {
    "quantity": 2,
    "name": "Pepperoni, 14 in",
    "total": 3110,
    "needs_oven": True,
    "note": "nut allergy",
    "sides": {"DIP": 1},
    "side_names": {"DIP": "Garlic dip"},
    "changes": [
        {"part": "1/2", "words": "no onion", "kind": "topping"},
        {"part": "2/2", "words": "double olives", "kind": "topping"},
        {"part": "1/1", "words": "well done", "kind": "cooking"},
    ],
    "contents": [{"allergens": ["gluten", "milk"], "unknown": []}],
}
COLA = {
    **LINE,
    "quantity": 1,
    "name": "Cola",
    "total": 290,
    "needs_oven": False,
    "note": "",
    "changes": [],
    "sides": {},
}
ORDER = SlipOrder(
    number="2026-11-22#7",
    store="HEL-3 Punavuori",
    seller="Pizza Oy",
    service=ServiceMethod.DELIVERY,
    channel="phone",
    name="Aino Mäkelä",
    phone="+358 40 1234567",
    placed="2026-11-22 18:02",
    promised="18:45",
    address="Bulevardi 7, 00120 Helsinki",
    note="second door",
    allergies=["nut allergy"],
    lines=[LINE, COLA],
    amounts={
        "food": 3400,
        "discount": 200,
        "delivery_fee": 390,
        "small_order_fee": 0,
        "deposit": 0,
        "tax_added": 0,
        "tip": 0,
        "rounding": 0,
        "total": 3590,
    },
    taxes=[{"percent": "14", "tax": 441}],
    cash_due=3590,
    bags=1,
)
INIT = b"\x1b@\x1bt\x13"
KITCHEN = (
    INIT + b"\x1d!\x11#7         18:45\n\x1d!\x00"
    b"\x1bE\x01DELIVERY                   phone\n\x1bE\x00"
    b"\x1dB\x01ALLERGY: nut allergy\n\x1dB\x00"
    b"\x1bE\x01CASH                   35.90 EUR\n\x1bE\x00"
    b"\x1bE\x01--------------------------------\n\x1bE\x00"
    b"\x1bE\x012 x Pepperoni, 14 in\n\x1bE\x00"
    b"  well done\n"
    b"+--------------+--------------+\n"
    b"|no onion      |double olives |\n"
    b"+--------------+--------------+\n"
    b"  with 1 x Garlic dip\n"
    b"\x1bE\x01NOT FOR THE OVEN\n\x1bE\x00"
    b"\x1bE\x011 x Cola\n\x1bE\x00"
    b"--------------------------------\n"
    b"Placed 2026-11-22 18:02\n"
    b"\x1dVB\x03"
)


def paper(kind, order=ORDER, **how):
    return rendered(rows_of(kind, order), **{"columns": 32, "code_page": "cp858", **how})


def text(kind, order=ORDER):
    return "\n".join(line for row in rows_of(kind, order) for line in laid_out(row, 42))


def test_the_kitchens_ticket_byte_by_byte():
    assert paper(SlipKind.KITCHEN) == KITCHEN


def test_a_label_for_each_box_cut_apart():
    said = paper(SlipKind.LABELS)
    assert said.count(CUT_PAPER) == 2
    assert (said.count(b"#7  1/2"), said.count(b"#7  2/2"), said.count(b"Contains gluten, milk")) == (1, 1, 2)
    assert b"Cola" not in said


def test_the_couriers_sheet_tells_the_way_and_the_cash_but_not_what_is_on_it():
    said = text(SlipKind.RUN_SHEET)
    assert all(
        part in said for part in ("Bulevardi 7", "second door", "+358 40", "COLLECT CASH", "35.90 EUR")
    )
    assert "no onion" not in said


def test_a_receipt_adds_up_and_opens_the_drawer_where_there_is_one():
    said = text(SlipKind.RECEIPT)
    assert all(
        part in said for part in ("Discount", "-2.00 EUR", "TOTAL", "incl. 14 % tax", "Not an invoice")
    )
    opened = paper(SlipKind.RECEIPT, opens_drawer=True, has_logo=True)
    assert opened.startswith(INIT + b"\x1bp\x00\x19\xfa\x1cp\x01\x00")


def test_who_makes_and_brings_reads_the_stores_language_and_the_customer_their_own():
    sold = Order(terms={"language": "fi"}, locale="sv")
    said = {
        kind: text(kind, replace(ORDER, speech=speech_of(kind, sold))).replace("\xa0", " ")
        for kind in SlipKind
    }
    assert all(each in said[SlipKind.KITCHEN] for each in ("ALLERGIA: ", "EI UUNIIN", "TOIMITUS", "35,90 €"))
    assert "gluteeni" in said[SlipKind.LABELS] and "PERI KÄTEISELLÄ" in said[SlipKind.RUN_SHEET]
    assert "TOTALT" in said[SlipKind.RECEIPT] and "-2,00 €" in said[SlipKind.RECEIPT].replace("\u2212", "-")
    english = text(SlipKind.KITCHEN).split()
    assert {"DELIVERY", "OVEN", "Placed"} <= set(english) and not {"OVEN", "Placed"} & set(
        said[SlipKind.KITCHEN].split()
    )
    unprinted = rendered([Row("花")], columns=42, code_page="cp858", speech=speech_of(SlipKind.KITCHEN, sold))
    assert b"? = KATSO N\x8eYT\x99LT\x8e" in unprinted


@pytest.mark.parametrize(
    ("written", "code_page", "printed"),
    [
        ("Mäkelä €", "cp858", b"M\x84kel\x84 \xd5"),
        ("Łódź", "cp858", b"L\xa2dz"),
        ("Smørrebrød, don\u2019t \u2026", "cp437", b"Smorrebrod, don't ..."),
        ("1½", "cp866", b"1 1/2"),
        ("a\u200b\u202eb", "cp858", b"ab"),
        ("Łódź", "cp852", "Łódź".encode("cp852")),
        ("Пицца", "cp866", "Пицца".encode("cp866")),
        ("a\x1bp\x00\x19b\n\x1d", "cp858", b"a p  b"),
    ],
)
def test_what_somebody_wrote_is_printed_and_commands_nothing(written, code_page, printed):
    said = rendered([Row(written)], columns=42, code_page=code_page)
    assert said[5:].rstrip(b" \n") == printed


@pytest.mark.parametrize("note", ["แพ้ถั่ว", "对花生过敏", "حساسية من الفول", "אלרגיה לבוטנים", "🥜"])
def test_a_note_in_another_script_is_in_the_pdf_and_is_not_hidden_on_paper(note):
    rows = [Row("#7", "18:30", Look.BIG), Row(f"  ! {note}", look=Look.INVERTED), Row(halves=([note], []))]
    said = rendered(rows, columns=42, code_page="cp858")
    assert said.index(b"SEE THE SCREEN") < said.index(b"#7")
    page = pypdfium2.PdfDocument(drawn(rows))[0].get_textpage().get_text_range()
    assert sum(page.count(sign) for sign in note) >= 2 * len(note.replace(" ", ""))
    assert b"SCREEN" not in rendered([Row("Why?")], columns=42, code_page="cp858")


@pytest.mark.parametrize("columns", [24, 32, 42, 64])
def test_no_row_is_wider_than_the_paper(columns):
    indented = Row(" " * 80 + "x" * 80)
    for kind in SlipKind:
        for row in (*rows_of(kind, ORDER), indented):
            width = columns // 2 if row.look is Look.BIG else columns
            assert all(len(line) <= width for line in ([] if row is CUT else laid_out(row, width)))


def test_reprints_and_what_nobody_knows_of_are_marked():
    again = SlipOrder(
        **{**{name: getattr(ORDER, name) for name in ORDER.__slots__}, "copy": 2, "is_doubtful": True}
    )
    for kind in SlipKind:
        assert [row.left for row in rows_of(kind, again)[:2]] == ["REPRINT 2", "MAY HAVE BEEN PRINTED BEFORE"]


@pytest.mark.parametrize(
    ("action", "target", "service", "pizzas", "kinds"),
    [
        ("accept", S.ACCEPTED, ServiceMethod.DELIVERY, 2, ["kitchen", "labels"]),
        ("accept", S.ACCEPTED, ServiceMethod.CARRYOUT, 0, ["kitchen"]),
        ("ready", S.READY, ServiceMethod.DELIVERY, 1, ["run_sheet", "receipt"]),
        ("ready", S.READY, ServiceMethod.CARRYOUT, 1, ["receipt"]),
        ("start", S.PREPARING, ServiceMethod.DELIVERY, 1, []),
        ("remake", S.PREPARING, ServiceMethod.DELIVERY, 1, ["kitchen", "labels"]),
        ("redeliver", S.READY, ServiceMethod.DELIVERY, 1, ["run_sheet", "receipt"]),
    ],
)
def test_what_is_printed_when(action, target, service, pizzas, kinds):
    step = next(step for step in TRANSITIONS if (step.action, step.target) == (action, target))
    assert slips_due(step, service, pizzas) == kinds


@pytest.fixture
def printer_of(world, settings):
    settings.PRINTER_NETWORKS = ["127.0.0.0/8"]

    def add(port, **values):
        body = {
            "name": "Kitchen",
            "host": "127.0.0.1",
            "port": port,
            "kinds": ["kitchen", "labels"],
            **values,
        }
        return client(world.manager).post(f"/api/v1/stores/{world.store.id}/printers", body)

    return add


@pytest.mark.django_db
def test_accepted_orders_come_out_once_and_reprints_are_marked(world, printer_of):
    with a_printer() as (port, heard):
        assert printer_of(port).status_code == 201
        order = world.bump(world.paid(), "accept")
        print_due()
        assert [b"Placed" in said for said in heard] == [True, False], "the ticket, then the labels"
        assert PrintJob.objects.filter(printed_at=None).count() == 0
        assert print_due() == 0
        again = client(world.staff).post(f"/api/v1/orders/{order.id}/prints", {"kind": "kitchen"})
        assert (again.status_code, again.json()) == (201, {"printers": 1})
        print_due()
        assert b"REPRINT 1" in heard[-1] and len(heard) == 3
    refused = client(world.staff).post(f"/api/v1/orders/{order.id}/prints", {"kind": "receipt"})
    assert (refused.status_code, refused.json()["code"]) == (409, "no-printer")
    assert (
        client(world.customer).post(f"/api/v1/orders/{order.id}/prints", {"kind": "kitchen"}).status_code
        == 403
    )
    pdf = client(world.staff).get(f"/api/v1/orders/{order.id}/slips/receipt")
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")


@pytest.mark.django_db
def test_a_slip_that_cannot_be_drawn_holds_up_no_other(world, printer_of):
    with a_printer() as (port, heard):
        printer_of(port, kinds=["kitchen"])
        broken = world.bump(world.paid(), "accept")
        world.bump(world.paid(), "accept")
        Order.objects.filter(pk=broken.pk).update(lines=[{}])
        print_due()
    assert [b"COULD NOT BE DRAWN" in said for said in heard] == [True, False]
    assert f"#{broken.number.partition('#')[2]}".encode() in heard[0]
    assert PrintJob.objects.filter(printed_at=None).count() == 0


@pytest.mark.django_db
def test_what_is_corrected_after_it_was_printed_comes_out_once_more(world, printer_of):
    with a_printer() as (port, heard):
        printer_of(port, kinds=["kitchen", "run_sheet"])
        order = world.bump(world.paid(), "accept")
        details = f"/api/v1/orders/{order.id}/details"
        client(world.customer).patch(details, {"line_notes": {"1": "not yet printed"}})
        print_due()
        client(world.customer).patch(details, {"contact_phone": "040 7654321"})
        client(world.customer).patch(details, {"line_notes": {"1": "nut allergy"}})
        client(world.customer).patch(details, {"line_notes": {"1": "nut allergy"}})
        print_due()
    assert [b"not yet printed" in said for said in heard] == [True, False]
    assert b"CHANGED" in heard[1] and b"ALLERGY: nut allergy" in heard[1] and b"REPRINT 1" in heard[1]


@pytest.mark.django_db
def test_a_store_has_not_any_number_of_printers(world, printer_of):
    Printer.objects.bulk_create(
        Printer(store_id=world.store.id, name=f"{number}", host="127.0.0.1") for number in range(MAX_PRINTERS)
    )
    assert (printer_of(9100).status_code, Printer.objects.count()) == (400, MAX_PRINTERS)


@pytest.mark.django_db
def test_while_a_printer_is_off_its_slips_wait_and_who_looks_is_warned(world, printer_of):
    with a_printer() as (port, _):
        pass
    with clock.stopped() as at:
        added = printer_of(port, kinds=["kitchen"]).json()
        url = f"/api/v1/stores/{world.store.id}/printers"
        for _ in range(2):
            world.bump(world.paid(), "accept")
        at.advance(seconds=600)
        print_due()
        (shown,) = client(world.staff).get(url).json()["printers"]
        assert (shown["trouble"], shown["waiting"], shown["failing_since"] is not None) == (
            "offline",
            2,
            True,
        )
        assert print_due() == 0, "it is left alone for a while"
        with a_printer(port=port, answer=b"\x0c") as (_, heard):
            client(world.manager).patch(f"{url}/{added['id']}", {"columns": 48})
            print_due()
            assert client(world.staff).get(url).json()["printers"][0]["trouble"] == "no-paper"
            assert len(heard) == 1, "the rest waits behind it"
        at.advance(seconds=600)
        with a_printer(port=port) as (_, heard):
            print_due()
            assert [b"MAY HAVE BEEN PRINTED" in said for said in heard] == [True, False]
        (shown,) = client(world.staff).get(url).json()["printers"]
        assert (shown["trouble"], shown["waiting"], shown["failing_since"]) == ("", 0, None)
    assert client(world.manager).delete(f"{url}/{added['id']}").status_code == 204
    assert not Printer.objects.exists()


@pytest.mark.django_db
def test_only_addresses_of_printers_are_called_and_only_who_manages_the_store_names_them(world, printer_of):
    refused = printer_of(9100, host="10.0.0.1")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "host")
    assert printer_of(9100).status_code == 201
    assert printer_of(9100).json()["errors"][0]["field"] == "name"
    url = f"/api/v1/stores/{world.store.id}/printers"
    assert client(world.staff).post(url, {}).status_code == 403


@pytest.mark.django_db
def test_what_is_made_once_more_is_printed_once_more(world):
    printer = Printer.objects.create(
        store_id=world.store.id, name="All", host="127.0.0.1", is_on=True, kinds=["kitchen", "run_sheet"]
    )
    order = world.bump(world.paid(), "accept", "start", "undo", "start", "bake", "ready")
    for step in (world.assign, world.pick_up, world.arrive, world.fail):
        step(order)
    world.act(order, "remake", by=world.manager)
    world.bump(order, "bake", "ready")
    rows = PrintJob.objects.filter(printer=printer).order_by("id").values_list("kind", "copy")
    assert list(rows) == [("kitchen", 0), ("run_sheet", 0), ("kitchen", 1), ("run_sheet", 1)]
