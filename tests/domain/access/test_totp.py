"""Digits of authenticator apps: RFC 6238, and what else is asked of them."""

from base64 import b32encode
from datetime import UTC, datetime, timedelta

import pytest

from meetings.domain.access import recovery, totp

#: The secret of the RFC's appendix B.
RFC = b32encode(b"12345678901234567890").decode()
NOW = datetime(2027, 3, 2, 9, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "eight"),
    [(59, "94287082"), (1111111109, "07081804"), (1234567890, "89005924"), (20000000000, "65353130")],
)
def test_digits_are_those_of_the_rfc(seconds: int, eight: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert totp.digits(RFC, totp.step_at(at)) == eight[2:]


@pytest.mark.parametrize(("late", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_digits_are_taken_half_a_minute_around(late: int, taken: bool) -> None:
    code = totp.digits(RFC, totp.step_at(NOW))
    assert (totp.accepted(RFC, code, after=0, now=NOW + timedelta(seconds=late)) is not None) is taken


def test_digits_are_taken_once_and_older_ones_no_more() -> None:
    step = totp.step_at(NOW)
    assert totp.accepted(RFC, totp.digits(RFC, step), after=step - 1, now=NOW) == step
    assert totp.accepted(RFC, totp.digits(RFC, step), after=step, now=NOW) is None
    assert totp.accepted(RFC, totp.digits(RFC, step - 1), after=step, now=NOW) is None


@pytest.mark.parametrize("code", ["", "12345", "٣٤٥٦٧٨", "１２３４５６", "\x00", "\ud800", "abcdef"])
def test_other_things_are_no_digits(code: str) -> None:
    assert totp.accepted(RFC, code, after=0, now=NOW) is None


def test_address_for_the_app_names_house_and_account() -> None:
    address = totp.address(RFC, account="wanjiru@example.org", house="Smart Customs: Project")
    assert address.startswith("otpauth://totp/Smart%20Customs%3A%20Project:wanjiru%40example.org?secret=" + RFC)


def test_secrets_are_long_and_shown_in_groups() -> None:
    secret = totp.new_secret()
    assert len(secret) == 32
    assert totp.in_groups(secret).split() == [secret[at : at + 4] for at in range(0, 32, 4)]


def test_recovery_codes_are_all_different_and_forgive_how_they_are_typed() -> None:
    codes = recovery.new_codes()
    assert len(set(codes)) == recovery.NUMBER
    code = codes[0]
    assert len(code) == 19
    kept = recovery.kept(code, 1, secret="s")
    assert recovery.kept(f" {code.lower().replace('-', ' ')} ", 1, secret="s") == kept
    assert recovery.kept(code, 2, secret="s") != kept != recovery.kept(code, 1, secret="t")
    assert code not in kept
