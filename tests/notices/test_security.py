"""What people hear of their own ways in, in their language."""

from datetime import timedelta

import pytest

from meetings.domain.access import actions, actions_factors, actions_proof, queries, rules
from meetings.domain.access.telling import Change, tell
from meetings.extensions import db, transaction
from meetings.models.access import WebSession
from meetings.models.outbox import Announcement, Mail
from meetings.models.person import Person
from meetings.notices import post
from tests.conftest import SECRET
from tests.make import Make
from tests.ways_in import give_app


def _mails(make: Make, *, later: timedelta = timedelta()) -> list[Mail]:
    post.handle(100, now=make.now + later)
    assert not [row.error for row in db.session.scalars(db.select(Announcement)) if row.error]
    return list(db.session.scalars(db.select(Mail).order_by(Mail.id)))


def _session(make: Make, person: Person) -> WebSession:
    with transaction():
        actions.begin(person, browser_name="b", now=make.now)
    return queries.live_sessions(person, now=make.now)[0]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("change", list(Change))
def test_owner_hears_of_each_change_in_their_language(make: Make, change: Change, language: str) -> None:
    person = make.person(language=language)
    with transaction():
        tell(person, change, now=make.now)
    (mail,) = _mails(make)
    assert mail.recipient_email == person.email
    assert f"http://localhost/{language}/people/me/security/" in mail.text
    assert mail.subject in mail.text.splitlines()[0]
    assert mail.subject in mail.html
    assert "12" in mail.text
    assert not mail.secret


def test_each_change_has_a_subject_of_its_own(make: Make) -> None:
    person = make.person()
    with transaction():
        for change in Change:
            tell(person, change, now=make.now)
    subjects = [mail.subject for mail in _mails(make)]
    assert len(set(subjects)) == len(Change)
    assert all("\n" not in subject for subject in subjects)


def test_code_to_confirm_goes_by_a_mail_that_is_wiped(make: Make) -> None:
    person = make.person()
    session = _session(make, person)
    with transaction():
        request = actions_proof.ask_proof(session, now=make.now)
    (mail,) = _mails(make)
    code = rules.proof_code(request.nonce, SECRET)
    assert code in mail.text
    assert code in mail.html
    assert code not in mail.subject
    assert mail.secret
    assert "http://localhost/en/sign-in/confirm/" in mail.text


def test_code_to_confirm_is_not_sent_too_late_nor_to_a_browser_that_is_out(make: Make) -> None:
    session, ended = _session(make, make.person()), _session(make, make.person())
    with transaction():
        actions_proof.ask_proof(session, now=make.now)
        actions_proof.ask_proof(ended, now=make.now)
        actions.end(ended, now=make.now)
    assert _mails(make, later=rules.LINK_LASTS) == []


def test_closed_account_hears_nothing_and_used_codes_are_told_of(make: Make) -> None:
    person, closed = make.person(), make.person()
    codes = give_app(person, now=make.now)
    with transaction():
        closed.disabled_at = make.now
        tell(closed, Change.RESET, now=make.now)
        actions_factors.take_code(person, codes[0], address_hash="p", secret=SECRET, now=make.now)
    assert _mails(make)[-1].subject == "A recovery code of your account was used"
    assert {mail.recipient_email for mail in _mails(make)} == {person.email}
