"""People as vCards, read again by another program."""

import vobject
from hypothesis import given
from hypothesis import strategies as st

from meetings.exports.vcard import LONGEST_LINE, Card, uid_for, vcards

#: What a person's name may hold; control characters never come in.
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=120)
NAMES = (
    "Łukasz Ó Briain",
    "محمد الأمين",
    "Иван Петров",
    "N’Guessan; Aya, Jr.",
    "Zoe\N{COMBINING DIAERESIS}",
    "back\\slash",
)


def _read(data: bytes) -> list[vobject.base.Component]:
    return list(vobject.readComponents(data.decode()))


def _card(name: str) -> Card:
    return Card(
        uid_for("https://x.example", 1),
        name,
        "Côte d’Ivoire",
        "a@example.org",
        "=1+1; head",
        "NCP",
        "fr",
        "Africa/Abidjan",
        "+225 27",
    )


def test_another_program_reads_what_was_written() -> None:
    cards = _read(vcards([_card(name) for name in NAMES]))
    assert [card.fn.value for card in cards] == list(NAMES)
    first = cards[0]
    assert (first.version.value, first.email.value, first.org.value) == ("4.0", "a@example.org", ["Côte d’Ivoire"])
    assert (first.title.value, first.tel.value, first.tz.value) == ("=1+1; head", "+225 27", "Africa/Abidjan")


def test_empty_values_have_no_line_and_lines_end_with_crlf() -> None:
    data = vcards([Card("urn:uuid:1", "A", "B", "a@example.org")])
    assert b"TEL" not in data
    assert b"TITLE" not in data
    assert data.count(b"\n") == data.count(b"\r\n") == 8


@given(name=WORDS)
def test_any_name_comes_back_and_no_line_is_too_long(name: str) -> None:
    data = vcards([_card(name)])
    assert max(len(line) for line in data.split(b"\r\n")) <= LONGEST_LINE
    (card,) = _read(data)
    assert card.fn.value.strip() == name.strip()


def test_line_ends_inside_a_value_begin_no_other_line() -> None:
    (card,) = _read(vcards([_card("A\r\nEMAIL:evil@example.org")]))
    assert card.fn.value == "A\nEMAIL:evil@example.org"
    assert len(card.contents["email"]) == 1


def test_same_person_has_the_same_uid_each_time() -> None:
    assert uid_for("https://x.example", 1) == uid_for("https://x.example", 1) != uid_for("https://x.example", 2)
