"""`manage.py screenshots`: photographs the pages of a small real scene for the documentation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dominos.apps_enabled import ROOT
from dominos.development import Platform, State, platform_running
from dominos.development.platform import running_platform


class Command(BaseCommand):
    help = "Writes pictures of the pages, from a few real orders. Boots the platform unless it runs."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=ROOT / "docs" / "screenshots")
        parser.add_argument("--only", default="", help="pictures whose names begin so (default: all)")

    def handle(self, *, folder: Path, only: str, **_: Any) -> None:
        try:
            from dominos.kernel.testing.browser import find_chromium
        except ImportError as error:
            raise CommandError("needs the packages of requirements/dev.txt") from error
        executable = find_chromium()
        if executable is None:
            raise CommandError("there is no Chromium on the PATH, and none named by CHROMIUM")
        folder.mkdir(parents=True, exist_ok=True)
        if running := running_platform(State()):
            self._photograph(running, executable, folder, only)
            return
        self.stdout.write("booting the platform ...")
        with platform_running() as platform:
            self._photograph(platform, executable, folder, only)

    def _photograph(self, platform: Platform, executable: str, folder: Path, only: str) -> None:
        from dominos.demo.scene import Scene
        from dominos.demo.screenshots import SHOTS, photograph, set_scene, write
        from dominos.kernel.testing.browser import chromium, driving

        with (
            Scene(web=platform.web, realtime=platform.realtime) as scene,
            chromium(executable) as browser,
            driving(browser),
        ):
            shots = [shot for shot in SHOTS if shot.name.startswith(only)]
            names = set_scene(scene) if any("{" in shot.path for shot in shots) else {}
            for shot, picture in photograph(browser, platform.web, platform.realtime, names, shots):
                path = write(folder, shot, picture)
                self.stdout.write(f"{path.name:<24}{len(picture) / 1000:6.0f} kB")
