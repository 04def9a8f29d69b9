"""The providers of each channel, in the order in which they are tried."""

from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from apps.notifications.domain.news import Channel
from apps.notifications.domain.postings import Provider
from apps.notifications.sending.channels import mail
from apps.notifications.sending.channels.files import Files
from apps.notifications.sending.channels.push import WebPush
from apps.notifications.sending.channels.twilio import Twilio


def providers_of(channel: Channel) -> Sequence[Provider]:
    """The providers of a channel: the first that answers is used; empty if there is none."""
    match channel:
        case Channel.MAIL:
            return mail.providers()
        case Channel.SMS:
            return [_sms(url) for url in (settings.SMS_URL, settings.SMS_FALLBACK_URL) if url]
        case Channel.PUSH:
            return [_push(settings.PUSH_URL)] if settings.PUSH_URL else []


def _sms(url: str) -> Provider:
    """`twilio://ACCOUNT:TOKEN@` or `file:`. ImproperlyConfigured, without repeating what holds a secret."""
    if url == "file:":
        return Files(Channel.SMS)
    parts = urlsplit(url)
    if parts.scheme != "twilio" or not parts.username or not parts.password or not settings.SMS_SENDERS:
        raise ImproperlyConfigured("SMS_URL is twilio://ACCOUNT:TOKEN@ with SMS_SENDERS, or file:")
    return Twilio(unquote(parts.username), unquote(parts.password))


def _push(url: str) -> Provider:
    """`web:` or `file:`."""
    if url not in ("web:", "file:"):
        raise ImproperlyConfigured("PUSH_URL is web: or file:")
    return WebPush() if url == "web:" else Files(Channel.PUSH)
