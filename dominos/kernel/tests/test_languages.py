"""The language that somebody is answered in, and that of a menu, which may be none of ours."""

import pytest
from django.conf import settings
from django.test import RequestFactory

from dominos.kernel.edge.languages import language_asked_for, menu_language_asked_for


@pytest.mark.parametrize(
    ("listed", "ours", "of_menu"),
    [
        ("", "", ""),
        ("fi-FI,fi;q=0.9", "fi", "fi"),
        ("ja,en-US;q=0.9,en;q=0.8", "en", "ja"),
        ("ja-JP", "en", "ja"),
        ("nn-NO,sv;q=0.5", "sv", "sv"),
        ("en,ja;q=0.9", "en", "en"),
        ("*", "en", "en"),
        ("%&/" * 300, "en", "en"),
    ],
)
def test_a_menu_is_read_in_the_first_language_of_its_reader(listed, ours, of_menu):
    asked = {"HTTP_ACCEPT_LANGUAGE": listed} if listed else {}
    request = RequestFactory().get("/", **asked)
    assert (language_asked_for(request), menu_language_asked_for(request)) == (ours, of_menu)
    request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = "de"
    assert menu_language_asked_for(request) == "de"
