"""The port of filters that check a text before a person does."""

from typing import Protocol

from apps.reviews.domain.moderation import HeldFor


class TextFilter(Protocol):
    """Checks what customers write, in any language."""

    def judge(self, text: str) -> frozenset[HeldFor]:
        """Why a person should read the text first; empty if nobody has to. The text is as it was typed."""
