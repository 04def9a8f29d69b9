"""A sentence that the code says."""

from dataclasses import dataclass
from pathlib import Path

PROBLEM = "problem"
"""The context of what a refusal says: with gaps it is recognized by its pattern (`problems.py`)."""

CODE = "code"
"""The context of constants that pages show as words (`languages.in_words`)."""


@dataclass(frozen=True, slots=True)
class Found:
    """One sentence, or two: for one and for several. `context` tells apart what is translated otherwise."""

    path: Path
    texts: tuple[str, ...]
    context: str = ""
