"""What the watch over pages finds."""

from dominos.kernel.testing.browser import Watch, driving


def test_errors_and_requests_to_other_servers_are_noticed(browser, site):
    watch = Watch((site,))
    with driving(browser), browser.new_context(base_url=site) as context:
        watch.over(context)
        page = context.new_page()
        page.goto("about:blank")  # our own pages forbid these requests themselves
        page.evaluate("fetch('http://elsewhere.invalid/').catch(() => 0)")
        with page.expect_event("websocket"):
            page.evaluate("new WebSocket('ws://elsewhere.invalid/')")
        with page.expect_console_message(lambda message: message.text == "oh no"):
            page.evaluate("console.error('oh no')")
    faults = watch.faults()
    assert {"asked http://elsewhere.invalid/", "asked ws://elsewhere.invalid/"} <= set(faults), faults
    assert any("oh no" in fault for fault in faults), faults
    assert not any("oh no" in fault for fault in watch.faults(("oh no",)))
