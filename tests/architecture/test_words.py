"""One name for one thing: words that gave way to others do not come back."""

import re
import subprocess
from pathlib import Path

import pytest

from dominos.apps_enabled import ROOT

REPLACED = {
    r"\bcall_off\b|\bcall(s|ed|ing)? off\b": "cancel",
    r"\"elsewhere\"": "replaced: the frame of a socket that another device took over",
    r"\bis resting\b|is_resting|ComponentResting": "temporarily unavailable, or circuit open",
    r"(?i)\b\w*wish(es|ed|ing)?\b": "request, preference, filter: what it is",
    r"\b_?ask_again\b": "requote",
    r"\bspecimens?\b|_specimens_": "sample documents",
    r"\b_kick\b|\bkicks?\b": "start after commit",
    r"\bDEEDS\b|\b[Dd]eeds?\b": "courier commands; step",
    r"free_from_the_dead": "release unresponsive couriers",
    r"\bLetters?\b|\bsign_for\b|\b(bury|buried)\b": "delivery; record receipt; dead-letter",
    r"\b[Ss]torm(s|y|ed|ing)?\b|\b_?rage\b": "faults; fault run",
    r"\bstories\b": "scenarios",
    r"\bdominos[./]night\b|\bAgenda\b|\b[Ll]uck\b": "simulation; event queue; rng",
    r"\b_?(MOST|LONGEST)_[A-Z]": "MAX_",
    r"as far off as": "plain words",
    r"\bof late\b": "recently",
    r"the same again": "plain words",
    r"\bfor good\b": "permanently, or finally",
    r"is taken to be": "counts as",
    r"\btold_cause\b|\blook_at\b|\bhurry\b|\b(keep|forget)Begun\b": "shown_cause; due at; expedite; pending payment",
    r"\bletter_of_credit\b|\b(wrong|told)InWords\b|\b(sell|open|hours)_like\b": "credit notice; text; plain words",
    r"\b(fact|step)_at_hand\b|\bpieces_gone\b|\bsit_down\b|\bturn_over\b": "plain words",
    r"[Pp]eer[ _]defects?": "what the test holds",
    r"(?<!docs/)\bdomain\.md\b": "docs/domain.md",
}
"""Patterns, and what says it now."""
MODULES = {"settling", "waking", "recording", "selected", "soon", "joining", "learning", "repeating", "selling"} | {
    "specimens", "placing", "quoting", "refunding", "sweeping", "commanding", "adjusting", "remembering",
    "conversation", "export_words", "besides_api", "answered", "declared", "told", "handled", "life", "story",
    "elsewhere", "apart", "surroundings", "whole_requests", "plain", "traces", "working", "telling", "rescues",
    "begun", "blame", "brokering", "by_link", "by_mail", "choosing", "complaining", "emptying", "erasing", "explaining",
    "exporting", "faults_around", "forking", "migrating", "moderating", "nothing_due", "of_apps", "outside",
    "quiet", "reviewing", "seating", "serving", "splitting", "spread", "talks", "verifying", "whole",
    "hand", "alone", "again", "ahead", "where", "pieces", "tray", "returned", "tastes",
}  # fmt: skip
"""Names that no module has any more."""
LEFT_OUT = re.compile(r"^requirements/|\.(png|svg|lock)$|/vendor/|/data/|^tests/architecture/test_words\.py$")


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    names = [name for name in listed.split("\0") if name and not LEFT_OUT.search(name)]
    return [ROOT / name for name in names]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """What is text in the tree, by path."""
    found = {}
    for path in tracked():
        try:
            found[str(path.relative_to(ROOT))] = path.read_text()
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
    return found


@pytest.mark.parametrize("pattern", REPLACED)
def test_a_replaced_word_is_gone(pattern, texts):
    expression = re.compile(pattern)
    left = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in texts.items()
        if expression.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if expression.search(line)
    ]
    assert not left, f"say {REPLACED[pattern]!r}:\n" + "\n".join(left)


def test_no_module_has_a_replaced_name(texts):
    assert [path for path in texts if path.endswith((".py", ".js")) and Path(path).stem in MODULES] == []
