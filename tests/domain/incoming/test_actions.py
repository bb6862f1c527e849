"""What follows from mails that come back, complaints and answers of calendars; and what is kept out."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from meetings.domain.access import actions as access
from meetings.domain.incoming import actions, queries, rules
from meetings.domain.incoming.rules import Returns
from meetings.domain.outbox import actions as outbox
from meetings.domain.outbox.actions import Letter
from meetings.domain.person.rules import OPTIONAL_MAILS
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.incoming import CalendarAnswer, Fate, Incoming, Reply, Sort, Why
from meetings.models.outbox import Mail, MailState
from meetings.models.person import Person
from meetings.models.registration import Place, Registration
from tests import returned_mail as samples
from tests.conftest import SECRET
from tests.make import Make

RETURNS = Returns("returns@meetings.example.org", SECRET)


def written(make: Make, person: Person, kind: str = "registration.confirmed") -> Mail:
    letter = Letter(
        kind=kind,
        recipient_name=person.name,
        recipient_email=person.email,
        language="en",
        subject="Your place",
        text="Words.",
        html="<p>Words.</p>",
        person_id=person.id,
    )
    with transaction():
        mail = outbox.queue(letter, host="localhost", keep=False, now=make.now)
        outbox.sent(mail, now=make.now)
    return mail


def back(mail: Mail) -> str:
    return RETURNS.of_mail(mail.id, mail.message_id)


def take(octets: bytes, now: datetime) -> Incoming:
    with transaction():
        row = actions.take(octets, RETURNS, now=now)
    assert row is not None
    db.session.expire_all()
    return row


def uid_of(place: Registration) -> str:
    """Return the entry of the first day."""
    return place.days[0].uid


@pytest.fixture
def person(make: Make) -> Person:
    return make.ncp(make.member())


@pytest.fixture
def place(make: Make, person: Person) -> Registration:
    return make.registration(make.meeting(), person)


def answer(place: Registration, **said: object) -> bytes:
    to = RETURNS.of_entry(uid_of(place), place.person.email)
    return samples.reply(to, uid_of(place), place.person.email, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize("sample", [samples.postfix, samples.exchange, samples.qmail])
def test_bounce_for_good_marks_mail_and_address(make: Make, person: Person, sample) -> None:
    mail = written(make, person)
    row = take(sample(back(mail)), make.now)
    assert (row.sort, row.fate, row.why, row.for_good) == (Sort.BOUNCE, Fate.MATCHED, Why.ADDRESS, True)
    assert (row.mail_id, row.person_id, row.address) == (mail.id, person.id, person.email)
    assert mail.state is MailState.BOUNCED
    assert person.address_failed_at == make.now
    assert queries.last_bounces([person])[person.id].id == row.id
    verbs = set(db.session.scalars(sa.select(AuditLine.verb)))
    assert {"incoming.taken", "person.address_failed"} <= verbs


def test_message_is_taken_once(make: Make, person: Person) -> None:
    octets = samples.postfix(back(written(make, person)))
    take(octets, make.now)
    with transaction():
        assert actions.take(octets, RETURNS, now=make.now) is None
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Incoming)) == 1


def test_passing_faults_mark_an_address_only_when_they_go_on(make: Make, person: Person) -> None:
    first = written(make, person)
    for status in ("4.4.1", "4.4.7"):
        take(samples.postfix(back(first), status=status), make.now)
    take(samples.gmail(back(written(make, person))), make.now)
    assert person.address_failed_at is None, "one mail that came back twice counts once"
    take(samples.gmail(back(written(make, person))), make.now)
    assert person.address_failed_at == make.now


@pytest.mark.parametrize("after", ["long ago", "sign-in"])
def test_passing_faults_of_before_do_not_count(make: Make, person: Person, after: str) -> None:
    for _ in range(rules.SOFT - 1):
        take(samples.gmail(back(written(make, person))), make.now)
    later = make.now + (timedelta(days=8) if after == "long ago" else timedelta(hours=1))
    if after == "sign-in":
        sign_in(person, make.now + timedelta(minutes=5))
    take(samples.gmail(back(written(make, person))), later)
    assert person.address_failed_at is None


def test_delay_changes_nothing(make: Make, person: Person) -> None:
    mail = written(make, person)
    row = take(samples.postfix(back(mail), action="delayed", status="4.4.1"), make.now)
    assert (row.sort, row.fate) == (Sort.DELAY, Fate.MATCHED)
    assert (mail.state, person.address_failed_at) == (MailState.SENT, None)


def test_bounce_of_an_address_of_before_does_not_mark_the_one_of_now(make: Make, person: Person) -> None:
    mail = written(make, person)
    with transaction():
        person.email = "new@example.org"
    take(samples.postfix(back(mail)), make.now)
    assert (mail.state, person.address_failed_at) == (MailState.BOUNCED, None)


def test_forged_and_strange_bounces_change_nothing(make: Make, person: Person) -> None:
    mail, other = written(make, person), written(make, make.person("Somebody"))
    cases = {
        RETURNS.of_mail(other.id, mail.message_id): Fate.FORGED,
        Returns(RETURNS.address, "another secret of the same length").of_mail(mail.id, mail.message_id): Fate.FORGED,
        RETURNS.of_mail(999, mail.message_id): Fate.GONE,
        "returns@meetings.example.org": Fate.UNSIGNED,
        RETURNS.of_entry("uid", person.email): Fate.UNSIGNED,
    }
    for to, fate in cases.items():
        row = take(samples.postfix(to), make.now)
        assert (row.fate, row.person_id, row.said) == (fate, None, ""), to
    assert {mail.state, other.state} == {MailState.SENT}
    assert person.address_failed_at is None


def test_note_of_absence_and_letters_change_nothing(make: Make, person: Person) -> None:
    mail = written(make, person)
    assert take(samples.absence(back(mail)), make.now).fate is Fate.IGNORED
    question = f"From: {person.email}\nTo: {back(mail)}\n\nWhen does it begin?\n".encode()
    assert (take(question, make.now).sort, mail.state) == (Sort.OTHER, MailState.SENT)


def test_complaint_ends_reminders(make: Make, person: Person) -> None:
    mail = written(make, person)
    assert take(samples.complaint(back(mail)), make.now).fate is Fate.MATCHED
    assert person.unwanted.split() == list(OPTIONAL_MAILS)
    assert queries.last_complaint(person) == make.now
    assert (mail.state, person.address_failed_at) == (MailState.SENT, None)


def sign_in(person: Person, now: datetime) -> None:
    with transaction():
        request = access.ask(
            person.email,
            language="en",
            browser="b",
            address_hash="h",
            next_path="",
            secret=SECRET,
            now=now,
        )
        code = access.rules.typed_code(request.nonce, SECRET)
        access.type_code(code, browser="b", secret=SECRET, browser_name="test", now=now)


def test_mark_goes_when_somebody_signs_in_by_mail(make: Make, person: Person) -> None:
    take(samples.postfix(back(written(make, person))), make.now)
    sign_in(person, make.now + timedelta(minutes=1))
    assert person.address_failed_at is None


def test_secretariat_says_that_an_address_works_again(make: Make, person: Person) -> None:
    secretariat, mail = make.secretariat(), written(make, person)
    take(samples.postfix(back(mail)), make.now)
    with transaction():
        actions.works_again(person, by=secretariat, now=make.now)
    assert person.address_failed_at is None
    with pytest.raises(rules.AddressNotMarked):
        actions.works_again(person, by=secretariat, now=make.now)
    for _ in range(rules.SOFT - 1):
        take(samples.gmail(back(written(make, person))), make.now)
    assert person.address_failed_at is None, "what came back before counts no more"
    take(samples.exchange(back(written(make, person))), make.now)
    assert person.address_failed_at == make.now


def test_reminders_wait_for_a_dead_address_and_in_the_end_all_but_ways_in(make: Make, person: Person) -> None:
    assert not queries.withheld(person, "confirmation.reminded", secret=False)
    take(samples.postfix(back(written(make, person))), make.now)
    kinds = {"confirmation.reminded": True, "record.published": True, "meeting.cancelled": False}
    assert {kind: queries.withheld(person, kind, secret=False) for kind in kinds} == kinds
    for _ in range(rules.HOPELESS - 1):
        take(samples.postfix(back(written(make, person))), make.now)
    assert queries.withheld(person, "meeting.cancelled", secret=False)
    assert not queries.withheld(person, "access.asked", secret=True)


@pytest.mark.parametrize("organizer", [True, False])
def test_answer_is_kept_and_changes_no_place(make: Make, place: Registration, organizer: bool) -> None:
    row = take(answer(place, said="DECLINED", organizer=organizer, comment="Away"), make.now)
    assert (row.sort, row.fate, row.answer) == (Sort.ANSWER, Fate.MATCHED, Reply.DECLINED)
    assert (row.person_id, row.meeting_id) == (place.person_id, place.meeting_id)
    kept = queries.answers([place.id])[place.id]
    assert [(one.answer, one.comment) for one in kept] == [(Reply.DECLINED, "Away")]
    assert place.place is Place.CONFIRMED


def test_older_answer_never_replaces_a_newer_one(make: Make, place: Registration) -> None:
    minute = timedelta(minutes=1)
    steps = (
        ("ACCEPTED", 1, "20270302T080000Z", True),
        ("DECLINED", 0, "20270302T085900Z", False),
        ("DECLINED", 1, "20270302T075900Z", False),
        ("TENTATIVE", 1, "20270302T080100Z", True),
        ("DECLINED", 2, "20270302T070000Z", True),
    )
    for number, (said, sequence, stamp, kept) in enumerate(steps):
        row = take(answer(place, said=said, sequence=sequence, stamp=stamp), make.now + number * minute)
        assert (row.fate is Fate.MATCHED) == kept, (said, sequence, stamp)
        assert kept or row.fate is Fate.OLDER
    assert queries.answers([place.id])[place.id][0].answer is Reply.DECLINED


def test_clock_that_runs_ahead_is_not_believed(make: Make, place: Registration) -> None:
    take(answer(place, said="DECLINED", stamp="20990101T000000Z"), make.now)
    later = make.now + timedelta(hours=1)
    take(answer(place, said="ACCEPTED", stamp=later.strftime("%Y%m%dT%H%M%SZ")), later)
    assert queries.answers([place.id])[place.id][0].answer is Reply.ACCEPTED


def test_answers_of_others_are_kept_out(make: Make, place: Registration) -> None:
    meeting, stranger = place.meeting, make.person("Somebody Else")
    others = make.registration(meeting, stranger)
    mine, email = uid_of(place), place.person.email
    own = RETURNS.of_entry(mine, email)
    cases = [
        (samples.reply("returns@meetings.example.org", uid_of(place), email), Fate.UNSIGNED),
        (samples.reply(own, uid_of(place), stranger.email), Fate.FORGED),
        (samples.reply(own, uid_of(others), email), Fate.FORGED),
        (samples.reply(RETURNS.of_entry(uid_of(others), stranger.email), uid_of(place), email), Fate.FORGED),
        (
            samples.reply(RETURNS.of_entry(uid_of(place), "x@example.org"), uid_of(place), "x@example.org"),
            Fate.OTHER_PERSON,
        ),
        (samples.reply(RETURNS.of_entry("gone", email), "gone", email), Fate.GONE),
    ]
    for octets, fate in cases:
        row = take(octets, make.now)
        assert (row.fate, row.answer) == (fate, None)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CalendarAnswer)) == 0
