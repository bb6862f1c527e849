"""Passkeys: made, used, refused; the device is a real key pair."""

import json
from typing import Any

import pytest

from meetings.core.errors import Refused
from meetings.domain.access import actions, actions_passkeys, ceremonies, factors, queries, rules
from meetings.domain.access.ceremonies import Party
from meetings.extensions import transaction
from meetings.models.access import Ceremony, Factor, WebSession
from meetings.models.person import Person
from tests.device import Device
from tests.make import Make

PARTY = Party.of("http://localhost", "Test Body")


def _options(make: Make, ceremony: Ceremony, person: Person | None, browser: str = "b") -> dict[str, Any]:
    with transaction():
        return actions_passkeys.challenge(
            PARTY, ceremony, person, browser=browser, address_hash="p", secret=make.secret, now=make.now
        )


def _session(make: Make, person: Person) -> WebSession:
    with transaction():
        actions.begin(person, browser_name="b", now=make.now)
    return queries.live_sessions(person, now=make.now)[0]


def _enrol(make: Make, person: Person, device: Device, **changes: Any) -> type[Refused] | None:
    session = _session(make, person)
    answer = device.make(_options(make, Ceremony.ENROL, person), **changes)
    with transaction():
        try:
            actions_passkeys.add_passkey(
                session, answer, "Key", party=PARTY, browser="b", secret=make.secret, now=make.now
            )
        except Refused as refused:
            return type(refused)
    return None


def _sign_in(make: Make, answer: str, browser: str = "b", **later: Any) -> Person | type[Refused]:
    now = later.get("now", make.now)
    with transaction():
        try:
            person, _ = actions_passkeys.sign_in(answer, party=PARTY, browser=browser, browser_name="b", now=now)
        except Refused as refused:
            return type(refused)
    return person


def test_passkey_signs_in_by_itself_and_counts_as_both_factors(make: Make) -> None:
    person, device = make.person(), Device()
    assert _enrol(make, person, device) is None
    assert _sign_in(make, device.sign(_options(make, Ceremony.SIGN_IN, None))) == person
    session = queries.live_sessions(person, now=make.now)[0]
    assert session.factor is Factor.PASSKEY
    assert rules.standing(session, required=True) is rules.Standing.WHOLE


def test_challenge_is_answered_once_in_its_browser_and_in_time(make: Make) -> None:
    person, device = make.person(), Device()
    _enrol(make, person, device)
    answer = device.sign(_options(make, Ceremony.SIGN_IN, None))
    assert _sign_in(make, answer, browser="another") is rules.PasskeyRefused
    assert _sign_in(make, answer) == person
    assert _sign_in(make, answer) is rules.PasskeyRefused
    late = device.sign(_options(make, Ceremony.SIGN_IN, None))
    assert _sign_in(make, late, now=make.now + rules.LINK_LASTS) is rules.PasskeyRefused


def test_refused_answer_uses_its_challenge_up(make: Make) -> None:
    person, device, stranger = make.person(), Device(), Device()
    _enrol(make, person, device)
    options = _options(make, Ceremony.SIGN_IN, None)
    assert _sign_in(make, stranger.sign(options)) is rules.PasskeyUnknown
    assert _sign_in(make, device.sign(options)) is rules.PasskeyRefused


@pytest.mark.parametrize(
    "changes",
    [{"origin": "http://evil.example"}, {"origin": "https://localhost"}, {"handle": "AAAA"}],
)
def test_answer_for_somebody_else_is_refused(make: Make, changes: dict[str, Any]) -> None:
    person, device = make.person(), Device()
    _enrol(make, person, device)
    assert _sign_in(make, device.sign(_options(make, Ceremony.SIGN_IN, None), **changes)) is rules.PasskeyRefused


def test_key_that_counts_backwards_is_refused_as_a_copy(make: Make) -> None:
    person, device = make.person(), Device()
    _enrol(make, person, device)
    assert _sign_in(make, device.sign(_options(make, Ceremony.SIGN_IN, None))) == person
    device.counter -= 1
    assert _sign_in(make, device.sign(_options(make, Ceremony.SIGN_IN, None))) is rules.PasskeyRefused


def test_device_that_does_not_know_its_owner_is_a_second_step_only(make: Make) -> None:
    person, device = make.person(), Device(verifies=False)
    assert _enrol(make, person, device) is None
    assert _sign_in(make, device.sign(_options(make, Ceremony.SIGN_IN, None))) is rules.PasskeyRefused
    answer = device.sign(_options(make, Ceremony.PROVE, person))
    with transaction():
        taken = actions_passkeys.take_passkey(person, answer, party=PARTY, browser="b", now=make.now)
    assert taken is Factor.PASSKEY


def test_proof_takes_only_ones_own_passkeys_and_its_own_challenges(make: Make) -> None:
    person, other, device, foreign = make.person(), make.person("Other"), Device(), Device()
    _enrol(make, person, device)
    _enrol(make, other, foreign)
    for wrong, options in (
        (foreign, _options(make, Ceremony.PROVE, person)),
        (device, _options(make, Ceremony.SIGN_IN, None)),
        (device, _options(make, Ceremony.PROVE, other)),
    ):
        with pytest.raises(Refused), transaction():
            actions_passkeys.take_passkey(person, wrong.sign(options), party=PARTY, browser="b", now=make.now)


def test_passkey_belongs_to_one_person_once(make: Make) -> None:
    person, other, device = make.person(), make.person("Other"), Device()
    assert _enrol(make, person, device) is None
    assert _enrol(make, person, device) is rules.PasskeyKnown
    assert _enrol(make, other, device) is rules.PasskeyKnown
    assert _enrol(make, other, Device(), origin="http://evil.example") is rules.PasskeyRefused


def test_closed_account_has_no_way_in_by_passkey(make: Make) -> None:
    person, device = make.person(), Device()
    _enrol(make, person, device)
    with transaction():
        person.disabled_at = make.now
    assert _sign_in(make, device.sign(_options(make, Ceremony.SIGN_IN, None))) is rules.PasskeyUnknown


def test_removed_passkey_is_unknown_and_the_last_one_stays_where_required(make: Make) -> None:
    chief, device = make.secretariat(), Device()
    _enrol(make, chief, device)
    session, (passkey,) = _session(make, chief), factors.passkeys(chief)
    with pytest.raises(rules.LastFactor), transaction():
        actions_passkeys.remove_passkey(passkey, session, required=True, now=make.now)
    with transaction():
        actions_passkeys.remove_passkey(passkey, session, required=False, now=make.now)
    assert _sign_in(make, device.sign(_options(make, Ceremony.SIGN_IN, None))) is rules.PasskeyUnknown


NONSENSE = (
    "",
    "x",
    "[]",
    "1",
    "null",
    "{}",
    '{"response": 1}',
    '{"response": {"clientDataJSON": "e30"}}',
    "[" * 40_000,
)
UNUSABLE = ('{"response": {"clientDataJSON": "\\u00e9"}}', "\x00", "\ud800", "x" * 60_000)


@pytest.mark.parametrize("answer", [*NONSENSE, *UNUSABLE], ids=range(13))
def test_nonsense_is_refused_in_words(make: Make, answer: str) -> None:
    assert _sign_in(make, answer) is rules.PasskeyRefused


@pytest.mark.parametrize("field", ["rawId", "id", "type", "response"])
@pytest.mark.parametrize("value", [None, 1, "", "é", {}, "AAAA"])
def test_answer_with_a_part_that_is_wrong_is_refused(make: Make, field: str, value: Any) -> None:
    person, device = make.person(), Device()
    _enrol(make, person, device)
    answer = json.loads(device.sign(_options(make, Ceremony.SIGN_IN, None)))
    answer[field] = value
    assert _sign_in(make, json.dumps(answer)) in {rules.PasskeyRefused, rules.PasskeyUnknown}


def test_asking_for_passkeys_is_limited_for_a_place(make: Make) -> None:
    for _ in range(factors.CHALLENGES_PER_PLACE):
        _options(make, Ceremony.SIGN_IN, None)
    with pytest.raises(rules.TooManyRequests):
        _options(make, Ceremony.SIGN_IN, None)


@pytest.mark.parametrize(
    ("base_url", "possible"),
    [
        ("https://meetings.example.org", True),
        ("https://meetings.example.org:8443", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),
        ("https://[::1]", False),
        ("http://meetings.example.org", False),
    ],
)
def test_passkeys_need_a_name_and_https(base_url: str, possible: bool) -> None:
    assert Party.of(base_url, "x").possible is possible


def test_sign_in_options_say_nothing_about_anybody(make: Make) -> None:
    _enrol(make, make.person(), Device())
    options = _options(make, Ceremony.SIGN_IN, None)
    assert options["allowCredentials"] == []
    assert options["userVerification"] == "required"
    assert ceremonies.words_of(b"\x00\xff") == "AP8"
