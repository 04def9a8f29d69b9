"""The providers of each channel, in the order in which they are tried."""

from collections.abc import Sequence

from apps.notifications.channels import mail
from apps.notifications.domain.news import Channel
from apps.notifications.domain.postings import Provider


def providers_of(channel: Channel) -> Sequence[Provider]:
    """The providers of a channel: the first that answers brings what goes out; empty where there is none."""
    match channel:
        case Channel.MAIL:
            return mail.providers()
        case _:
            return ()
