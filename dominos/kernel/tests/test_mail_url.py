"""Where mails go, told in one URL."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from dominos.kernel.config.mail_url import FILE, SMTP, MailSettings, mail_settings

GOOD = {
    "file:": MailSettings(FILE),
    "smtp://mail.example": MailSettings(SMTP, "mail.example", 25),
    "smtp+tls://mail.example": MailSettings(SMTP, "mail.example", 587, use_starttls=True),
    "smtps://mail.example/": MailSettings(SMTP, "mail.example", 465, use_tls=True),
    "smtp+tls://us%40er:p%3A%2F%3Fw@mail.example:2525": MailSettings(
        SMTP, "mail.example", 2525, "us@er", "p:/?w", use_starttls=True
    ),
    "postmark://key%2F@": MailSettings(
        "anymail.backends.postmark.EmailBackend", options={"server_token": "key/"}
    ),
    "mailgun://key@mg.example": MailSettings(
        "anymail.backends.mailgun.EmailBackend", options={"api_key": "key", "sender_domain": "mg.example"}
    ),
    "smtps://user:pw@[::1]:465": MailSettings(SMTP, "::1", 465, "user", "pw", use_tls=True),
}
BAD = [
    *("postmark://", "postmark://secret@example.com", "mailgun://secret@"),
    *(
        "",
        "mail.example",
        "mail.example:587",
        "http://mail.example",
        "smtp:",
        "smtp://",
        "smtp:///x",
        "file://x",
    ),
    *("smtp://mail.example:abc", "smtp://mail.example:99999", "smtp://[::1", "smtp+tls://user@mail.example"),
    *(
        "smtp://u:secret@mail.example?tls=True",
        "smtp://u:secret@mail.example/#x",
        "smtp+ssl://u:secret@mail.example",
    ),
]


@pytest.mark.parametrize(("url", "settings"), GOOD.items())
def test_a_url_says_all(url, settings):
    assert mail_settings(url) == settings


@pytest.mark.parametrize("url", BAD)
def test_another_is_refused_without_repeating_its_password(url):
    with pytest.raises(ImproperlyConfigured) as refused:
        mail_settings(url)
    assert "secret" not in str(refused.value)
