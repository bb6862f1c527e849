"""Who hears of what, in which words and with which calendar part."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.access import actions as access
from meetings.domain.access import address_change_actions as addresses
from meetings.domain.access import rules as ways_in
from meetings.domain.meeting import actions as meetings
from meetings.domain.record import actions as records
from meetings.domain.registration import actions as places
from meetings.extensions import db, transaction
from meetings.models.access import SignInRequest
from meetings.models.meeting import Meeting, Session
from meetings.models.outbox import Announcement, Mail, MailState
from meetings.models.person import Person
from meetings.notices import post
from tests.conftest import SECRET
from tests.make import Make, both, entry_of

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def english(make: Make) -> Person:
    return make.person("Wanjiru Kamande", zone="Africa/Nairobi")


@pytest.fixture
def french(make: Make) -> Person:
    return make.person("Aïcha Ngo", language="fr", zone="Africa/Douala")


def mails(make: Make) -> list[Mail]:
    """Post what waits and return the mails that it became, after taking them away."""
    post.handle(100, now=make.now)
    waiting = db.session.scalars(db.select(Announcement).where(Announcement.handled_at.is_(None))).all()
    assert [announcement.error for announcement in waiting] == []
    found = db.session.scalars(db.select(Mail).where(Mail.state == MailState.KEPT).order_by(Mail.id)).all()
    with transaction():
        for mail in found:
            mail.state = MailState.SENT
    return list(found)


def calendar(mail: Mail) -> str:
    """Return the calendar part unfolded."""
    assert mail.calendar is not None
    assert f"METHOD:{mail.calendar_method}" in mail.calendar.decode()
    return mail.calendar.decode().replace("\r\n ", "")


def revise(make: Make, meeting: Meeting, session: Session, *, hours: int = 0, **changes: object) -> None:
    """Change one sitting as the secretariat does."""
    sittings = []
    for found, sitting in zip(make.sessions(meeting), make.sittings(), strict=True):
        same = replace(sitting, session_id=found.id)
        if found.id == session.id:
            moved = {"starts": same.starts + timedelta(hours=hours), "ends": same.ends + timedelta(hours=hours)}
            same = replace(same, **moved, **changes)
        sittings.append(same)
    with transaction():
        meetings.revise(meeting, make.plan(), sittings, by=None, now=make.now)


def ask(person_email: str, now: datetime) -> SignInRequest:
    with transaction():
        return access.ask(
            person_email,
            language="en",
            browser="b",
            address_hash="a",
            next_path="",
            secret=SECRET,
            now=now,
        )


def test_sign_in_mail_holds_link_and_digits(make: Make, english: Person) -> None:
    request = ask(english.email, make.now)
    [mail] = mails(make)
    assert f"http://localhost/en/sign-in/{ways_in.link_token(request.nonce, SECRET)}/" in mail.text
    assert ways_in.typed_code(request.nonce, SECRET) in mail.text
    assert ways_in.typed_code(request.nonce, SECRET) in mail.html
    assert mail.secret
    assert ways_in.typed_code(request.nonce, SECRET) not in mail.subject
    assert "12:10" in mail.text.splitlines()[0]


def test_sign_in_mail_speaks_the_language_of_its_reader(make: Make, french: Person) -> None:
    ask(french.email, make.now)
    [mail] = mails(make)
    assert "http://localhost/fr/sign-in/" in mail.text
    assert f"10{NBSP}h{NBSP}10" in mail.text.splitlines()[0]
    assert "English: " in mail.text
    assert "http://localhost/en/sign-in/" in mail.text


def test_sign_in_mail_is_not_written_for_the_unknown_or_too_late(make: Make, english: Person) -> None:
    ask("nobody@example.org", make.now)
    ask(english.email, make.now - timedelta(minutes=11))
    assert mails(make) == []


def test_confirmed_gets_the_times_of_both_zones_and_an_invitation(make: Make, english: Person) -> None:
    make.registration(make.meeting(), english)
    [mail] = mails(make)
    assert mail.subject == f"8th NCP Plenary: you have a place in the English session, 12{NBSP}March 2027"
    assert f"Friday 12{NBSP}March 2027, 15:00–17:00 (Nairobi time)" in mail.text
    assert f"Friday 12{NBSP}March 2027, 13:00–15:00 (Brussels time)" in mail.text
    assert "15:00–17:00" in mail.html
    assert "https://meet.hemicycle.example/en" in mail.text
    assert "http://localhost/en/meetings/ncp-plenary-8/" in mail.text
    assert "SEQUENCE:0" in calendar(mail)
    assert 'ATTENDEE;CN="Wanjiru Kamande"' in calendar(mail)
    assert (mail.calendar_method, mail.person_id, mail.language) == ("REQUEST", english.id, "en")
    assert mail.message_id.endswith("@localhost>")


def test_confirmed_reads_french_in_french(make: Make, french: Person) -> None:
    meeting = make.meeting()
    make.registration(meeting, french, make.sessions(meeting)[1])
    [mail] = mails(make)
    assert "8e réunion plénière des PCN" in mail.subject
    assert f"14{NBSP}mars 2027" in mail.subject
    assert f"dimanche 14{NBSP}mars 2027, 10{NBSP}h{NBSP}– 12{NBSP}h" in mail.text
    assert "8<sup>e</sup>" in mail.html
    assert '<html lang="fr">' in mail.html
    assert "English: 8th NCP Plenary: you have a place in the French session" in mail.text
    assert "SUMMARY;LANGUAGE=fr:8e réunion plénière des PCN (séance en français)" in calendar(mail)
    assert f"Pour participer{NBSP}: https://meet" in calendar(mail)


def test_mail_shows_one_zone_where_both_clocks_agree(make: Make) -> None:
    make.registration(make.meeting(), make.person(zone="Europe/Paris"))
    [mail] = mails(make)
    assert "13:00–15:00 (Paris time)" in mail.text
    assert "Brussels" not in mail.text


def test_waiting_gets_neither_join_link_nor_invitation(make: Make, english: Person, french: Person) -> None:
    meeting = make.meeting(capacity=1)
    make.registration(meeting, english)
    make.registration(meeting, french)
    mail = mails(make)[1]
    assert mail.kind == "registration.waiting"
    assert "liste d’attente" in mail.subject
    assert "meet.hemicycle.example" not in mail.text + mail.html
    assert mail.calendar is None


def test_withdrawal_cancels_the_invitation_and_promotes_the_next(make: Make, english: Person, french: Person) -> None:
    meeting = make.meeting(capacity=1)
    first, _second = make.registration(meeting, english), make.registration(meeting, french)
    mails(make)
    with transaction():
        places.withdraw(first, by=english, now=make.now)
    gone, promoted = mails(make)
    assert (gone.kind, gone.calendar_method) == ("registration.withdrawn", "CANCEL")
    assert f"UID:{entry_of(first).uid}" in calendar(gone)
    assert "SEQUENCE:1" in calendar(gone)
    assert "STATUS:CANCELLED" in calendar(gone)
    assert "meet.hemicycle.example" not in gone.text + gone.html + calendar(gone)
    assert (promoted.kind, promoted.calendar_method, promoted.person_id) == (
        "registration.promoted",
        "REQUEST",
        french.id,
    )


def test_what_was_undone_before_it_was_told_is_told_once(make: Make, english: Person) -> None:
    registration = make.registration(make.meeting(), english)
    with transaction():
        places.withdraw(registration, by=english, now=make.now)
    [mail] = mails(make)
    assert mail.kind == "registration.withdrawn"
    assert mail.calendar is None


def test_change_of_session_moves_the_same_entry(make: Make, english: Person) -> None:
    meeting = make.meeting()
    registration = make.registration(meeting, english)
    mails(make)
    with transaction():
        places.move(registration, [make.sessions(meeting)[1]], by=english, now=make.now)
    [mail] = mails(make)
    assert mail.text.startswith("You have changed from the English session to the French session: 8th NCP Plenary.")
    assert f"Before: the English session, 12{NBSP}March 2027, 15:00" in mail.text
    assert f"Now: Sunday 14{NBSP}March 2027, 12:00–14:00 (Nairobi time)" in mail.text
    assert f"UID:{entry_of(registration).uid}" in calendar(mail)
    assert "SEQUENCE:1" in calendar(mail)
    assert mail.calendar_method == "REQUEST"


def test_moved_session_tells_old_and_new_to_everybody_in_it(make: Make, english: Person, french: Person) -> None:
    meeting = make.meeting(capacity=1)
    in_english, in_french = make.sessions(meeting)
    waits = make.person("Tomasz Nowak", zone="Europe/Warsaw")
    for person, session in ((english, in_english), (waits, in_english), (french, in_french)):
        make.registration(meeting, person, session)
    mails(make)
    revise(make, meeting, in_english, hours=2, capacity=1)
    placed, waiting = mails(make)
    assert placed.subject == f"8th NCP Plenary: the English session moves to 12{NBSP}March 2027"
    first_line = placed.text.splitlines()[0]
    assert f"from 12{NBSP}March 2027, 15:00 to 12{NBSP}March 2027, 17:00 (Nairobi time)" in first_line
    assert f"12{NBSP}March 2027, 13:00 (Brussels time)" in placed.text
    assert "15:00–17:00 (Brussels time)" in placed.text
    assert "<del" in placed.html
    assert "SEQUENCE:1" in calendar(placed)
    assert "DTSTART;TZID=Europe/Brussels:20270312T150000" in calendar(placed)
    assert (waiting.person_id, waiting.calendar) == (waits.id, None)
    assert "You stay on the waiting list." in waiting.text


def test_new_join_link_is_sent_without_a_word_of_moving(make: Make, english: Person) -> None:
    meeting = make.meeting()
    make.registration(meeting, english)
    mails(make)
    revise(make, meeting, make.sessions(meeting)[0], join_link="https://meet.hemicycle.example/new")
    [mail] = mails(make)
    assert "moves" not in mail.subject + mail.text
    assert "https://meet.hemicycle.example/new" in mail.text
    assert "https://meet.hemicycle.example/new" in calendar(mail)


def test_cancelled_meeting_leaves_every_calendar(make: Make, english: Person, french: Person) -> None:
    meeting = make.meeting()
    in_english, in_french = make.sessions(meeting)
    make.registration(meeting, english, in_english)
    make.registration(meeting, french, in_french)
    mails(make)
    with transaction():
        meetings.cancel(meeting, Bilingual("The platform is down", "La plateforme est en panne"), by=None, now=make.now)
    to_english, to_french = mails(make)
    assert to_english.subject == f"8th NCP Plenary is cancelled (12{NBSP}March 2027)"
    assert "Reason: The platform is down" in to_english.text
    assert "La plateforme est en panne" in to_french.html
    for mail in (to_english, to_french):
        assert mail.calendar_method == "CANCEL"
        assert "SEQUENCE:1" in calendar(mail)
        assert "meet.hemicycle.example" not in mail.text + calendar(mail)


def test_published_record_is_told_to_those_who_had_a_place(make: Make, english: Person, french: Person) -> None:
    meeting = make.meeting(capacity=1)
    make.registration(meeting, english)
    make.registration(meeting, french)
    mails(make)
    with transaction():
        record = records.begin(meeting, by=None, now=make.now)
        records.add_paragraph(record, None, Bilingual("Opened.", "Ouverte."), by=None, now=make.now)
        records.publish(record, gaps=0, by=None, now=make.now)
    [mail] = mails(make)
    assert mail.person_id == english.id
    assert "http://localhost/en/meetings/ncp-plenary-8/record/" in mail.text
    assert mail.calendar is None


def test_those_who_share_a_ballot_hear_what_was_cast(make: Make) -> None:
    kenya = make.member()
    voter, other = make.ncp(kenya), make.ncp(kenya, "Aïcha Ngo", language="fr")
    poll = make.open_poll(make.meeting())
    make.ballot(poll, kenya, voter)
    (mail,) = mails(make)
    assert (mail.kind, mail.person_id, mail.language) == ("poll.ballot_cast", other.id, "fr")
    assert "Oui" in mail.text
    assert f"/fr/polls/{poll.id}/" in mail.text


def test_ballot_that_was_replaced_is_told_as_it_stands(make: Make) -> None:
    kenya = make.member()
    voter, other = make.ncp(kenya), make.ncp(kenya, "Peter Otieno")
    poll = make.open_poll(make.meeting())
    make.ballot(poll, kenya, voter)
    make.ballot(poll, kenya, other, 1)
    assert [mail.person_id for mail in mails(make)] == [voter.id]


def test_withdrawn_record_is_told_to_nobody(make: Make, english: Person) -> None:
    meeting = make.meeting()
    make.registration(meeting, english)
    mails(make)
    record = make.record(meeting, Bilingual("Opened.", "Ouvert."), published=True)
    with transaction():
        records.withdraw(record, by=None, now=make.now)
    assert mails(make) == []


def test_waiting_again_takes_the_old_invitation_back(make: Make, english: Person, french: Person) -> None:
    meeting = make.meeting(capacity=1)
    first = make.registration(meeting, english)
    mails(make)
    with transaction():
        places.withdraw(first, by=english, now=make.now)
    make.registration(meeting, french)
    make.registration(meeting, english)
    mail = next(mail for mail in mails(make) if mail.person_id == english.id)
    assert (mail.kind, mail.calendar_method) == ("registration.waiting", "CANCEL")
    assert "https://" not in calendar(mail).replace("http://localhost", "").split("ORGANIZER")[0]


def test_closed_accounts_are_not_written_to(make: Make, english: Person) -> None:
    make.registration(make.meeting(), english)
    with transaction():
        english.disabled_at = make.now
    assert mails(make) == []


def test_account_that_was_closed_hears_of_its_new_address_no_more(make: Make, english: Person) -> None:
    with transaction():
        addresses.move(english, "new@example.org", secret=SECRET, by=None, now=make.now)
        english.disabled_at = make.now
    assert [mail.kind for mail in mails(make)] == ["address.changed_old"]


def test_title_in_one_language_only_is_shown_in_both(make: Make, french: Person) -> None:
    meeting = make.meeting()
    make.registration(meeting, french)
    with transaction():
        meeting.title = Bilingual("Workshop <one>: & more", "")
    [mail] = mails(make)
    assert "Workshop <one>: & more" in mail.subject
    assert '<span lang="en">Workshop &lt;one&gt;: &amp; more</span>' in mail.html


def test_place_in_a_meeting_cancelled_before_it_was_told_is_told_as_cancelled(make: Make, english: Person) -> None:
    meeting = make.meeting()
    make.registration(meeting, english)
    with transaction():
        meetings.cancel(meeting, both("The platform is down."), by=None, now=make.now)
    post.handle(10, now=make.now)
    assert [mail.kind for mail in db.session.scalars(db.select(Mail))] == ["meeting.cancelled"]
