"""What a kitchen has to see of what a customer wrote: allergies, apart from everything else."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

_ALLERGY = (
    "allerg",  # most languages of Europe
    "alerg",
    "anaphyla",
    "anafyla",
    "anafila",
    "coeliac",
    "celiac",
    "keliaki",
    "zoeliaki",
    "zöliaki",
    "célia",
    "intoleran",
    "intolleran",
    "epipen",
)
"""How words about what somebody must not eat begin, in lower case. Rather a note too many in red than one too few."""
_SAYS_ALLERGY = re.compile("|".join(_ALLERGY))


def says_allergy(text: str) -> bool:
    """Whether a note speaks of what somebody must not eat."""
    return _SAYS_ALLERGY.search(text.lower()) is not None


def allergies_in(lines: Iterable[Mapping[str, Any]], *others: str) -> list[str]:
    """The notes of an order that speak of an allergy, those of its lines first; each once, as it was written."""
    notes = [*(str(line.get("note", "")) for line in lines), *others]
    return list(dict.fromkeys(note for note in notes if says_allergy(note)))
