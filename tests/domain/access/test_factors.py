"""Authenticator apps and recovery codes: got, used, limited, lost."""

import threading
from datetime import timedelta

import pytest
from flask import Flask

from meetings.core.errors import Refused
from meetings.domain.access import actions, actions_factors, factors, queries, rules, totp
from meetings.extensions import db, transaction
from meetings.models.access import Authenticator, Factor, RecoveryCode, WebSession, WrongCode
from meetings.models.outbox import Announcement
from meetings.models.person import Person
from tests.make import Make

SHARED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def _session(make: Make, person: Person) -> WebSession:
    with transaction():
        actions.begin(person, browser_name="b", now=make.now)
    return queries.live_sessions(person, now=make.now)[0]


def _digits(make: Make, later: int = 0) -> str:
    return totp.digits(SHARED, totp.step_at(make.now) + later)


def _with_app(make: Make, person: Person) -> WebSession:
    session = _session(make, person)
    with transaction():
        actions_factors.add_authenticator(session, SHARED, _digits(make, -1), secret=make.secret, now=make.now)
    return session


def _take(make: Make, person: Person, typed: str, *, place: str = "p", later: int = 0) -> Factor | type[Refused]:
    with transaction():
        try:
            return actions_factors.take_code(
                person, typed, address_hash=place, secret=make.secret, now=make.now + timedelta(minutes=later)
            )
        except Refused as refused:
            return type(refused)


def _told() -> list[str]:
    rows = db.session.scalars(db.select(Announcement).order_by(Announcement.id))
    return [row.payload["change"] for row in rows if row.kind == "access.security_changed"]


def test_app_is_taken_with_its_digits_and_its_secret_is_sealed(make: Make) -> None:
    person = make.person()
    elsewhere, session = _session(make, person), _session(make, person)
    with pytest.raises(rules.AuthenticatorCodeWrong), transaction():
        actions_factors.add_authenticator(session, SHARED, "000000", secret=make.secret, now=make.now)
    with transaction():
        actions_factors.add_authenticator(session, SHARED, _digits(make), secret=make.secret, now=make.now)
    assert SHARED not in db.session.scalar(db.select(Authenticator.sealed_secret))
    assert queries.live_sessions(person, now=make.now) == [session]
    assert elsewhere.ended_at == make.now
    assert session.factor is Factor.AUTHENTICATOR
    assert _told() == ["authenticator_added"]


def test_digits_work_once(make: Make) -> None:
    person = make.person()
    _with_app(make, person)
    assert _take(make, person, _digits(make, -1)) is rules.FactorCodeWrong
    typed = _digits(make)
    assert _take(make, person, f"{typed[:3]} {typed[3:]}") is Factor.AUTHENTICATOR
    assert _take(make, person, typed) is rules.FactorCodeWrong


def test_recovery_code_works_once_and_its_owner_hears_of_it(make: Make) -> None:
    person, other = make.person(), make.person("Other")
    session = _with_app(make, person)
    with transaction():
        codes = actions_factors.make_codes(session, secret=make.secret, now=make.now)
    stored = set(db.session.scalars(db.select(RecoveryCode.code_hash)))
    assert not stored & {code.replace("-", "") for code in codes}
    assert _take(make, other, codes[0]) is rules.FactorCodeWrong
    assert _take(make, person, codes[0].lower().replace("-", " ")) is Factor.RECOVERY
    assert _take(make, person, codes[0]) is rules.FactorCodeWrong
    assert factors.holdings(person).codes == 9
    assert _told() == ["authenticator_added", "codes_made", "code_used"]


def test_new_recovery_codes_end_the_old_ones(make: Make) -> None:
    person = make.person()
    session = _with_app(make, person)
    with transaction():
        old = actions_factors.make_codes(session, secret=make.secret, now=make.now)
        new = actions_factors.make_codes(session, secret=make.secret, now=make.now)
    assert _take(make, person, old[0]) is rules.FactorCodeWrong
    assert _take(make, person, new[0]) is Factor.RECOVERY


def test_five_wrong_codes_stop_guessing_of_one_factor_for_a_quarter_of_an_hour(make: Make) -> None:
    person = make.person()
    session = _with_app(make, person)
    with transaction():
        codes = actions_factors.make_codes(session, secret=make.secret, now=make.now)
    for number in range(factors.PER_PERSON):
        assert _take(make, person, "000000", place=str(number)) is rules.FactorCodeWrong
    assert _take(make, person, _digits(make)) is rules.TooManyWrongCodes
    # Nobody is locked out: the other factor still works, and the same one after a while.
    assert _take(make, person, codes[0]) is Factor.RECOVERY
    later = totp.digits(SHARED, totp.step_at(make.now + timedelta(minutes=16)))
    assert _take(make, person, later, later=16) is Factor.AUTHENTICATOR


def test_wrong_codes_of_others_do_not_count_for_me_until_a_whole_place_guesses(make: Make) -> None:
    person = make.person()
    _with_app(make, person)
    others = [make.person(f"Other {number}") for number in range(4)]
    for other in others:
        for _ in range(factors.PER_PERSON):
            assert _take(make, other, "000000", place="office") is rules.FactorCodeWrong
    assert _take(make, person, _digits(make), place="office") is rules.TooManyWrongCodes
    assert _take(make, person, _digits(make), place="home") is Factor.AUTHENTICATOR


def test_guesses_at_the_same_time_are_all_counted(make: Make, app: Flask) -> None:
    person = make.person()
    _with_app(make, person)
    gate, answers, number = threading.Barrier(8), [], person.id

    def guess() -> None:
        with app.app_context():
            gate.wait()
            answers.append(_take(make, db.session.get_one(Person, number), "000000"))

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(rules.FactorCodeWrong) == factors.PER_PERSON
    assert db.session.scalar(db.select(db.func.count()).select_from(WrongCode)) == factors.PER_PERSON


def test_same_digits_at_the_same_time_work_once(make: Make, app: Flask) -> None:
    person = make.person()
    _with_app(make, person)
    gate, answers, number, typed = threading.Barrier(4), [], person.id, _digits(make)

    def show() -> None:
        with app.app_context():
            gate.wait()
            answers.append(_take(make, db.session.get_one(Person, number), typed))

    threads = [threading.Thread(target=show) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(Factor.AUTHENTICATOR) == 1


def test_last_factor_stays_where_one_is_required(make: Make) -> None:
    chief, person = make.secretariat(), make.person()
    session, free = _with_app(make, chief), _with_app(make, person)
    with pytest.raises(rules.LastFactor), transaction():
        actions_factors.remove_authenticator(session, required=True, now=make.now)
    with transaction():
        actions_factors.make_codes(free, secret=make.secret, now=make.now)
        actions_factors.remove_authenticator(free, required=True, now=make.now)
    assert factors.holdings(person) == factors.Holdings(0, False, 0)
    with transaction():
        actions_factors.remove_authenticator(session, required=False, now=make.now)
    assert not queries.has_factor(chief)


def test_reset_takes_everything_away_and_signs_out(make: Make) -> None:
    person, chief = make.person(), make.secretariat()
    session = _with_app(make, person)
    with transaction():
        codes = actions_factors.make_codes(session, secret=make.secret, now=make.now)
        actions_factors.reset(person, by=chief, now=make.now)
    assert factors.holdings(person) == factors.Holdings(0, False, 0)
    assert queries.live_sessions(person, now=make.now) == []
    assert _take(make, person, codes[0]) is rules.FactorCodeWrong
    assert _told()[-1] == "reset"
