"""A real browser for tests and screenshots: this machine's Chromium, driven by Playwright."""

import asyncio
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from dominos.kernel.testing.prerequisites import WITHOUT_BROWSER, missing

# The first has no windows, toolbars and services of a browser that somebody sits at: the same pages for half the work.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Without a graphics card: frames are composed in software and only maps, which need WebGL, draw with a software GPU.
ARGUMENTS = (
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
    "--lang=en-GB",
)
DESKTOP, PHONE = (1280, 800), (390, 844)


def find_chromium() -> str | None:
    """Where the browser is: `CHROMIUM`, else the first one on the PATH; None without any."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def needed_chromium() -> str:
    """Where the browser is. Without one the test fails; `DOMINOS_WITHOUT_BROWSER` skips it instead, except in CI."""
    executable = find_chromium()
    if executable is None:
        missing("no Chromium on the PATH and none named by CHROMIUM: no page was tested", WITHOUT_BROWSER)
    return executable


def wait_until(page: Page, expression: str, argument: Any = None, seconds: float = 30) -> None:
    """Until the expression holds in the page.

    Playwright's `wait_for_function` evaluates texts in the page while it waits, which a page's content policy forbids.
    """
    deadline = time.monotonic() + seconds
    while not page.evaluate(expression, argument):
        assert time.monotonic() < deadline, f"{page.url}: {expression}"
        page.wait_for_timeout(100)


def wait_for_value(
    page: Page, expression: str, wanted: Any, argument: Any = None, seconds: float = 30
) -> None:
    """Until the expression gives what is wanted in the page; fails with what it gave at last."""
    deadline = time.monotonic() + seconds
    while (given := page.evaluate(expression, argument)) != wanted and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert given == wanted, f"{page.url}: {expression} gives {given!r}, not {wanted!r}"


def wait_until_it_fits(page: Page) -> None:
    """Until nothing in the page is wider than its window."""
    wait_until(page, "document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@contextmanager
def chromium(executable: str) -> Iterator[Browser]:
    """One browser process. Enter `driving` around all use of it."""
    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=executable, args=[*ARGUMENTS])
        loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        try:
            yield instance
        finally:
            asyncio._set_running_loop(loop)
            instance.close()


@contextmanager
def driving(instance: Browser) -> Iterator[None]:
    """Lets this thread use the browser.

    Playwright's synchronous interface leaves its event loop marked as running; whoever comes after would be
    refused loops of their own, and Django its database, were the mark not taken away.
    """
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    asyncio._set_running_loop(instance._impl_obj._loop)
    try:
        yield
    finally:
        asyncio._set_running_loop(None)
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Watch:
    """What pages did wrong: errors on the console, exceptions, requests to other servers than these."""

    origins: tuple[str, ...]
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watches every page of the context, its frames and workers included."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        # Past Playwright's public face, which looks at a listener's signature each time: a page makes fifty requests.
        context._impl_obj.on("request", self._request)
        context.on("page", lambda page: page.on("websocket", lambda socket: self._address(socket.url)))

    def faults(self, tolerated: tuple[str, ...] = ()) -> list[str]:
        """Everything wrong so far, but for errors that contain a tolerated text."""
        errors = [e for e in self.errors if not any(text in e for text in tolerated)]
        return errors + [f"asked {address}" for address in self.foreign]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def _request(self, request: Any) -> None:
        self._address(request.url)

    def _address(self, url: str) -> None:
        address = urlsplit(url)
        own = {urlsplit(origin).netloc for origin in self.origins}
        own |= {netloc.replace("127.0.0.1", "localhost") for netloc in own}
        if address.scheme not in ("data", "blob", "tel") and address.netloc not in own:
            self.foreign.append(url)


def sign_in(context: BrowserContext, access: str, refresh: str = "") -> None:
    """Lets pages of the context call the API as the holder of these tokens."""
    session = json.dumps(json.dumps({"access": access, "refresh": refresh}))
    context.add_init_script(
        'if (location.protocol.startsWith("http"))'
        f' sessionStorage.getItem("dominos.session") ?? sessionStorage.setItem("dominos.session", {session})'
    )


def sign_in_to_admin(page: Page, email: str, password: str) -> None:
    """Signs in with the admin's own form."""
    page.goto("/admin/login/")
    page.fill("[name=username]", email)
    page.fill("[name=password]", password)
    page.click("[type=submit]")


def settle(page: Page) -> None:
    """Waits until the page's fonts are there and two frames have been drawn."""
    page.evaluate(
        "document.fonts.ready.then(() => new Promise(done =>"
        " requestAnimationFrame(() => requestAnimationFrame(done))))"
    )
