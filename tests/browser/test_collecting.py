"""The tracker of an order that is collected."""

from playwright.sync_api import expect

from dominos.kernel.testing.browser import PHONE, wait_until

LOST = "window.sockets.forEach(socket => socket.close())"
NOTED = """
window.sockets = []; window.addresses = [];
const Real = WebSocket;
window.WebSocket = class extends Real {
  constructor(address, protocols) {
    super(address, protocols);
    window.sockets.push(this);
    window.addresses.push(address);
    this.addEventListener("message", ({ data }) => {
      document.documentElement.dataset.heard = JSON.parse(data).sequence;
    });
  }
};
"""


def test_a_customer_collects_and_the_tracker_never_goes_back(visit, scene):
    order = scene.order(service="CURBSIDE", steps=["accept", "start"])
    page = visit("/track/nonsense", viewport=PHONE, tolerated=("404",))
    expect(page.get_by_role("heading")).to_have_text("This link leads nowhere")
    page.add_init_script(NOTED)
    page.goto(f"/track/{order['tracking_token']}")
    expect(page.locator("#live")).to_have_text("live")
    expect(page.locator("#stages .now")).to_contain_text("Being made")
    page.get_by_label("Your car").fill("red Volvo")
    page.get_by_role("button", name="I'm here").click()
    expect(page.locator("#check-in [role=status]")).to_have_text("The store knows: you are here, red Volvo")
    scene.cook(order, ["bake"])
    expect(page.locator("#headline")).to_have_text("It smells wonderful already")
    scene.cook(order, ["undo"])
    expect(page.locator("html")).to_have_attribute("data-heard", "5")  # the headline stays as it was
    page.evaluate(LOST)
    expect(page.locator("#live")).to_have_text("reconnecting")
    expect(page.locator("#live")).to_have_text("live")
    expect(page.locator("#headline")).to_have_text("It smells wonderful already")
    wait_until(page, "window.addresses.at(-1).endsWith('?since=5')")
    scene.cook(order, ["bake", "ready"])
    expect(page.locator("#headline")).to_have_text("Hot and packed")
    expect(page.locator("#code output")).to_have_text(order["collection_code"])
