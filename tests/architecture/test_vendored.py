"""The JavaScript of others is what `vendor.json` records, with its licence beside it."""

import hashlib
import json

import pytest

from dominos.apps_enabled import ROOT

PACKAGES = json.loads((ROOT / "vendor.json").read_text())
FOLDERS = sorted({package["folder"] for package in PACKAGES})
DECLARATIONS = ".d.mts"
"""Ours: what the type checker is told of a package."""


def recorded(folder: str) -> dict[str, str]:
    """The hash of every file of the folder."""
    files = [package["files"] for package in PACKAGES if package["folder"] == folder]
    return {name: file["sha256"] for each in files for name, file in each.items()}


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_files_are_those_that_were_recorded(folder):
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (ROOT / folder).iterdir()
        if not path.name.endswith(DECLARATIONS)
    }
    assert found == recorded(folder)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["name"])
def test_each_package_has_a_version_a_hash_and_a_licence(package):
    assert package["version"][0].isdigit()
    assert package["integrity"].startswith("sha512-")
    licences = [name for name in package["files"] if "LICENSE" in name]
    assert licences
    assert all((ROOT / package["folder"] / name).read_text().strip() for name in licences)


def test_the_lock_of_the_checkers_names_hashes_and_no_registry():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    locked = {name: each for name, each in packages.items() if name}
    assert locked
    assert all("integrity" in each and "resolved" not in each for each in locked.values())
