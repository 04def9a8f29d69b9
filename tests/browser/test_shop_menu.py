"""The menu as it comes with its page: for whoever runs no script, and the same as scripts draw it."""

import json
import re

from playwright.sync_api import expect

from dominos.kernel.testing.browser import wait_for_value, wait_until
from tests.browser.shopping import AT_COUNTER, SMALL_PHONE, STORE

PRICES = """() => Object.fromEntries([...document.querySelectorAll("[data-product]")]
  .filter((one) => one.querySelector(".prices"))
  .map((one) => [one.dataset.product, one.querySelector(".prices").textContent.replace(/\\s+/g, " ").trim()]))"""


CONTENTS = """() => Object.fromEntries([...document.querySelectorAll("[data-product]")]
  .filter((one) => one.querySelector("small"))
  .map((one) => [one.dataset.product, one.querySelector("small").textContent.trim()]))"""


SAYS = f"""(wanted) => {{
  const drawn = ({CONTENTS})();
  return Object.entries(wanted).every(([product, says]) => drawn[product] === says);
}}"""


PRIORITIES = """() => [...new Set(
  [...document.querySelectorAll("link[rel=modulepreload]")].map((one) => one.fetchPriority))]"""


def test_the_menu_comes_with_the_page_before_any_script(visit, shop):
    page = visit(f"/menu/{STORE}/", java_script_enabled=False, viewport=SMALL_PHONE)
    expect(page.locator("[data-product=S_PIZZA]")).to_contain_text("€8.99")
    canonical = page.locator("link[rel=canonical]")
    expect(canonical).to_have_attribute("href", re.compile(f"/menu/{STORE}/$"))
    schema = json.loads(page.locator("script[type='application/ld+json']").text_content())
    first = schema["hasMenu"]["hasMenuSection"][0]["hasMenuItem"][0]
    assert (schema["@type"], first["name"]) == ("Restaurant", "Your own pizza")
    assert {"8.99", "EUR"} <= set(first["offers"][0].values())
    written, contents = page.evaluate(PRICES), page.evaluate(CONTENTS)
    assert contents["S_MARGHERITA"] == "Vegetarian · gluten, milk"
    kept = {"name": "shop_store", "value": str(STORE), "domain": "127.0.0.1", "path": "/menu/"}
    page.context.add_cookies([kept])
    page.goto("/menu/")
    of_first = page.evaluate(PRICES)
    assert of_first.items() <= written.items()
    # On a slow line some fifty scripts would be ahead of the stylesheet of what is there already.
    wait_for_value(page, PRIORITIES, ["low"])
    # What scripts draw in its place says the same.
    drawn = shop("/menu/", AT_COUNTER)
    expect(drawn.locator("[data-product=S_PIZZA]")).to_be_visible()
    expect(drawn.locator("section.category")).to_have_count(page.locator(".categories a").count())
    wait_for_value(drawn, PRICES, written)  # cards come a section at a time
    wait_until(drawn, SAYS, contents)
    assert f"/menu/{STORE}/" in page.request.get("/sitemap.xml").text()
    assert "Disallow: /checkout/" in page.request.get("/robots.txt").text()
