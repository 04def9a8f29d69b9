"""What people read is translated: nothing is missing where `complete.py` says so, and the files are the code's."""

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


SIDES = re.compile(
    r"(?:margin|padding|border)-(?:left|right)\b|text-align:\s*(?:left|right)|[\s{;](?:left|right):"
)


def test_pages_are_laid_out_by_where_a_line_begins_and_ends_so_that_they_read_leftwards_too():
    root = Path(settings.BASE_DIR)
    found = (path for place in ("apps", "dominos") for path in (root / place).rglob("static/*/*.css"))
    sheets = [path for path in found if path.parent.name != "maplibre"]
    assert len(sheets) > 15
    assert [str(path) for path in sheets if SIDES.search(path.read_text())] == []
