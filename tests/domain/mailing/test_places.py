"""Places in the words of a mail: what is refused, and that what fills them says nothing but itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.core import markdown
from meetings.core.bilingual import Bilingual
from meetings.domain.mailing import defaults, places
from meetings.domain.mailing.places import Fault, Place, WordsWrong, Wrong
from meetings.models.mailing import MailingKind


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Dear {{name}}, {{ meeting }}", []),
        ("{{nobody}}", [Wrong(Fault.UNKNOWN, "{{nobody}}")]),
        ("{{}}", [Wrong(Fault.UNKNOWN, "{{}}")]),
        ("{{name}", [Wrong(Fault.BRACES, "{{name}")]),
        ("name}}", [Wrong(Fault.BRACES, "name}}")]),
        ("{{{name}}}", [Wrong(Fault.BRACES, "{}")]),
        ("{{{{name}}}}", [Wrong(Fault.BRACES, "{{}}")]),
        ("{name}", [Wrong(Fault.BRACES, "{name}")]),
        ("{% if x %}", [Wrong(Fault.MARKUP, "{%")]),
        ("{{ name|safe }}", [Wrong(Fault.UNKNOWN, "{{ name|safe }}")]),
        ("<b>Dear</b>", [Wrong(Fault.MARKUP, "<b>")]),
        ("<script>", [Wrong(Fault.MARKUP, "<script>")]),
        ("3 < 4 and 5 > 4", []),
        ("{{join_link}}", [Wrong(Fault.NOT_HERE, "{{join_link}}")]),
    ],
)
def test_words_that_could_not_be_filled_are_found(text: str, wrong: list[Wrong]) -> None:
    assert list(places.wrong(text, MailingKind.REMINDER)) == wrong


def test_the_way_into_a_sitting_is_only_for_who_has_a_seat() -> None:
    assert list(places.wrong("{{join_link}}", MailingKind.CONNECTION)) == []
    assert list(places.wrong("{{link}}", MailingKind.CONNECTION, subject=True)) == [Wrong(Fault.NOT_HERE, "{{link}}")]


def test_the_refusal_says_in_which_language_and_where() -> None:
    with pytest.raises(WordsWrong) as refused:
        places.check(Bilingual("A", "B"), Bilingual("fine", "{{nom}}"), MailingKind.FREE)
    assert (refused.value.field, refused.value.language, refused.value.wrong.what) == ("body", "fr", "{{nom}}")


@pytest.mark.parametrize("kind", MailingKind)
def test_the_words_of_the_house_can_be_filled_in_both_languages(kind: MailingKind) -> None:
    words = defaults.words(kind)
    places.check(words.subject, words.body, kind)
    assert kind is MailingKind.FREE or (words.subject.complete and words.body.complete)
    assert " :" not in words.body.fr + words.subject.fr


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_what_fills_a_place_says_nothing_but_itself(value: str) -> None:
    filled = places.filled("Dear {{name}}.", {Place.NAME: value})
    assert markdown.plain(filled) == f"Dear {value}."


def test_what_fills_a_place_is_not_filled_again() -> None:
    assert (
        places.filled("{{name}}", {Place.NAME: "{{meeting}}", Place.MEETING: "secret"}, escape=False) == "{{meeting}}"
    )
