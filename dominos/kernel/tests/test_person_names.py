"""What a person's name is, wherever one is typed."""

import pytest
from django.conf import settings
from rest_framework import serializers

from dominos.kernel.edge.contact_fields import GreetingField, NameField
from dominos.kernel.person_names import MAX_NAME, BadName, person_name, shown_name

GOOD = {
    "Ada": "Ada",
    "  Jose\u0301  García ": "José García",
    "Anne-Marie O'Brien, Jr.": "Anne-Marie O'Brien, Jr.",
    "Ravi A/L Kumar": "Ravi A/L Kumar",
    "J.R.R. Tolkien": "J.R.R. Tolkien",
    "Dr.Müller": "Dr. Müller",
    "J.R.Tolkien": "J.R. Tolkien",
    "St.John's A.B.": "St. John's A.B.",
    "free-x.com": "free-x. com",
    "x.com": "x. com",
    "evil.example": "evil. example",
    "陳大文": "陳大文",
    "สมชาย": "สมชาย",
    "محمد": "محمد",
    "علی\u200cرضا": "علی\u200cرضا",
    "Ada\u00a0Lovelace\tKing": "Ada Lovelace King",
}
BAD = [
    *("Ada\nBcc: all@example.com", "Ada\r\nX: y", "Ada\u2028Eve", "Ada\x0bEve", "Ada\x85Eve", "Ada\x00"),
    *("https://evil.example", "//evil.example", "www.evil", "ada@evil.example", "<b>Ada</b>"),
    *("t.me/evil", "see t.me/evil", "evil\u3002example", "evil\uff0eexample", "evil\u2024example"),
    *("\u202eadA", "A\u200bda", "\ufeffAda", "", "  ", "...", "😀", "x" * (MAX_NAME + 1)),
]


@pytest.mark.parametrize(("typed", "kept"), GOOD.items())
def test_names_are_kept_in_one_writing(typed, kept):
    assert person_name(typed) == kept
    assert person_name(kept) == kept, "a name that was kept stays"


@pytest.mark.parametrize("typed", BAD, ids=ascii)
def test_what_is_no_name(typed):
    with pytest.raises(BadName):
        person_name(typed)
    assert shown_name(typed) == ""


def test_a_field_says_so():
    class Form(serializers.Serializer):
        name = NameField()

    assert not Form(data={"name": "Ada\n//Eve"}).is_valid()
    assert not Form(data={"name": 7 * ["x"]}).is_valid()
    form = Form(data={"name": " Dr.Hu "})
    assert form.is_valid() and form.validated_data["name"] == "Dr. Hu"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Eat well!\r\nYours.Ada", "Eat well!\nYours. Ada"),
        ("With <3, on 1.1. at 8.30, e.g. at free-x.com", "With <3, on 1.1. at 8.30, e.g. at free-x. com"),
        ("hi \u202emoc\u2066\x1b[2J", "hi moc[2J"),
        ("Dear Ada,\x0beat well\x85", "Dear Ada,\neat well"),
        *(
            (typed, None)
            for typed in ("see https://evil.example", "t.me/evil", "mail me@evil.example", "\u202e")
        ),
    ],
)
def test_words_to_a_stranger_lead_nowhere_and_turn_nothing_around(typed, kept):
    class Form(serializers.Serializer):
        words = GreetingField()

    form = Form(data={"words": typed})
    assert form.is_valid() == (kept is not None)
    assert form.validated_data.get("words") == kept


@pytest.mark.skipif(not settings.HAS_USERS, reason="people are the users app's")
@pytest.mark.parametrize("typed", ["Ada\nEve", "see https://evil.example"])
def test_the_admin_and_the_api_take_no_others(typed):
    from django.apps import apps
    from django.core.exceptions import ValidationError

    for model in (apps.get_model("users", "User"), apps.get_model("delivery", "Courier")):
        with pytest.raises(ValidationError) as refused:
            model(name=typed).clean_fields()
        assert "name" in refused.value.message_dict
