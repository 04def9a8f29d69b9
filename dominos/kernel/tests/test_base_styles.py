"""The colours of the pages can be read: WCAG's contrast, in light and in dark."""

import re
from itertools import product
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

TEXTS = ("ink", "soft", "accent", "bad", "ok", "warn")
GROUNDS = ("ground", "card", "raised")
ON_BUTTONS = (("on-accent", "accent"), ("on-go", "go"), ("on-info", "info"))
CONTROLS = (("edge", "ground"), ("edge", "card"), ("focus", "ground"), ("focus", "card"))


@pytest.fixture(scope="module", params=("light", "dark"))
def colours(request):
    """The colour tokens by name."""
    rules = Path(finders.find("kernel/tokens.css")).read_text()
    pairs = re.findall(r"--([a-z-]+): light-dark\((#\w+), (#\w+)\);", rules)
    both = re.findall(r"--([a-z-]+): (#\w+);", rules)
    which = 0 if request.param == "light" else 1
    return {name: shades[which] for name, *shades in pairs} | dict(both)


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_the_measure_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("text", "ground"), [*product(TEXTS, GROUNDS), *ON_BUTTONS])
def test_text_can_be_read(colours, text, ground):
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize(("control", "ground"), CONTROLS)
def test_controls_and_focus_can_be_seen(colours, control, ground):
    assert contrast(colours[control], colours[ground]) >= 3


ROOT = Path(__file__).parents[3]
SHEETS = [path for top in ("apps", "dominos") for path in (ROOT / top).rglob("static/*/*.css")]
KEYFRAMES = re.compile(r"@keyframes [\w-]+ \{(.*?\})\s*\}", re.DOTALL)


def test_nothing_that_moves_changes_its_colour():
    """A colour between two others, and one that is mixed in a keyframe, is black to some browsers."""
    moved = {
        name
        for sheet in SHEETS
        for frames in KEYFRAMES.findall(sheet.read_text())
        for name in re.findall(r"([a-z-]+):", frames)
    }
    assert moved == {"opacity", "fill-opacity", "transform"}
