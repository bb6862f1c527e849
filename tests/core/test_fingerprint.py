"""Recognising that something has changed."""

import pytest

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual


def test_fingerprint_differs_with_any_part_of_a_text() -> None:
    texts = [Bilingual("a", "b"), Bilingual("a"), Bilingual("", "a"), Bilingual("a", "b", "fr"), Bilingual("ab", "")]
    texts += [Bilingual("a", "b", behind=True), Bilingual("\ud800")]
    assert len({fingerprint.of(text) for text in texts}) == len(texts)


def test_check_compares_only_what_was_seen() -> None:
    fingerprint.check(None, "a")
    fingerprint.check(fingerprint.of("a", 1), "a", 1)
    with pytest.raises(fingerprint.ChangedMeanwhile):
        fingerprint.check("", "a")
