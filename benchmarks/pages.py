"""What the shop's first pages weigh and how soon they are there: `python -m benchmarks.pages [URL]`.

A phone of the middle, in Chromium: a processor four times as slow, slow 4G (1.6 Mbit/s, 150 ms). Against a running
platform (`manage.py up`), or another URL. Weights are of the files compressed as a server in production sends them.
"""

import gzip
import json
import sys
from collections import Counter

from playwright.sync_api import CDPSession, Page, Response, sync_playwright

from dominos.demo.screenshots import BASKET
from dominos.development import State
from dominos.development.platform import running_platform
from dominos.kernel.testing.browser import ARGUMENTS, PHONE, needed_chromium, settle

SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWER = 4
PAGES = {"start": "/", "menu": "/menu/"}
READY = {"/": ".find", "/menu/": ".item"}
WEIGHED = ("script", "stylesheet", "font", "document")
BARS = {"script kB": 150.0, "LCP ms": 1500.0, "CLS": 0.1, "longest input ms": 100.0}
"""What holds at most."""
OBSERVE = """() => {
  window.seen = { lcp: 0, cls: 0, input: 0 };
  const watch = (type, take, more = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
  watch("largest-contentful-paint", (entry) => { seen.lcp = entry.startTime; });
  watch("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.cls += entry.value; });
  watch("event", (entry) => { seen.input = Math.max(seen.input, entry.duration); }, { durationThreshold: 16 });
}"""


def measured(page: Page, path: str) -> dict[str, float]:
    """The figures of one page, opened for the first time."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(path)
    page.locator(READY[path]).first.wait_for(timeout=120_000)
    page.wait_for_load_state("networkidle")
    settle(page)
    weights: Counter[str] = Counter()
    for answer in answers:
        if answer.ok and answer.request.resource_type in WEIGHED:
            weights[answer.request.resource_type] += len(gzip.compress(answer.body(), 9))
    seen = page.evaluate("seen")
    kilobytes = {f"{kind} kB": weight / 1000 for kind, weight in weights.items()}
    return kilobytes | {"LCP ms": seen["lcp"], "CLS": seen["cls"]}


def touched(page: Page) -> dict[str, float]:
    """How long the builder takes at most to answer a touch, from the press to the next picture."""
    page.locator("[data-product=S_PIZZA]").click()
    for name in ("Pepperoni: left half", "Mushrooms: right half", "Onion: whole pizza"):
        page.get_by_role("radio", name=name, exact=True).check(force=True)
        page.wait_for_timeout(600)
    return {"longest input ms": page.evaluate("seen.input")}


def slowed(page: Page) -> None:
    """Makes the page's device and network those of the measure."""
    session: CDPSession = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def report(url: str) -> bool:
    """Prints the figures; whether all bars hold."""
    held = True
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=needed_chromium(), args=[*ARGUMENTS])
        for name, path in PAGES.items():
            context = browser.new_context(
                base_url=url,
                viewport={"width": PHONE[0], "height": PHONE[1]},
                service_workers="block",
                locale="en-GB",
            )
            context.add_init_script(f"({OBSERVE})()")
            page = context.new_page()
            if name == "menu":
                page.goto("/manifest.webmanifest")
                page.evaluate("draft => localStorage.setItem('shop.order', draft)", json.dumps(BASKET))
                page.evaluate(
                    "store => { document.cookie = `shop_store=${store}; path=/menu/`; }", BASKET["store"]
                )
            slowed(page)
            figures = measured(page, path) | (touched(page) if name == "menu" else {})
            for figure, value in figures.items():
                bar = BARS.get(figure)
                held = held and (bar is None or value <= bar)
                word = "" if bar is None else f"   at most {bar:g}: {'yes' if value <= bar else 'NO'}"
                sys.stdout.write(f"{name:<8}{figure:<20}{value:10.2f}{word}\n")
            context.close()
        browser.close()
    return held


def main() -> int:
    """The exit code: 1 where a bar does not hold."""
    running = running_platform(State())
    url = sys.argv[1] if len(sys.argv) > 1 else running.web if running else ""
    if not url:
        sys.exit("no platform runs: start one with manage.py up, or name its URL")
    return 0 if report(url) else 1


if __name__ == "__main__":
    sys.exit(main())
