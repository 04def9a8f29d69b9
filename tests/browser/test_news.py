"""One's news: read live and on every screen, chosen by channel, quiet at night, and the way out of a mail."""

import json

from playwright.sync_api import expect

from apps.notifications.models import Notification, QuietHours
from apps.notifications.queries import unsubscribe_url
from dominos.demo.city import accounts
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.browser import PHONE, wait_until

PERSON = accounts(Role.CUSTOMER)[0]
WORKER = "/news/service-worker.js"
WATCHED = """() => {
  Object.assign(self, { shown: [], opened: [] });
  self.registration.showNotification = async (title, more) => self.shown.push({ title, ...more });
  self.clients.openWindow = async (address) => self.opened.push(address);
}"""
CLICKED = """async (link) => {
  const notification = { close() {}, data: { link } };
  const event = Object.assign(new ExtendableEvent("notificationclick"), { notification });
  await new Promise((done) => {
    Object.defineProperty(event, "waitUntil", { value: (work) => work.then(done) });
    self.dispatchEvent(event);
  });
  return self.opened;
}"""
"""A headless browser shows nothing: what would be shown and opened is kept."""


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

    is_pushed_to_a_closed_page(other)
    settings.PUBLIC_URL = ""
    page.goto(unsubscribe_url(PERSON.id, "order-accepted"))
    page.get_by_role("button", name="No more of these mails").click()
    expect(page.get_by_role("status")).to_contain_text("no more")


def is_pushed_to_a_closed_page(page):
    """What the push service brings is shown, whatever it is, and leads to pages of ours alone."""
    devtools, known = page.context.new_cdp_session(page), []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda told: known.extend(told["registrations"]))
    devtools.send("ServiceWorker.enable")
    with page.context.expect_event("serviceworker") as begun:
        page.evaluate("(worker) => navigator.serviceWorker.register(worker, { scope: '/news/' })", WORKER)
    worker, origin = begun.value, page.url.removesuffix("/news/")
    wait_until(
        page, "() => navigator.serviceWorker.getRegistration('/news/').then((found) => !!found?.active)"
    )
    worker.evaluate(WATCHED)
    page.goto("about:blank")
    news = {"title": "On its way", "body": "Soon.", "link": f"{origin}/track/7", "urgent": True, "lang": "fi"}
    for brought in (json.dumps(news), "no JSON"):
        to = {"origin": origin, "registrationId": known[-1]["registrationId"], "data": brought}
        devtools.send("ServiceWorker.deliverPushMessage", to)
    for _ in range(200):
        if len(shown := worker.evaluate("() => self.shown")) == 2:
            break
        page.wait_for_timeout(50)
    assert [each["title"] for each in shown] == ["On its way", "News"]
    assert (shown[0]["lang"], shown[0]["requireInteraction"], shown[0]["data"]) == (
        "fi",
        True,
        {"link": news["link"]},
    )
    assert worker.evaluate(CLICKED, news["link"]) == [news["link"]]
    assert worker.evaluate(CLICKED, "https://evil.example/")[1:] == [f"{origin}/news/"]
