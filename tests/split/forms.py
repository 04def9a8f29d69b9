"""The form of a page of the admin, as a browser would send it untouched."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    """The fields of the first form that is posted and is not the one that signs out."""

    def __init__(self):
        super().__init__()
        self.found, self.is_inside, self.is_done, self.within = {}, False, False, None

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form":
            is_wanted = told.get("method") == "post" and told.get("id") != "logout-form"
            self.is_inside = is_wanted and not self.is_done
        elif not self.is_inside:
            return
        elif tag in ("select", "textarea"):
            self.within = told.get("name")
        elif tag == "option" and "selected" in told and self.within:
            self.found.setdefault(self.within, []).append(told.get("value", ""))
        elif tag == "input" and told.get("name") and is_sent(told):
            # A box that is ticked says so where it has no value of its own.
            usual = "on" if told.get("type") == "checkbox" else ""
            self.found.setdefault(told["name"], []).append(told.get("value") or usual)

    def handle_data(self, data):
        if self.is_inside and self.within and self.lasttag == "textarea":
            self.found.setdefault(self.within, []).append(data.removeprefix("\n").removeprefix("\r\n"))

    def handle_endtag(self, tag):
        if tag in ("select", "textarea"):
            self.within = None
        elif tag == "form" and self.is_inside:
            self.is_inside, self.is_done = False, True


def is_sent(told):
    """Whether a browser sends an input as it stands."""
    kind = told.get("type")
    return kind not in ("submit", "button", "file") and (
        kind not in ("checkbox", "radio") or "checked" in told
    )


def fields_of(page):
    """The fields of an answer's form, each with its values."""
    parser = _Fields()
    parser.feed(page.text)
    return parser.found


def send(browser, page, **typed):
    """Sends the form of a page as it stands, with what is typed into it."""
    return browser.post(str(page.url), data=fields_of(page) | typed, headers={"Referer": str(page.url)})
