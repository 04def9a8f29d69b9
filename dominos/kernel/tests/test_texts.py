"""Sentences are found where they are said, and said in the reader's language."""

import ast
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from dominos.kernel.edge import problems
from dominos.kernel.errors import FieldError, NotFound
from dominos.kernel.texts import pages_source, python_source
from dominos.kernel.texts.catalogues import compile_language
from dominos.kernel.texts.languages import spoken
from dominos.kernel.texts.problems import said

HERE = Path("app/file")


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ('gettext("Hello")', [("Hello",)]),
        ('ngettext("one", "several", n)', [("one", "several")]),
        ('class Gone(DomainError):\n    code, title = "gone", "It is gone."', [("It is gone.",)]),
        (
            'class Gone(DomainError): ...\nclass Lost(Gone): ...\nraise Lost(f"{name} is lost")',
            [("{name} is lost",)],
        ),
        (
            'class Lost(DomainError): ...\nclass Lost(Exception): ...\nraise Lost("lost")',
            [("lost",)],
        ),
        (
            'FieldError(f"lines.{n}", "Not so." if n else f"at most {a.b}", "bad")',
            [("Not so.",), ("at most {value1}",)],
        ),
        ('ValueError("a defect")', []),
    ],
)
def test_sentences_of_python(code, texts):
    tree = ast.parse(code)
    found = python_source.sentences(HERE, tree, python_source.refusals([tree]))
    assert [one.texts for one in found] == texts


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ('messages.success(request, f"{changed} stores changed.")', ["{changed} stores changed."]),
        ('self.message_user(request, "It is done.")', ["It is done."]),
        ("messages.error(request, said(str(error)))", []),
        ('log.warning("it went", "wrong")', []),
    ],
)
def test_messages_of_the_admin_that_are_not_marked(code, words):
    assert list(python_source.unmarked(ast.parse(code))) == words


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ('html`<p>${t("It\'s here")}</p>`', [("It's here",)]),
        ('tn("{count} stop", "{count} stops", n)', [("{count} stop", "{count} stops")]),
        ('table({\n  READY: "Packed",\n  ARRIVED: "At your door",\n})', [("Packed",), ("At your door",)]),
        ('set("nothing"); // t("no code")', []),
    ],
)
def test_sentences_of_pages(code, texts):
    assert [one.texts for one in pages_source.sentences(HERE, code)] == texts


def test_words_of_pages_that_are_not_marked():
    code = (
        'html`<button aria-label="Close it">${t("Close")}</button><p>Bare words</p>`; tell("It went wrong.");'
    )
    assert set(pages_source.unmarked(code)) == {"Close it", "Bare words", "It went wrong."}


@pytest.mark.parametrize(("wanted", "language"), [("sv-FI", "sv"), ("DE", "de"), ("et", "en"), ("", "en")])
def test_the_language_spoken(wanted, language):
    assert spoken(wanted) == language


@pytest.mark.parametrize(
    ("language", "sentence", "told"),
    [
        ("en", "Not found.", "Not found."),
        ("fi", "Not found.", "Ei löydy."),
        ("de", "A photo has at most 12 bytes.", "Ein Foto hat höchstens 12 Byte."),
        ("sv", "Nobody has translated this.", "Nobody has translated this."),
    ],
)
def test_what_a_refusal_says(language, sentence, told):
    with translation.override(language):
        assert said(sentence) == told


def test_a_problem_in_the_readers_language():
    error = NotFound(errors=[FieldError("photo", "This is not a photo.")])
    with translation.override("fi"):
        document = problems.document(error)
    assert (document["title"], document["detail"]) == ("Ei löydy.", "Ei löydy.")
    assert document["errors"][0]["message"] == "Tämä ei ole kuva."
    assert (
        error.to_wire()["detail"] == "Not found."
    )  # other apps and clients are told the same whatever the language


def test_who_comes_next_in_the_thread_is_not_spoken_to_in_the_readers_language():
    before = translation.get_language()
    told = Client().post("/health/live", headers={"accept-language": "fi"})
    assert (told.status_code, told.headers["Content-Language"]) == (405, "fi")
    assert told.json()["title"] == "Tätä menetelmää ei ole täällä."
    assert translation.get_language() == before


def test_pages_get_only_what_pages_say(tmp_path):
    source = tmp_path / "fi.po"
    source.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        '#: shop/static/shop/a.js\nmsgid "Basket"\nmsgstr "Ostoskori"\n\n'
        '#: shop/pages.py\nmsgid "Shop"\nmsgstr "Kauppa"\n',
        "utf-8",
    )
    binary, script = compile_language("fi", [source])
    assert script.decode() == 'globalThis.TEXTS = {"Basket": "Ostoskori"};\n'
    assert b"Kauppa" in binary
