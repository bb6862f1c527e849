"""Sealed texts are read only here, for their purpose, and in time."""

from datetime import UTC, datetime, timedelta

import pytest

from meetings.core.sealing import opened, sealed

NOW = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
SECRET = "a secret of at least thirty-two characters"


def test_sealed_text_is_opened_with_the_secret_and_for_its_purpose() -> None:
    text = sealed("JBSWY3DP é", secret=SECRET, purpose="a", now=NOW)
    assert "JBSWY3DP" not in text
    assert opened(text, secret=SECRET, purpose="a", now=NOW) == "JBSWY3DP é"
    assert opened(text, secret=SECRET, purpose="b", now=NOW) is None
    assert opened(text, secret=SECRET + "!", purpose="a", now=NOW) is None


def test_sealed_text_ends_when_it_should() -> None:
    text = sealed("x", secret=SECRET, purpose="a", now=NOW)
    lasts = timedelta(minutes=15)
    assert opened(text, secret=SECRET, purpose="a", now=NOW + lasts, lasts=lasts) == "x"
    assert opened(text, secret=SECRET, purpose="a", now=NOW + lasts + timedelta(seconds=1), lasts=lasts) is None


@pytest.mark.parametrize("text", ["", "x", "\x00", "\ud800", "gAAAAA" + "A" * 200, "é" * 50])
def test_what_was_never_sealed_is_nothing(text: str) -> None:
    assert opened(text, secret=SECRET, purpose="a", now=NOW) is None
