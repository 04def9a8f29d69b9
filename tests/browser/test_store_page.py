"""A manager without any right in the admin runs the store from its page."""

from datetime import timedelta

from playwright.sync_api import expect

from apps.orders.lifecycle.printing.sending import print_due
from apps.orders.tests.printer import a_printer
from apps.stores.demo_places import store_id
from dominos.demo.city import accounts
from dominos.kernel.auth import Role
from dominos.kernel.clock import now

STORE = "HEL-5"


def test_a_manager_runs_the_store_from_its_page(visit):
    manager = accounts(Role.STORE_MANAGER, STORE)[0]
    page = visit("/start/", manager)
    page.get_by_role("link", name="Open or closed").click()
    orders, stock = page.locator("#orders"), page.locator("#stock")
    expect(orders).to_contain_text(STORE)
    page.get_by_label("Busy, longer by").select_option("20")
    expect(orders).to_contain_text("20 minutes are added")
    page.get_by_label("Busy, longer by").select_option("0")
    expect(orders).not_to_contain_text("are added")
    orders.get_by_role("button", name="Pause delivery for 15 minutes").click()
    paused = orders.locator("[data-service=DELIVERY]")
    expect(paused).to_contain_text("paused until")
    paused.get_by_role("button", name="Take orders again").click()
    expect(paused).not_to_contain_text("paused")
    orders.get_by_role("button", name="Close the store").click()
    page.get_by_role("button", name="Close it").click()
    expect(orders).to_contain_text("closed by hand")
    orders.get_by_role("button", name="Open the store again").click()
    expect(orders).not_to_contain_text("closed by hand")
    stock.get_by_label("What ran out").fill("mushrooms")
    stock.get_by_role("button", name="Sold out").click()
    gone = stock.locator("li").filter(has_text="Mushrooms")
    expect(gone).to_contain_text("until somebody restocks it")
    gone.get_by_role("button", name="Back in stock").click()
    expect(gone).to_have_count(0)
    accept_by_rule(page)
    set_hours(page)
    courier = page.locator("#couriers li").first
    courier.get_by_label("Vehicle of").select_option("car")
    expect(page.get_by_role("status").filter(has_text="Done.").first).to_be_visible()
    courier.get_by_label("Vehicle of").select_option("bicycle")
    courier.get_by_role("button", name="Papers").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Back").click()
    page.get_by_role("link", name="Prices").click()
    set_a_price(page)


def set_a_price(page):
    page.get_by_label("Find").fill("cola")
    price = page.get_by_label("New price of").first
    price.fill("100000000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("At most €10,000,000.00.")).to_be_visible()
    expect(price).to_have_value("100000000")
    price.fill("9,90")
    page.keyboard.press("Enter")
    changes = page.locator("#changes")
    expect(changes.locator("[data-difference]")).to_contain_text("→ €9.90")
    publish(page)
    expect(page.locator("[data-variant] .now").first).to_have_text("€9.90")
    changes.get_by_role("button", name="As in the catalogue").click()
    expect(changes.locator("[data-difference]")).to_contain_text("€9.90 →")
    publish(page)
    plan_it(page)
    page.get_by_role("button", name="Not sell").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Not sold here").click()
    expect(changes.locator("[data-change]")).to_contain_text("not sold here")
    changes.get_by_role("button", name="As in the catalogue").click()
    expect(changes.locator("[data-change]")).to_have_count(0)


def plan_it(page):
    planned = page.locator("#planned")
    planned.get_by_label("Date").fill(f"{now() + timedelta(days=2):%Y-%m-%d}")
    planned.get_by_label("Time at the store").fill("06:00")
    page.keyboard.press("Enter")
    expect(planned.locator("[data-plan]")).to_contain_text("planned by")
    planned.get_by_role("button", name="Not then").click()
    page.get_by_role("dialog").get_by_role("button", name="Do not publish").click()
    expect(planned.locator("li")).to_contain_text(["cancelled"])


def publish(page):
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(page.locator("#changes")).to_contain_text("Customers see the menu as it stands.")


def accept_by_rule(page):
    rule = page.locator("#acceptance")
    rule.get_by_label("accepted by themselves").check()
    rule.get_by_label("Until").fill("22:00")
    rule.get_by_label("Up to").fill("45,50")
    rule.get_by_role("button", name="Set the rule").click()
    expect(page.get_by_role("status").filter(has_text="The rule is set.").first).to_be_visible()
    page.reload()
    expect(rule.get_by_label("Up to")).to_have_value("45.50")
    expect(rule.get_by_label("Until")).to_have_value("22:00")
    rule.get_by_label("accepted by themselves").uncheck()
    rule.get_by_role("button", name="Set the rule").click()
    expect(rule).to_contain_text("A person accepts every order")


def set_hours(page):
    calendar = page.locator("#calendar")
    calendar.get_by_label("Service").select_option("CURBSIDE")
    hours = calendar.locator("#hours")
    before = calendar.locator("li").first.inner_text()
    hours.get_by_label("Opens").fill("10:30")
    hours.get_by_label("Closes").fill("23:00")
    hours.get_by_role("button", name="Set the day").click()
    expect(calendar.locator("li").first).to_contain_text("10:30–23:00")
    assert "10:30" not in before
    day = calendar.locator("#holidays")
    day.get_by_label("Date").fill("2031-12-24")
    day.get_by_label("Name").fill("Christmas Eve")
    day.get_by_role("button", name="Set this date").click()
    row = calendar.locator("li").filter(has_text="2031-12-24")
    expect(row).to_contain_text("closed")
    row.get_by_role("button", name="As usual").click()
    page.get_by_role("dialog").get_by_role("button", name="As usual").click()
    expect(row).to_have_count(0)


def test_slips_wait_for_a_printer_that_is_off_and_come_out_of_it(visit, scene, settings):
    settings.PRINTER_NETWORKS = ["127.0.0.0/8"]
    with a_printer() as (port, _):
        pass
    page = visit("/board/store/", accounts(Role.STORE_MANAGER, STORE)[0])
    printers = page.locator("#printers")
    printers.get_by_label("Printer's name").fill("Make station")
    printers.get_by_label("Address").fill("127.0.0.1")
    printers.get_by_label("Port").fill(str(port))
    printers.get_by_label("kitchen").check()
    printers.get_by_role("button", name="Add the printer").click()
    expect(printers.locator("li")).to_contain_text("Make station")
    order = scene.order(service="CARRYOUT", store=STORE, steps=["accept"])
    line = visit(f"/make-line/{store_id(STORE)}", accounts(Role.STORE_STAFF, STORE)[0])
    expect(line.locator(".printer-trouble")).to_contain_text("Make station cannot be reached")
    expect(line.locator(".printer-trouble")).to_contain_text("1 slip waits")
    with a_printer(port=port) as (_, heard):
        printers.get_by_role("button", name="Switch off").click()
        printers.get_by_role("button", name="Switch on").click()
        expect(printers.get_by_role("button", name="Switch off")).to_be_visible()
        print_due()
        expect(line.locator(".printer-trouble")).to_have_count(0)
        card = line.locator(f"[data-order='{order['id']}']")
        card.locator("summary").click()
        card.get_by_role("button", name="Print: Kitchen ticket").click()
        expect(line.locator("#toasts")).to_contain_text("It is being printed.")
        print_due()
        assert [b"REPRINT 1" in said for said in heard] == [False, True]
    printers.get_by_role("button", name="Take away").click()
    page.get_by_role("button", name="Take it away").click()
    expect(printers.locator("li")).to_have_count(0)
