"""An order that changes and comes back, with all apps in place: its payment follows each time."""

from datetime import timedelta

from playwright.sync_api import expect

from apps.payments.models import Payment
from apps.stores.demo_places import store_id
from dominos.demo.city import accounts
from dominos.demo.world import eventually, expected
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.testing.browser import PHONE, wait_until_it_fits


def test_an_order_is_changed_collected_and_given_back(visit, scene):
    order = scene.order(service="CARRYOUT")
    page = visit(f"/track/{order['tracking_token']}", Role.CUSTOMER, viewport=PHONE, tolerated=("409",))
    page.get_by_text("What is in the box").click()
    customer = scene.person(accounts(Role.CUSTOMER)[0].email)
    url = f"/orders/{order['id']}"
    page.get_by_role("button", name="Change how many").click()
    page.get_by_role("spinbutton").fill("0")
    page.get_by_role("button", name="See what it costs then").click()
    expect(page.get_by_role("alert").filter(has_text="cancel the order instead")).to_be_visible()
    page.get_by_role("spinbutton").fill("2")
    priced = []
    page.route("**/revisions", lambda route: priced.append(route))
    page.get_by_role("button", name="See what it costs then").click()
    expect(page.get_by_role("spinbutton")).not_to_be_editable()  # what is being priced is what is taken
    priced[0].continue_()
    page.get_by_role("button", name="Change my order").click()
    expect(page.locator("#lines")).to_contain_text("2 ×")
    expect(page.locator("#headline")).to_have_text("We have your order")
    change = customer.get(url)
    assert change["total"] > order["total"]
    scene.cook(order)
    expect(page.locator("#own")).to_have_count(0)
    staff = scene.person(accounts(Role.STORE_STAFF, "HEL-3")[0].email)
    staff.post(f"{url}/actions/hand_over", code=order["collection_code"])
    expect(page.locator("#headline")).to_have_text("Enjoy your meal")
    manager = scene.person(accounts(Role.STORE_MANAGER, "HEL-3")[0].email)
    asked = manager.post(f"{url}/refunds", reason="cold", lines=[{"number": 1, "quantity": 1}])
    (given,) = customer.get(url)["refunds"]
    assert (given["status"], given["amount"]) == ("DONE", asked["amount"])
    assert asked["amount"] == change["total"] // 2
    page.reload()
    expect(page.locator("#refunds li")).to_contain_text("is yours again since")
    expect(page.locator("#refunds li")).to_contain_text("Your bank may take some days to show it.")
    desk = visit(f"/admin/payments/payment/?q={order['id']}", Role.ADMIN, admin=True)
    desk.locator("input[name=_selected_action]").check()
    desk.select_option("select[name=action]", "refund_in_full")
    desk.locator("button[name=index]").click()
    rest = change["total"] - asked["amount"]
    expect(desk.get_by_role("listitem").filter(has_text=order["number"])).to_contain_text(f"{rest / 100:.2f}")
    desk.get_by_role("button", name="Refund what is left").click()
    expect(desk.get_by_text("1 refund is under way.")).to_be_visible()
    total = change["total"]
    eventually(lambda: expected(Payment.objects.get(order_id=order["id"]), refunded=total))


def test_an_order_ahead_is_wanted_at_another_time(visit, scene):
    customer = scene.person(accounts(Role.CUSTOMER)[0].email)
    day = (now() + timedelta(days=2)).date()
    slots = customer.get(f"/stores/{store_id('HEL-3')}/slots", service="CARRYOUT", date=str(day))
    first, *_, last = [slot for slot in slots if slot["is_free"]]
    order = scene.order(service="CARRYOUT", when=first["start"])
    page = visit(f"/track/{order['tracking_token']}", Role.CUSTOMER, viewport=PHONE)
    page.get_by_role("button", name="Change the time").click()
    expect(page.get_by_role("combobox", name="Time")).to_have_value(first["start"])
    page.get_by_role("combobox", name="Time").select_option(last["start"])
    wait_until_it_fits(page)
    page.get_by_role("button", name="See what it costs then").click()
    expect(page.locator("#own")).to_contain_text("It costs the same.")
    page.get_by_role("button", name="Change my order").click()
    eventually(lambda: customer.get(f"/orders/{order['id']}")["scheduled_for"] == last["start"])
    expect(page.locator("#headline")).to_have_text("Ordered for later")
    page.reload()  # the news of the change could close what is opened just then
    page.get_by_role("button", name="Change the address, or collect").click()
    page.get_by_role("radio", name="Bring it to an address").press("Space")
    page.get_by_role("combobox", name="Street and number").press_sequentially("Bulevardi 7")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#own")).to_contain_text("To: ")
    wait_until_it_fits(page)
    page.get_by_role("button", name="See what it costs then").press("Enter")
    expect(page.locator("#own")).to_contain_text("instead of")
    page.get_by_role("button", name="Change my order").press("Enter")
    eventually(lambda: customer.get(f"/orders/{order['id']}")["service"] == "DELIVERY")
