"""What people read is translated: nothing is missing where `complete.py` says so, and the files are the code's."""

import pytest

from dominos.kernel.texts import update
from dominos.kernel.texts.catalogues import file_of
from dominos.kernel.texts.languages import TRANSLATED


@pytest.fixture(scope="module")
def found():
    return update.found_in_code()


def test_nothing_is_untranslated_where_all_is_said_to_be(found):
    assert update.missing(found) == []


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
