"""Names of files: harmless on every system, still readable."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.core import filenames


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("minutes.pdf", "minutes.pdf"),
        ("Réunion plénière – décisions.PDF", "Réunion plénière – décisions.pdf"),
        ("Re\u0301union.pdf", "Réunion.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        (r"C:\Users\me\annex.docx", "annex.docx"),
        ("/srv/annex.docx", "annex.docx"),
        ("annex\u202efdp.exe", "annexfdp.exe"),
        ("a\u2066b\u2069c\u200ed.pdf", "abcd.pdf"),
        ("a\x00b\x1bc\r\nd.pdf", "abc d.pdf"),
        ("a\ud800b.pdf", "ab.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("com1.tar.pdf", "_com1.tar.pdf"),
        ("COM².pdf", "_COM².pdf"),
        ("console.pdf", "console.pdf"),
        ("Agenda : jour 1?.pdf", "Agenda - jour 1-.pdf"),
        ("  .hidden. .pdf", "hidden.pdf"),
        ("2026.04.07 minutes", "2026.04.07 minutes"),
        ("میز\u200cکار.pdf", "میز\u200cکار.pdf"),
        ("議事録.pdf", "議事録.pdf"),
    ],
)
def test_cleaned_keeps_what_is_harmless(name: str, clean: str) -> None:
    assert filenames.cleaned(name) == clean


@pytest.mark.parametrize("name", ["", ".", "..", "/", "a/", "\u202e", "\0", " . .", ".pdf", "../.pdf"])
def test_cleaned_is_empty_when_nothing_is_left(name: str) -> None:
    assert filenames.cleaned(name) == ""


@pytest.mark.parametrize("letter", ["x", "é", "議", "𝄞"])
def test_cleaned_keeps_the_ending_of_a_long_name(letter: str) -> None:
    clean = filenames.cleaned(letter * 251 + ".docx")
    assert clean.endswith(f"{letter}.docx")
    assert len(clean) <= 120
    assert len(clean.encode()) <= 255


def test_numbered_stands_before_the_ending_and_within_the_length() -> None:
    assert filenames.numbered("annex.pdf", 2) == "annex (2).pdf"
    assert filenames.numbered("annex", 3) == "annex (3)"
    long = filenames.numbered("x" * 116 + ".pdf", 12)
    assert long.endswith("x (12).pdf")
    assert len(long) == 120


@given(st.text(max_size=300))
def test_cleaned_is_safe_and_settled_for_any_text(name: str) -> None:
    clean = filenames.cleaned(name)
    assert filenames.cleaned(clean) == clean
    assert len(clean) <= 120
    assert len(clean.encode()) <= 255
    assert not set(clean) & set('/\\<>:"|?*\0')
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in clean)
    assert clean not in {".", ".."}
