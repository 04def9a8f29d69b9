"""Write the reference of environment variables."""

from dominos.apps_enabled import ROOT
from dominos.configuration_reference import reference
from dominos.kernel.management.generated import GeneratedDocument


class Command(GeneratedDocument):
    help = "Writes docs/configuration.md: every environment variable, from the code that reads it."
    path = ROOT / "docs" / "configuration.md"

    def text(self) -> str:
        """See `dominos.configuration_reference`."""
        return reference(ROOT)
