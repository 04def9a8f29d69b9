"""Every page: narrow enough for a small phone, reachable by keyboard; every form submitted by some test.

Pages come from the URLs of the apps, forms from their templates and scripts: what is new fails here until it is tried.
"""

import re
from importlib import import_module
from pathlib import Path

from django.conf import settings
from playwright.sync_api import expect

import tests.browser as browser_tests
from apps.notifications.queries import unsubscribe_url
from apps.stores.demo_places import store_id
from dominos.demo.city import accounts
from dominos.kernel.auth import Role
from dominos.kernel.edge.start_page import links
from dominos.kernel.ids import new_id
from dominos.kernel.testing.browser import DESKTOP, wait_for_value, wait_until, wait_until_it_fits

SMALL_PHONE = (360, 740)
STORE = store_id("HEL-3")
COURIER = accounts(Role.COURIER, "HEL-3")[0]
PAGES = {
    "start": ("/start/", None),
    "problem-types": ("/api/problems/", None),
    "problem-type": ("/api/problems/below-minimum/", None),
    "shop": ("/", None),
    "shop-menu": ("/menu/", None),
    "shop-store-menu": (f"/menu/{STORE}/", None),
    "shop-basket": ("/basket/", None),
    "shop-checkout": ("/checkout/", None),
    "shop-orders": ("/orders/", Role.CUSTOMER),
    "shop-gift-cards": ("/gift-cards/", None),
    "shop-group": ("/group/", None),
    "shop-design": ("/design/", None),
    "shop-pin": ("/pin/", None),
    "payment-return": ("/payments/return/", None),
    "board": ("/board/", Role.STORE_MANAGER),
    "board-counter": ("/board/counter/", Role.STORE_STAFF),
    "board-map": ("/board/map/", Role.STORE_MANAGER),
    "board-past": ("/board/past/", Role.STORE_MANAGER),
    "board-sales": ("/board/sales/", Role.STORE_MANAGER),
    "board-money": ("/board/money/", Role.STORE_MANAGER),
    "board-closed-days": ("/board/closed-days/", Role.STORE_MANAGER),
    "board-prices": ("/board/prices/", Role.STORE_MANAGER),
    "board-reviews": ("/board/reviews/", Role.STORE_MANAGER),
    "board-statements": ("/board/statements/", Role.STORE_MANAGER),
    "board-new-store": ("/board/new-store/", Role.ADMIN),
    "board-stock": ("/board/stock/", Role.STORE_MANAGER),
    "board-store": ("/board/store/", Role.STORE_MANAGER),
    "staff": ("/staff/", Role.STORE_MANAGER),
    "roster": ("/staff/roster/", Role.STORE_MANAGER),
    "own-shifts": ("/account/shifts/", Role.STORE_STAFF),
    "board-order": ("/board/orders/{order}", Role.STORE_MANAGER),
    "make-lines": ("/make-line/", Role.SUPPORT),
    "make-line": (f"/make-line/{STORE}", Role.STORE_STAFF),
    "track": ("/track/{token}", None),
    "courier": ("/courier/", COURIER),
    "addresses": ("/account/addresses/", Role.CUSTOMER),
    "account": ("/account/", Role.CUSTOMER),
    "forgotten-password": ("/forgotten-password/", None),
    "verify-email": ("/verify-email/nonsense", None),
    "join": ("/join/nonsense", None),
    "returned": ("/sign-in/nonsense/", None),
    "reset-password": ("/reset-password/nonsense", None),
    "confirm-email": ("/confirm-email/nonsense", None),
    "undo-email": ("/undo-email/nonsense", None),
    "news": ("/news/", Role.CUSTOMER),
    "mailbox": ("/mailbox/", None),
    "unsubscribe": ("/unsubscribe/{unsubscribe}", None),
}
# Two pages of the test gateway live as long as one payment, in `test_forms`; the card form stands in the frame of the
# tracker, in `test_tracker_acts`; the key set is for programs, and the map of mails a picture.
NO_PAGES = {"track-map", "jwks", "three-d-secure", "card-setup", "card-form"}
DATE_STOPS = 6
"""How often Tab stops in a field of a date, a time or both but once: at its day, month, year, hour, minute, half of the
day and calendar.
"""
DATES_AND_TIMES = "[type=date]:visible, [type=time]:visible, [type=datetime-local]:visible"
UNPOLLUTED = """() => {
  try { JSON.parse('{}').__proto__.isMine = true; } catch { return true; }
  const isIt = {}.isMine === true;
  delete Object.prototype.isMine;
  return !isIt || document.querySelector("script[type=module]") === null;
}"""
"""Whether no data can give every object of a page that has scripts a property."""
CONTROLS = """() => [...document.querySelectorAll("a[href], button, input, select, summary")].filter((one) =>
  one.checkVisibility() && !one.disabled && one.tabIndex >= 0 && (one.type !== "radio" || one.checked)).length"""
"""Where Tab stops: once for all radio buttons of a group."""
UNNAMED = """() => [...document.querySelectorAll("input, select, textarea")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .filter((one) => !one.labels?.length && !one.ariaLabel && !one.closest(".select2")
  && !["hidden", "submit"].includes(one.type)).map((one) => one.name.replace(/\\d+/, "N"))"""
WATCH = """() => {
  const seen = new Set();
  addEventListener("focusin", ({ target }) => seen.add(target));
  window.walked = () => seen.size;
}"""
"""Counts what gets the focus from now on."""


def test_every_page_is_looked_at():
    names = {
        pattern.name for app in settings.ENABLED_APPS for pattern in getattr(_pages(app), "urlpatterns", ())
    } | {"start"}
    assert names - NO_PAGES - {None} <= set(PAGES)


def _pages(app):
    try:
        return import_module(f"apps.{app}.pages")
    except ModuleNotFoundError:
        return None


def test_pages_fit_a_small_phone_and_are_walked_by_keyboard(visit, scene):
    order = scene.order()
    unsubscribe = unsubscribe_url(new_id(), "order-accepted").rpartition("/")[2]
    for path, who in PAGES.values():
        where = path.format(token=order["tracking_token"], order=order["id"], unsubscribe=unsubscribe)
        page = visit(where, who, viewport=SMALL_PHONE)
        expect(page.locator("#main")).not_to_be_empty()
        page.wait_for_load_state("networkidle")
        wait_until_it_fits(page)
        wait_until(page, UNPOLLUTED)
        page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        wait_until_it_fits(page)
        page.evaluate(WATCH)
        wanted = page.evaluate(CONTROLS)
        for _ in range(wanted + 2 + DATE_STOPS * page.locator(DATES_AND_TIMES).count()):
            page.keyboard.down("Tab")  # held down: it is pressed again and again, and let go once
        page.keyboard.up("Tab")
        wait_until(page, "wanted => window.walked() >= wanted", wanted)
        page.context.close()


def test_the_start_page_leads_everywhere_and_shows_each_role_its_own(visit, scene):
    page = visit("/start/", Role.STORE_STAFF)
    expect(page.get_by_role("link", name="Make line")).to_be_visible()
    expect(page.get_by_role("link", name="Admin")).to_be_hidden()
    expect(page.get_by_role("link", name="The API")).to_be_visible()
    assert {link.path for link in links()} >= {"/courier/", "/board/", "/admin/", "/api/docs/"}
    page.get_by_role("link", name="Make line").click()
    page.wait_for_url(f"**/make-line/{STORE}")
    admin = visit("/admin/", Role.ADMIN, admin=True)
    expect(admin.get_by_role("heading", name="Waiting for somebody")).to_be_visible()
    admin.emulate_media(color_scheme="dark")
    admin.get_by_role("button", name="Toggle theme").first.click()
    expect(admin.get_by_role("link", name="View site")).to_have_css("color", "rgb(179, 38, 26)")
    admin.get_by_role("link", name="View site").click()
    expect(admin.get_by_role("link", name="Order board")).to_be_visible()


def test_the_product_form_fits_the_screen_and_names_its_inputs(visit):
    page = visit("/admin/menu/product/", Role.ADMIN, admin=True)
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_load_state("networkidle")
    wait_until_it_fits(page)
    wait_for_value(page, UNNAMED, [])


# Where a form is written, and the test that sends it as a browser does.
FORMS = {
    "apps/dashboard/static/dashboard/money.js": "test_a_manager_decides_a_refund",
    "apps/dashboard/static/dashboard/complaint_card.js": "test_what_was_eaten_is_rated_and_has_its_invoice",
    "apps/dashboard/static/dashboard/prices_planned.js": "test_a_manager_runs_the_store_from_its_page",
    "apps/dashboard/static/dashboard/prices_products.js": "test_a_manager_runs_the_store_from_its_page",
    "apps/dashboard/static/dashboard/review_card.js": "test_what_was_eaten_is_rated_and_has_its_invoice",
    "apps/dashboard/static/dashboard/order_acts.js": "test_a_manager_ends_an_order_whose_courier_has_a_dead_phone",
    "apps/dashboard/static/dashboard/order_refund.js": "test_a_manager_ends_an_order_whose_courier_has_a_dead_phone",
    "apps/dashboard/static/dashboard/counter.js": "test_an_order_is_taken_by_phone_with_the_keyboard_alone",
    "apps/dashboard/static/dashboard/map_lists.js": "test_the_map_shows_couriers_and_doors_and_how_they_move",
    "apps/dashboard/static/dashboard/store_acceptance.js": "test_a_manager_runs_the_store_from_its_page",
    "apps/dashboard/static/dashboard/new_store.js": "test_a_store_is_opened_like_another_one",
    "apps/dashboard/static/dashboard/stock.js": "test_stock_is_counted_and_what_ran_out_is_sold_out",
    "apps/dashboard/static/dashboard/store_stock.js": "test_a_manager_runs_the_store_from_its_page",
    "apps/dashboard/static/dashboard/store_calendar.js": "test_a_manager_runs_the_store_from_its_page",
    "apps/dashboard/static/dashboard/store_printers.js": "test_slips_wait_for_a_printer_that_is_off_and_come_out_of_it",
    "apps/dashboard/static/dashboard/store_couriers.js": "test_a_manager_runs_the_store_from_its_page",
    "apps/orders/static/orders/end_order_dialog.js": "test_the_make_line_asks_for_codes_and_reasons",
    "apps/orders/static/orders/track_change.js": "test_notes_are_put_right_by_the_link_and_the_contact_by_its_customer",
    "apps/orders/static/orders/track_complain.js": "test_what_was_eaten_is_rated_and_has_its_invoice",
    "apps/orders/static/orders/track_pay.js": "test_an_order_is_paid_by_its_link_after_a_card_was_refused",
    "apps/orders/static/orders/track_revise.js": "test_an_order_is_changed_collected_and_given_back",
    "apps/orders/static/orders/track_shortage.js": "test_what_has_run_out_is_swapped_or_cancelled_by_the_link",
    "apps/orders/static/orders/track_tip.js": "test_who_holds_the_link_sees_what_was_left_at_the_door",
    "apps/orders/static/orders/track_rate.js": "test_what_was_eaten_is_rated_and_has_its_invoice",
    "apps/orders/static/orders/track_parts.js": "test_a_customer_collects_and_the_tracker_never_goes_back",
    "apps/delivery/static/delivery/cash.js": "test_nobody_goes_home_with_cash_not_counted",
    "apps/delivery/static/delivery/chat.js": "test_a_contactless_drop_is_photographed_called_and_written_about",
    "apps/delivery/static/delivery/stop.js": "test_a_delivery_by_pin_with_the_connection_lost_on_the_way",
    "apps/users/templates/users/addresses.html": "test_an_address_typed_with_a_slip_is_suggested_saved_and_removed",
    "apps/orders/templates/admin/orders/order/change_form.html": "test_support_cancels_an_order_in_the_admin",
    "apps/orders/templates/admin/orders/order/confirm.html": "test_support_cancels_an_order_in_the_admin",
    "dominos/kernel/templates/admin/base_site.html": "test_support_cancels_an_order_in_the_admin",
    "dominos/kernel/templates/kernel/question.html": "test_an_order_is_changed_collected_and_given_back",
    "apps/menu/templates/admin/menu/preview.html": "test_a_draft_is_published_from_its_preview",
    "apps/shop/static/shop/basket.js": "test_deals_are_found_and_what_is_sold_out_is_put_right_in_one_tap",
    "apps/shop/static/shop/builder.js": "test_a_guest_orders_a_halved_pizza_by_keyboard_alone",
    "apps/shop/static/shop/checkout.js": "test_a_guest_orders_a_halved_pizza_by_keyboard_alone",
    "apps/shop/static/shop/checkout_change.js": "test_deals_are_found_and_what_is_sold_out_is_put_right_in_one_tap",
    "apps/shop/static/shop/group.js": "test_people_order_together_by_a_link_and_the_host_orders_it_all",
    "apps/shop/static/shop/group_parts.js": "test_people_order_together_by_a_link_and_the_host_orders_it_all",
    "apps/shop/static/shop/gift_cards.js": "test_a_gift_card_is_bought_and_pays_an_order",
    "apps/shop/static/shop/pin.js": "test_a_door_is_pointed_at_by_keyboard_and_its_number_put_right",
    "apps/shop/static/shop/destination_deliver.js": "test_a_guest_orders_a_halved_pizza_by_keyboard_alone",
    "apps/payments/templates/payments/test_gateway.html": "test_a_card_is_confirmed_at_the_test_gateway",
    "apps/notifications/static/notifications/news.js": "test_news_is_read_and_chosen_on_its_page",
    "apps/notifications/templates/notifications/unsubscribe.html": "test_news_is_read_and_chosen_on_its_page",
    "apps/users/templates/users/link.html": "test_a_mailed_link_verifies_an_address",
    "apps/users/static/users/roster_dialogs.js": "test_a_manager_plans_a_week_and_puts_its_hours_right",
    "apps/users/static/users/dietary.js": "test_somebody_enters_by_an_account_elsewhere_and_says_what_they_eat",
    "apps/users/static/users/saved_cards.js": "test_a_customer_orders_again_in_two_taps_and_confirms_at_their_bank",
    "apps/users/static/users/prove_phone.js": "test_without_a_connection_the_menu_is_read_and_the_order_waits",
    "apps/users/static/users/fields.js": "test_a_forgotten_password_is_set_anew_by_the_mailed_link",
    "apps/users/templates/users/admin_second_factor.html": (
        "test_staff_set_up_an_app_where_they_sign_in_and_enter_the_admin_by_it"
    ),
    "dominos/kernel/static/kernel/second_factor.js": (
        "test_a_passkey_is_added_used_asked_for_again_and_opens_the_account_alone"
    ),
    "dominos/kernel/static/kernel/sign_in.js": "test_a_stranger_signs_in_looks_round_and_signs_out",
    "dominos/kernel/static/kernel/ui.js": "test_a_manager_decides_a_refund",
}


def test_every_form_is_sent_by_a_test():
    root = Path(settings.BASE_DIR)
    written = {
        str(path.relative_to(root))
        for place in ("apps", "dominos")
        for kind in ("*.js", "*.html")
        for path in (root / place).rglob(kind)
        if re.search(r"<form\b", path.read_text())
    }
    assert written == set(FORMS)
    tried = "".join(path.read_text() for path in Path(browser_tests.__path__[0]).glob("test_*.py"))
    assert [name for name in FORMS.values() if f"def {name}" not in tried] == []
