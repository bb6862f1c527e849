"""What mails to many say, to whom their ways in go, and that one broken person keeps nobody else from theirs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from meetings.core.bilingual import FRENCH, Bilingual
from meetings.domain.mailing import actions, defaults, queries
from meetings.domain.person import rules as people_rules
from meetings.extensions import db, transaction
from meetings.models.mailing import Addressed, Audience, Dropped, Mailing, MailingKind, MailingRecipient, MailingState
from meetings.models.meeting import Meeting
from meetings.models.meeting_link import MeetingLink
from meetings.models.outbox import Mail, MailState
from meetings.models.person import Person
from meetings.notices import letters
from tests.domain.mailing.test_actions import clock, draft, planned, seen
from tests.make import Make

LATER = datetime(2027, 3, 7, 20, 0, tzinfo=UTC)


def sent(make: Make, meeting: Meeting, kind: MailingKind, audience: Audience = Audience.EVERYBODY) -> Mailing:
    """Send the words of the house for *kind* now."""
    words = defaults.words(kind)
    written = replace(draft(kind, audience=audience), subject=words.subject, body=words.body)
    with transaction():
        mailing = actions.prepare(meeting, written, by=None, now=make.now)
    with transaction():
        actions.send_now(mailing, seen=seen(mailing, make.now), by=None, now=make.now)
    clock(make.now)
    return mailing


def mail_to(person: Person) -> Mail:
    return db.session.query(Mail).filter_by(person_id=person.id).one()


def test_the_way_into_a_sitting_goes_to_who_has_a_seat(make: Make) -> None:
    meeting, member = make.meeting(), make.member()
    placed, other = make.ncp(member), make.ncp(member, "Otieno")
    make.registration(meeting, placed)
    sent(make, meeting, MailingKind.CONNECTION, Audience.REGISTERED)
    assert "https://meet.hemicycle.example/en" in mail_to(placed).text
    assert db.session.query(Mail).filter_by(person_id=other.id).count() == 0


def test_an_invitation_gives_a_link_of_ones_own_and_counts_as_invited(make: Make) -> None:
    meeting, reader = make.meeting(), make.ncp(make.member("CM", "Cameroon"), "Odile", language=FRENCH)
    sent(make, meeting, MailingKind.INVITATION)
    mail = mail_to(reader)
    assert mail.subject == "Invitation\u00a0: 8e réunion plénière des PCN, 12 et 14\u00a0mars 2027"
    assert "/fr/place/sealed-" in mail.text
    assert db.session.query(MeetingLink).one().invited_at == make.now
    assert queries.progress(meeting)[mail_mailing(mail)].gone == 1


def mail_mailing(mail: Mail) -> int:
    return db.session.query(MailingRecipient).filter_by(mail_id=mail.id).one().mailing_id


def test_one_broken_person_stops_nobody_else(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting, member = make.meeting(), make.member()
    broken, others = make.ncp(member, "Broken"), [make.ncp(member, f"Person {number}") for number in range(3)]
    write = letters.write

    def breaks(notice):
        if notice.person.id == broken.id:
            raise ValueError("no such zone")
        return write(notice)

    monkeypatch.setattr(letters, "write", breaks)
    mailing = sent(make, meeting, MailingKind.SAVE_THE_DATE)
    assert db.session.query(Mail).count() == len(others)
    row = db.session.query(MailingRecipient).filter_by(person_id=broken.id).one()
    assert (row.state, row.error) == (Addressed.FAILED, "ValueError: no such zone")
    assert mailing.state is MailingState.SENT


def test_reminders_can_be_refused_and_formal_notices_cannot(make: Make) -> None:
    meeting, reader = make.meeting(), make.ncp(make.member())
    with transaction():
        reader.unwanted = " ".join(people_rules.OPTIONAL_MAILS)
    sent(make, meeting, MailingKind.REMINDER)
    assert db.session.query(MailingRecipient).one().reason is Dropped.UNWANTED
    sent(make, meeting, MailingKind.SAVE_THE_DATE)
    assert mail_to(reader).kind == "mailing.save_the_date"


def test_a_title_can_say_anything_and_mean_nothing(make: Make) -> None:
    meeting, reader = make.meeting(), make.ncp(make.member())
    title = "**[x](https://evil.example)** <b>\u202bעברית; a\\b {{name}} 🙂"
    with transaction():
        meeting.title = Bilingual(title, title)
    sent(make, meeting, MailingKind.SAVE_THE_DATE)
    mail = mail_to(reader)
    assert '<a href="https://evil.example"' not in mail.html
    assert "<b>" not in mail.html
    assert "{{name}}" in mail.text


def test_what_waits_when_the_sitting_begins_is_held_back(make: Make) -> None:
    meeting = make.meeting()
    make.ncp(make.member())
    mailing = planned(meeting, make.now)
    clock(LATER - timedelta(days=1))
    with transaction():
        db.session.query(Mail).update({"state": MailState.WAITING})
    clock(make.sessions(meeting)[1].starts_at)
    assert db.session.query(Mail).one().state is MailState.WITHHELD
    assert (mailing.state, mailing.reason) == (MailingState.DROPPED, Dropped.BEGUN)
