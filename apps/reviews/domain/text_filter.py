"""The port of what reads a text before a person does."""

from typing import Protocol

from apps.reviews.domain.moderation import HeldFor


class TextFilter(Protocol):
    """Reads what customers write, in whichever language they do."""

    def judge(self, text: str) -> frozenset[HeldFor]:
        """Why a person should read it first; nothing where nobody needs to. The text is as it was typed."""
