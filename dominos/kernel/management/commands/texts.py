"""Brings the translations to what the code says, and counts what is missing.

manage.py texts                 # writes each app's locale/<language>.po
manage.py texts --check         # writes nothing; fails while anything is missing in an area that is complete
manage.py texts --list AREA     # every sentence without a translation, and every word that is not marked
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dominos.kernel.texts import update
from dominos.kernel.texts.catalogues import compile_if_stale, file_of
from dominos.kernel.texts.languages import TRANSLATED


class Command(BaseCommand):
    help = "Update or check the translations."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--list", metavar="AREA", action="append", default=[])

    def handle(self, *args: Any, **options: Any) -> None:
        found = update.found_in_code()
        for language in TRANSLATED:
            known = update.translations(language)
            for area in found:
                catalogue = update.updated(area, language, known)
                if options["check"]:
                    self._require_same(area, language, catalogue)
                else:
                    update.write(area, language, catalogue)
        compile_if_stale()
        self._tell(found, options["list"])
        if options["check"] and (missing := update.missing(found)):
            raise CommandError("\n".join(missing))

    def _require_same(self, area: update.Area, language: str, catalogue: Any) -> None:
        if not update.is_written(area, language, catalogue):
            raise CommandError(f"{file_of(area.folder, language)} is not what the code says: manage.py texts")

    def _tell(self, found: list[update.Area], listed: list[str]) -> None:
        counts = update.counted(found)
        self.stdout.write(
            f"{'area':15}{'sentences':>10}" + "".join(f"{code:>8}" for code in (*TRANSLATED, "unmarked"))
        )
        for area in found:
            row = counts[area.name]
            self.stdout.write(
                f"{area.name:15}{len(area.sentences):>10}"
                + "".join(f"{row[code]:>8}" for code in (*TRANSLATED, "unmarked"))
            )
        for area in found:
            if area.name in listed:
                self._list(area)

    def _list(self, area: update.Area) -> None:
        known = update.translations(TRANSLATED[0])
        for (context, texts), files in sorted(area.sentences.items()):
            if (context, texts) not in known:
                self.stdout.write(f"untranslated {context} {texts!r} {sorted(files)}")
        for file, words in area.unmarked.items():
            for word in words:
                self.stdout.write(f"unmarked {file}: {word}")
