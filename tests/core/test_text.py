"""Cleaning, judging, folding and counting what people type."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.core import text

usable = st.text(st.characters(exclude_categories=("Cs",)))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Kenya \n", "Kenya"),
        ("e\u0301te\u0301", "été"),
        ("one\r\ntwo\rthree\u2028four\x0bfive", "one\ntwo\nthree\nfour\nfive"),
        ("\ufeffCôte\u200b d’Ivoire\u2060", "Côte d’Ivoire"),
        ("क्\u200dष", "क्\u200dष"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u00a0 \t", ""),
    ],
)
def test_clean_stores_one_form(typed, stored):
    assert text.clean(typed) == stored


@given(usable)
def test_clean_twice_is_clean_once(value):
    assert text.clean(text.clean(value)) == text.clean(value)


@given(usable)
def test_clean_is_normal_form_without_carriage_returns(value):
    cleaned = text.clean(value)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert "\r" not in cleaned


def test_one_line_keeps_no_break_spaces():
    assert text.one_line(" The\n  8th\tplenary\u00a0: \r\nagenda ") == "The 8th plenary\u00a0: agenda"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("a\x00b", "nul"),
        ("a\ud800b", "surrogate"),
        ("invoice\u202egpj.exe", "bidi"),
        ("a\u2066b", "bidi"),
        ("a\x07b", "control"),
        ("a\x1bb", "control"),
        ("a\x7fb", "control"),
        ("a\ufffeb", "control"),
        ("Côte d’Ivoire\n\tند\u200fa 😀", None),
        ("", None),
    ],
)
def test_unusable_tells_why(value, reason):
    assert text.unusable(value) == reason


@given(st.text())
def test_unusable_lets_pass_only_what_a_database_holds(value):
    if text.unusable(value) is None:
        assert "\x00" not in value.encode().decode()


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ("Côte d’Ivoire", "cote d'ivoire"),
        ("ŒUVRE", "oeuvre"),
        ("Curaçao", "curacao"),
        ("  São\u00a0Tomé  & Príncipe", "sao tome & principe"),
        ("STRASSE", "strasse"),
        ("straße", "strasse"),
        ("co\u00adoperation", "cooperation"),
        ("Viêt Nam", "viet nam"),
    ],
)
def test_folded_compares_without_accents_and_case(value, plain):
    assert text.folded(value) == plain


@given(usable)
def test_folded_is_alike_in_all_normal_forms(value):
    forms = {text.folded(unicodedata.normalize(form, value)) for form in ("NFC", "NFD")}
    assert forms == {text.folded(value)}


def test_sort_key_puts_accented_names_under_their_letter():
    names = ["Zambie", "Émirats arabes unis", "Estonie", "Cuba", "Côte d’Ivoire", "Costa Rica", "Égypte"]
    assert sorted(names, key=text.sort_key) == [
        "Costa Rica",
        "Côte d’Ivoire",
        "Cuba",
        "Égypte",
        "Émirats arabes unis",
        "Estonie",
        "Zambie",
    ]


def test_sort_key_reads_a_hyphen_as_a_space():
    names = ["Guinée équatoriale", "Guinée-Bissau", "Guinée"]
    assert sorted(names, key=text.sort_key) == ["Guinée", "Guinée-Bissau", "Guinée équatoriale"]


@pytest.mark.parametrize(("value", "number"), [("7", 7), (" 0 ", 0), ("-3", -3), ("+12", 12), ("007", 7)])
def test_as_integer_reads_plain_digits(value, number):
    assert text.as_integer(value, -10, 100) == number


@pytest.mark.parametrize(
    "value",
    ["", "１２", "٣", "²", "1.0", "1e3", "1_000", "0x1", "101", "-11", str(2**63), "9" * 5000, "7\n", "\u00a07", "--7"],
)
def test_as_integer_refuses_the_rest(value):
    assert text.as_integer(value, -10, 100) is None


def test_as_integer_never_exceeds_a_database_column():
    assert text.as_integer(str(2**63), 0, 2**70) is None
    assert text.as_integer(str(2**63 - 1), 0, 2**70) == 2**63 - 1


@given(st.integers(-(10**6), 10**6))
def test_as_integer_reads_back_what_is_written(number):
    assert text.as_integer(str(number), -(10**6), 10**6) == number
