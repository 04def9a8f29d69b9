"""One's news: read live and on every screen, chosen by channel, quiet at night, and the way out of a mail."""

from playwright.sync_api import expect

from apps.notifications.models import Notification, QuietHours
from apps.notifications.queries import unsubscribe_url
from dominos.demo.city import accounts
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.browser import PHONE

PERSON = accounts(Role.CUSTOMER)[0]


def test_news_is_read_and_chosen_on_its_page(visit, settings):
    Notification.objects.create(
        user_id=PERSON.id, subject_id=new_id(), kind="welcome", title="A pizza <b>is</b> free", body="Today."
    )
    page = visit("/news/", Role.CUSTOMER, viewport=PHONE)
    other = visit("/news/", Role.CUSTOMER, viewport=PHONE)
    for screen in (page, other):
        expect(screen.get_by_role("heading", name="A pizza <b>is</b> free")).to_be_visible()
        expect(screen.get_by_text("connecting")).to_be_hidden()
    page.get_by_role("button", name="Mark all as read").click()
    for screen in (page, other):
        expect(screen.get_by_text("Everything is read")).to_be_visible()

    sms = page.get_by_role("group", name="Order on its way").get_by_label("SMS")
    expect(page.get_by_role("group", name="Order on its way").get_by_label("Mail")).to_be_disabled()
    sms.check()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_label("From").fill("23:00")
    with page.expect_response("**/notifications/settings"):
        page.get_by_role("button", name="Save the quiet hours").click()
    page.reload()
    expect(page.get_by_role("group", name="Order on its way").get_by_label("SMS")).to_be_checked()
    expect(page.get_by_label("From")).to_have_value("23:00")
    assert QuietHours.objects.get(user_id=PERSON.id).begins.hour == 23
    expect(page.get_by_role("button", name="Tell me in this browser")).to_be_visible()

    crew = visit("/news/", Role.STORE_STAFF, viewport=PHONE)
    crew.get_by_label("Sold out").check()
    crew.get_by_label("Hour").fill("7")
    crew.get_by_role("button", name="Save the daily mail").click()
    expect(crew.get_by_text("Saved.")).to_be_visible()
    crew.reload()
    expect(crew.get_by_label("Sold out")).to_be_checked()
    expect(crew.get_by_label("Hour")).to_have_value("7")
    expect(page.get_by_label("Hour")).to_have_count(0)

    settings.PUBLIC_URL = ""
    page.goto(unsubscribe_url(PERSON.id, "order-accepted"))
    page.get_by_role("button", name="No more of these mails").click()
    expect(page.get_by_role("status")).to_contain_text("no more")
