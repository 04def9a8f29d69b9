"""A translatable sentence in the source code."""

from dataclasses import dataclass
from pathlib import Path

PROBLEM = "problem"
"""The context of error messages; those with placeholders are recognised by their pattern (`problems.py`)."""

CODE = "code"
"""The context of constants that pages show as words (`languages.in_words`)."""


@dataclass(frozen=True, slots=True)
class Found:
    """One sentence, or its singular and plural. `context` separates equal sentences with different translations."""

    path: Path
    texts: tuple[str, ...]
    context: str = ""
