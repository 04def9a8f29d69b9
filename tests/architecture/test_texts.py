"""What people read is translated: nothing is missing where `untranslated.py` says so, and the files are the code's."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from dominos.kernel.texts import update
from dominos.kernel.texts.catalogues import file_of
from dominos.kernel.texts.languages import TRANSLATED


@pytest.fixture(scope="module")
def found():
    return update.found_in_code()


@pytest.mark.slow
def test_nothing_is_untranslated_where_all_is_said_to_be(found):
    assert update.missing(found) == []


@pytest.mark.slow
def test_the_catalogues_hold_what_the_code_says(found):
    stale = [
        str(file_of(area.folder, language))
        for language in TRANSLATED
        for area in found
        if not update.is_written(
            area, language, update.updated(area, language, update.translations(language))
        )
    ]
    assert stale == [], "write them again: manage.py texts"


FORMAL = {
    "de": re.compile(r"(?<=[a-zäöüß0-9,;)] )(?:Sie|Ihnen|Ihre?[mnrs]?)\b"),
    "fi": re.compile(r"\b(?:te|teidän|teille|teitä|teillä|teiltä|\w+tte)\b", re.IGNORECASE),
    "sv": re.compile(r"\b(?:ni|er|ert|era)\b", re.IGNORECASE),
}
"""Words to several people, or to one from a distance; at its beginning the German ones are also "she", "they"."""
FORMAL_AT_FIRST = re.compile(r"\b(?:Sie|Ihre?[mnrs]?)\b")
FAMILIAR = re.compile(r"\b(?:du|dich|dir|deine?[mnrs]?)\b", re.IGNORECASE)
SAID_TO_US = frozenset({"Gather what you know of me"})


def is_formal(language, english, said):
    """Whether a translation speaks to its reader as to a stranger."""
    if FORMAL[language].search(said):
        return True
    says_you = re.search(r"\byour?s?\b", english, re.IGNORECASE)
    return bool(language == "de" and says_you and FORMAL_AT_FIRST.search(said) and not FAMILIAR.search(said))


@pytest.mark.parametrize("language", TRANSLATED)
def test_everybody_is_spoken_to_as_a_friend(language):
    formal = [
        said
        for (_, texts), translated in update.translations(language).items()
        for said in translated
        if texts[0] not in SAID_TO_US and is_formal(language, texts[0], said)
    ]
    assert formal == []


def test_what_is_formal_is_seen():
    assert is_formal("de", "Say it", "Sagen Sie es") and is_formal("de", "Your telephone", "Ihr Telefon")
    assert not is_formal("de", "It is on its way", "Sie ist unterwegs")
    assert is_formal("fi", "You may", "Voitte") and is_formal("sv", "Your order", "Er beställning")


SIDES = re.compile(
    r"(?:margin|padding|border)-(?:left|right)\b|text-align:\s*(?:left|right)|[\s{;](?:left|right):"
)


def test_pages_are_laid_out_by_where_a_line_begins_and_ends_so_that_they_read_leftwards_too():
    root = Path(settings.BASE_DIR)
    found = (path for place in ("apps", "dominos") for path in (root / place).rglob("static/*/*.css"))
    sheets = [path for path in found if path.parent.name != "maplibre"]
    assert len(sheets) > 15
    assert [str(path) for path in sheets if SIDES.search(path.read_text())] == []
