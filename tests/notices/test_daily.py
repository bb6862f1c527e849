"""The daily mail: what is not pressing comes together, once, and nothing is lost."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from meetings.core.bilingual import Language
from meetings.domain.outbox import actions as outbox
from meetings.domain.person import actions as people
from meetings.domain.person import rules
from meetings.domain.person.rules import MailGroup
from meetings.extensions import db, transaction
from meetings.models.outbox import Mail, MailReason, MailState
from meetings.models.person import Person
from meetings.notices import daily, post
from tests.conftest import SECRET
from tests.make import Make

#: The tests' clock stands at 9:00 UTC; in Nairobi it is noon.
NEXT = datetime(2027, 3, 3, 6, 0, tzinfo=UTC)


def reader(make: Make, *, language: Language = "en", gathers: bool = True) -> Person:
    person = make.person(language=language)
    with transaction():
        people.choose_mails(person, (), daily=gathers, by=person, now=make.now)
    return person


def publish(make: Make, *readers: Person) -> None:
    meeting = make.meeting()
    for person in readers:
        make.registration(meeting, person)
    post.handle(100, now=make.now)
    make.record(meeting, published=True)
    post.handle(100, now=make.now)


def mails(kind: str) -> list[Mail]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Mail).where(Mail.kind == kind).order_by(Mail.id)))


def gather(make: Make, person: Person, number: int) -> None:
    letters = [
        outbox.Letter(
            "record.published", person.name, person.email, person.language, f"News {one}", "Words", "<p>Words</p>"
        )
        for one in range(number)
    ]
    with transaction():
        for letter in letters:
            mail = outbox.queue(letter, host="localhost", keep=True, now=make.now)
            mail.person_id, mail.state = person.id, MailState.GATHERED
            mail.due_at = rules.gathered_until(person, "record.published", make.now) or make.now


@pytest.mark.parametrize(
    ("zone", "at", "until"),
    [
        ("Africa/Nairobi", datetime(2027, 3, 2, 9, 0, tzinfo=UTC), NEXT),
        ("Africa/Nairobi", datetime(2027, 3, 2, 5, 59, tzinfo=UTC), datetime(2027, 3, 2, 6, 0, tzinfo=UTC)),
        # The clocks of Paris are put forward in the night: nine o'clock stays nine o'clock.
        ("Europe/Paris", datetime(2027, 3, 27, 12, 0, tzinfo=UTC), datetime(2027, 3, 28, 7, 0, tzinfo=UTC)),
        ("Europe/Paris", datetime(2027, 3, 26, 12, 0, tzinfo=UTC), datetime(2027, 3, 27, 8, 0, tzinfo=UTC)),
    ],
)
def test_daily_mail_leaves_at_nine_by_the_readers_clock(make: Make, zone: str, at: datetime, until: datetime) -> None:
    person = reader(make)
    person.zone = zone
    assert rules.gathered_until(person, "record.published", at) == until
    assert rules.gathered_until(person, "confirmation.reminded", at) is None, "reminders do not wait"
    assert rules.gathered_until(person, "meeting.cancelled", at) is None, "nor do formal notices"


@pytest.mark.parametrize(("language", "subject"), [("en", "2 pieces of news for you"), ("fr", "2 nouvelles pour vous")])
def test_what_waits_comes_together_once(make: Make, language: Language, subject: str) -> None:
    person = reader(make, language=language)
    gather(make, person, 2)
    assert daily.tell(now=NEXT - timedelta(seconds=1)) == 0
    assert daily.tell(now=NEXT) == 1
    assert daily.tell(now=NEXT) == 0
    [told] = mails("daily.gathered")
    assert (told.subject, told.state, told.recipient_email) == (subject, MailState.KEPT, person.email)
    gathered = mails("record.published")
    assert {mail.digest_id for mail in gathered} == {told.id}
    for mail in gathered:
        assert mail.subject in told.text
        assert f"http://localhost/{language}/people/me/mails/{mail.id}/" in told.text
        assert f"/people/me/mails/{mail.id}/" in told.html


def test_three_days_of_standstill_make_one_daily_mail(make: Make) -> None:
    person = reader(make)
    gather(make, person, 3)
    assert daily.tell(now=NEXT + timedelta(days=3)) == 1
    assert mails("daily.gathered")[0].subject == "3 pieces of news for you"


def test_closed_account_gets_none_and_one_broken_reader_stops_nobody(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, broken, good = (reader(make) for _ in range(3))
    for person in (closed, broken, good):
        gather(make, person, 1)
    with transaction():
        closed.disabled_at = make.now
        broken.zone = "No/Where"
        broken.language = "xx"  # type: ignore[assignment]
    assert daily.tell(now=NEXT) == 1
    assert [mail.person_id for mail in mails("daily.gathered")] == [good.id]
    states = [(mail.state, mail.reason) for mail in mails("record.published")]
    assert states[0] == (MailState.WITHHELD, MailReason.TOO_LATE)
    assert states[1][0] is MailState.GATHERED


def test_record_waits_for_those_who_chose_so(make: Make) -> None:
    each, gathers = reader(make, gathers=False), reader(make)
    publish(make, each, gathers)
    found = {mail.person_id: (mail.state, mail.due_at) for mail in mails("record.published")}
    assert found[each.id][0] is MailState.KEPT
    assert found[gathers.id] == (MailState.GATHERED, NEXT)


def test_links_to_refuse_mails_are_sealed_here_and_signed_for_one_group(make: Make) -> None:
    person = reader(make, gathers=False)
    token = rules.stop_token(person.id, MailGroup.DOCUMENTS, SECRET)
    assert rules.read_stop_token(token, SECRET) == (person.id, MailGroup.DOCUMENTS)
    for forged in (
        "",
        "1",
        token[:-1],
        token.replace("documents", "polls"),
        f"9{token}",
        token + "0",
        "0-polls-" + "0" * 64,
    ):
        assert rules.read_stop_token(forged, SECRET) is None
    publish(make, person)
    [mail] = mails("record.published")
    assert f"/people/mails/sealed-{person.id}-documents/" in mail.text
    assert token not in mail.text + mail.html
    assert "/people/mails/" not in mails("registration.confirmed")[0].text, "formal notices have no such link"


@pytest.mark.parametrize(
    ("language", "said"), [("en", "The record is published: 8th NCP Plenary"), ("fr", "Le compte rendu est publié")]
)
def test_each_piece_of_news_says_in_one_sentence_what_it_is(make: Make, language: Language, said: str) -> None:
    publish(make, reader(make, language=language))
    [record] = mails("record.published")
    daily.tell(now=NEXT)
    [mail] = mails("daily.gathered")
    sentence = record.text.splitlines()[0]
    assert sentence.startswith(said)
    for part in (mail.text, unescape(mail.html)):
        assert part.count(sentence) == 1
