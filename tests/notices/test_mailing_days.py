"""What mails to many say to people who come on several days: each day, its time by their clock, its way in."""

from zoneinfo import ZoneInfo

import pytest

from meetings.core import dates
from meetings.core.bilingual import ENGLISH, FRENCH, Language
from meetings.domain.mailing import recipients, rules
from meetings.domain.mailing.recipients import Recipient
from meetings.domain.registration import actions as registrations
from meetings.extensions import db, transaction
from meetings.models.mailing import Audience, MailingKind
from meetings.models.meeting import Meeting, SessionLanguage
from meetings.models.outbox import Mail
from meetings.notices import mailings
from tests.make import Make
from tests.notices.test_mailings import sent
from tests.queries import counted

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def workshop(make: Make) -> Meeting:
    """Three days in English, each with a way in of its own."""
    meeting = make.workshop([SessionLanguage.ENGLISH] * 3)
    with transaction():
        for number, session in enumerate(make.sessions(meeting), start=1):
            session.join_link = f"https://meet.example/{number}"
    return meeting


def recipients_of(meeting: Meeting, make: Make) -> list[Recipient]:
    return recipients.of(meeting, rules.Segment(Audience.REGISTERED), now=make.now)


@pytest.mark.parametrize("language", [ENGLISH, FRENCH])
def test_who_comes_on_several_days_reads_each_with_its_time_and_its_way_in(
    make: Make, workshop: Meeting, language: Language
) -> None:
    reader = make.ncp(make.member(), language=language, zone="Asia/Tokyo")
    first, second, third = make.sessions(workshop)[:3]
    with transaction():
        registrations.register(workshop, reader, sessions=[first, third], by=reader, now=make.now)
    sent(make, workshop, MailingKind.CONNECTION, Audience.REGISTERED)
    mail = db.session.query(Mail).filter_by(person_id=reader.id, kind="mailing.connection").one()
    for session in (first, third):
        day = dates.weekday_date(session.starts_at.astimezone(TOKYO).date(), language)
        hours = dates.time_range(session.starts_at.astimezone(TOKYO), session.ends_at.astimezone(TOKYO), language)
        (line,) = [line for line in mail.text.splitlines() if session.join_link in line]
        assert day in line
        assert hours in line
        assert f'href="{session.join_link}"' in mail.html
    assert second.join_link not in mail.text
    assert "(12 and" in mail.subject or "(12 et" in mail.subject


def test_preview_shows_each_day_and_no_way_in(make: Make, workshop: Meeting) -> None:
    reader = make.ncp(make.member())
    days = make.sessions(workshop)[:2]
    with transaction():
        registrations.register(workshop, reader, sessions=days, by=reader, now=make.now)
    mailing = sent(make, workshop, MailingKind.CONNECTION, Audience.REGISTERED)
    (one,) = recipients.of(workshop, rules.segment(mailing.segment), now=make.now)
    text = mailings.preview(mailing, one).text
    assert "https://meet.example/" not in text
    assert text.count("/en/meetings/ncp-plenary-8/") >= len(days)
    assert one.days == days


def test_a_day_that_is_off_is_left_out_and_one_way_in_for_all_days_stands_once(make: Make, workshop: Meeting) -> None:
    reader = make.ncp(make.member())
    days = make.sessions(workshop)[:3]
    with transaction():
        registrations.register(workshop, reader, sessions=days, by=reader, now=make.now)
        for day in days:
            day.join_link = "https://meet.example/all"
        days[1].cancelled_at = make.now
    sent(make, workshop, MailingKind.CONNECTION, Audience.REGISTERED)
    mail = db.session.query(Mail).filter_by(person_id=reader.id, kind="mailing.connection").one()
    assert mail.text.count("https://meet.example/all") == 1
    assert [one.id for one in recipients_of(workshop, make)[0].days] == [days[0].id, days[2].id]


@pytest.mark.parametrize("count", [1, 10])
def test_whom_a_mail_means_takes_as_many_statements_for_one_as_for_ten(
    make: Make, workshop: Meeting, count: int
) -> None:
    member, days = make.member(), make.sessions(workshop)[:3]
    for _number in range(count):
        reader = make.ncp(member)
        with transaction():
            registrations.register(workshop, reader, sessions=days, by=reader, now=make.now)
    db.session.expire_all()
    workshop.id  # noqa: B018
    with counted() as statements:
        assert sum(len(one.days) for one in recipients_of(workshop, make)) == 3 * count
    assert len(statements) == 2
