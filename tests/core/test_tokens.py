"""Tokens and codes."""

from meetings.core import tokens


def test_new_tokens_are_long_and_differ() -> None:
    found = {tokens.new() for _ in range(100)}
    assert len(found) == 100
    assert min(map(len, found)) >= 43


def test_derived_tokens_depend_on_secret_purpose_and_nonce() -> None:
    made = {tokens.derived(*values) for values in (("a", "p", "n"), ("b", "p", "n"), ("a", "q", "n"), ("a", "p", "m"))}
    assert len(made) == 4


def test_code_is_six_digits() -> None:
    assert all(len(tokens.code("s", "p", str(n))) == 6 and tokens.code("s", "p", str(n)).isdigit() for n in range(200))


def test_anything_that_can_be_typed_can_be_compared() -> None:
    assert not tokens.equal("123456", "\ud800é")
    assert tokens.equal("123456", "123456")
