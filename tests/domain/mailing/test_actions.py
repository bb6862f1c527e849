"""Mailings from the draft to the last mail: who decides what, what moves, what is dropped, and each person once."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from meetings.core.bilingual import ENGLISH, FRENCH, Bilingual
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.invitation.rules import Segment as Part
from meetings.domain.mailing import actions, actions_series, defaults, queries, recipients, rules
from meetings.domain.mailing.places import WordsWrong
from meetings.domain.mailing.rules import Draft, Segment
from meetings.domain.mailing.timing import Moment
from meetings.domain.meeting import actions as meetings
from meetings.domain.meeting import actions_states as states
from meetings.domain.meeting.rules import AlreadyCancelled, NotAnnounced, Slot
from meetings.extensions import db, transaction
from meetings.jobs import mailings as job
from meetings.models.mailing import (
    Addressed,
    Audience,
    Dropped,
    Mailing,
    MailingKind,
    MailingRecipient,
    MailingState,
    Timing,
    Unit,
)
from meetings.models.meeting import Meeting
from meetings.models.outbox import Mail, MailState
from meetings.models.person import Person
from tests.make import Make, both

DAY_BEFORE = Moment(Timing.BEFORE_OWN, 24, Unit.HOURS)
WEEK_BEFORE = Moment(Timing.BEFORE, 7, Unit.DAYS, time(9))


def draft(
    kind: MailingKind = MailingKind.REMINDER,
    *,
    audience: Audience = Audience.EVERYBODY,
    moment: Moment = WEEK_BEFORE,
    part: Part | None = None,
    subject: Bilingual | None = None,
) -> Draft:
    return Draft(kind, subject or both("{{meeting}}"), both("Dear {{name}}"), Segment(audience, part or Part()), moment)


def prepared(meeting: Meeting, now: datetime, **words) -> Mailing:
    with transaction():
        return actions.prepare(meeting, draft(**words), by=None, now=now)


def seen(mailing: Mailing, now: datetime) -> str:
    people = recipients.of(mailing.meeting, rules.segment(mailing.segment), now=now)
    return rules.mark([one.person.id for one in people])


def planned(meeting: Meeting, now: datetime, **words) -> Mailing:
    mailing = prepared(meeting, now, **words)
    with transaction():
        actions.plan(mailing, seen=seen(mailing, now), by=None, now=now)
    return mailing


def clock(at: datetime) -> None:
    """Let the clock do at *at* what it does every few seconds."""
    db.session.expire_all()
    with time_machine.travel(at, tick=False):
        job.keep_time()
        job.write()
        job.keep_time()
    db.session.expire_all()


def mails() -> list[tuple[str, str]]:
    return sorted((mail.recipient_name, mail.kind) for mail in db.session.query(Mail))


@pytest.fixture
def people(make: Make) -> list[Person]:
    """An English reader in Nairobi and a French one in Montréal."""
    kenya, france = make.member(), make.member("FR", "France")
    return [
        make.ncp(kenya, "Wanjiru Kamande"),
        make.ncp(france, "Claire Dubois", language=FRENCH, zone="America/Toronto"),
    ]


def test_a_planned_mailing_goes_once_to_each_by_their_own_clock(make: Make, people: list[Person]) -> None:
    meeting = make.meeting()
    mailing = planned(meeting, make.now)
    clock(datetime(2027, 3, 5, 5, 59, tzinfo=UTC))
    assert mails() == []
    clock(datetime(2027, 3, 5, 6, 0, tzinfo=UTC))
    assert mails() == [("Wanjiru Kamande", "mailing.reminder")]
    assert mailing.state is MailingState.SENDING
    clock(datetime(2027, 3, 5, 14, 0, tzinfo=UTC))
    clock(datetime(2027, 3, 7, 0, 0, tzinfo=UTC))
    assert mails() == [("Claire Dubois", "mailing.reminder"), ("Wanjiru Kamande", "mailing.reminder")]
    assert mailing.state is MailingState.SENT


def test_who_comes_after_the_sending_is_not_told(make: Make, people: list[Person]) -> None:
    meeting = make.meeting()
    planned(meeting, make.now)
    clock(datetime(2027, 3, 5, 6, 0, tzinfo=UTC))
    make.ncp(make.member("UG", "Uganda"), "Late Comer", zone="Africa/Kampala")
    clock(datetime(2027, 3, 5, 20, 0, tzinfo=UTC))
    assert "Late Comer" not in [name for name, _kind in mails()]


def test_the_day_before_follows_the_own_sitting(make: Make, people: list[Person]) -> None:
    meeting = make.meeting()
    english, french = make.sessions(meeting)
    for person, session in zip(people, (english, french), strict=True):
        make.registration(meeting, person, session)
    planned(meeting, make.now, kind=MailingKind.CONNECTION, audience=Audience.REGISTERED, moment=DAY_BEFORE)
    clock(english.starts_at - timedelta(hours=24))
    assert [name for name, _kind in mails()] == ["Wanjiru Kamande"]
    clock(french.starts_at - timedelta(hours=24))
    assert [name for name, _kind in mails()] == ["Claire Dubois", "Wanjiru Kamande"]


def test_after_three_days_of_standstill_each_reminder_that_makes_sense_goes_once(
    make: Make, people: list[Person]
) -> None:
    meeting = make.meeting()
    english = make.sessions(meeting)[0]
    make.registration(meeting, people[0], english)
    make.registration(meeting, people[1], make.sessions(meeting)[1])
    mailing = planned(meeting, make.now, kind=MailingKind.CONNECTION, audience=Audience.REGISTERED, moment=DAY_BEFORE)
    clock(english.starts_at + timedelta(hours=30))
    clock(english.starts_at + timedelta(hours=31))
    assert [name for name, _kind in mails()] == ["Claire Dubois"]
    lost = db.session.query(MailingRecipient).filter_by(person_id=people[0].id).one()
    assert (lost.state, lost.reason) == (Addressed.DROPPED, Dropped.BEGUN)
    assert mailing.state in (MailingState.SENDING, MailingState.SENT)


def test_a_reminder_whose_meeting_has_begun_is_dropped(make: Make, people: list[Person]) -> None:
    meeting = make.meeting()
    mailing = planned(meeting, make.now)
    clock(make.sessions(meeting)[1].starts_at)
    assert mails() == []
    assert (mailing.state, mailing.reason) == (MailingState.DROPPED, Dropped.BEGUN)


def test_a_postponed_meeting_takes_its_mailings_along(make: Make, people: list[Person]) -> None:
    meeting = make.meeting()
    mailing = planned(meeting, make.now)
    was = mailing.due_at
    slots = [
        Slot(one.id, one.starts_local + timedelta(days=30), one.ends_local + timedelta(days=30), one.zone)
        for one in make.sessions(meeting)
    ]
    with transaction():
        states.postpone(meeting, both("Strike"), slots, by=None, now=make.now)
    clock(make.now)
    assert was
    assert mailing.due_at == was + timedelta(days=30) - timedelta(hours=1)
    assert mailing.moved_from_at == was
    clock(was + timedelta(days=1))
    assert mails() == []


def test_an_undated_meeting_pauses_its_mailings(make: Make, people: list[Person]) -> None:
    meeting = make.meeting()
    mailing = planned(meeting, make.now)
    with transaction():
        states.postpone(meeting, both("Strike"), (), by=None, now=make.now)
    clock(make.now + timedelta(days=5))
    assert (mails(), mailing.state) == ([], MailingState.PLANNED)


def test_a_cancelled_meeting_drops_its_mailings(make: Make, people: list[Person]) -> None:
    meeting = make.meeting()
    mailing = planned(meeting, make.now)
    with transaction():
        meetings.cancel(meeting, both("No room"), by=None, now=make.now)
    clock(make.now)
    assert (mailing.state, mailing.reason) == (MailingState.DROPPED, Dropped.CANCELLED)
    with pytest.raises(AlreadyCancelled), transaction():
        actions.prepare(meeting, draft(), by=None, now=make.now)


def test_nothing_leaves_a_draft(make: Make, people: list[Person]) -> None:
    meeting = make.meeting(announced=False)
    mailing = planned(meeting, make.now)
    clock(datetime(2027, 3, 6, 14, 0, tzinfo=UTC))
    assert (mails(), mailing.state) == ([], MailingState.PLANNED)
    with pytest.raises(NotAnnounced), transaction():
        actions.send_now(mailing, seen="", by=None, now=make.now)


def test_a_language_that_is_missing_holds_a_mailing_unless_somebody_says_why(make: Make, people: list[Person]) -> None:
    mailing = prepared(make.meeting(), make.now, subject=Bilingual("Only English"))
    with pytest.raises(rules.LanguageMissing), transaction():
        actions.plan(mailing, seen=seen(mailing, make.now), by=None, now=make.now)
    with transaction():
        actions.plan(mailing, seen=seen(mailing, make.now), waiver="Urgent", by=None, now=make.now)
    clock(datetime(2027, 3, 6, 14, 0, tzinfo=UTC))
    assert len(mails()) == 2


def test_words_that_lost_a_language_wait(make: Make, people: list[Person]) -> None:
    mailing = planned(make.meeting(), make.now)
    with transaction():
        actions.reword(mailing, "subject", Bilingual("Only English"), by=None, now=make.now)
    clock(datetime(2027, 3, 6, 14, 0, tzinfo=UTC))
    assert (mails(), mailing.state) == ([], MailingState.PLANNED)


def test_stopping_holds_back_what_waits(make: Make, people: list[Person], monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = make.meeting()
    mailing = planned(meeting, make.now)
    clock(datetime(2027, 3, 5, 6, 0, tzinfo=UTC))
    with transaction():
        db.session.query(Mail).update({"state": MailState.QUEUED})
    with transaction():
        assert actions.stop(mailing, by=None, now=make.now) == 1
    clock(datetime(2027, 3, 6, 14, 0, tzinfo=UTC))
    assert [mail.state for mail in db.session.query(Mail)] == [MailState.WITHHELD]
    assert mailing.state is MailingState.STOPPED
    with pytest.raises(rules.NotUnderWay), transaction():
        actions.stop(mailing, by=None, now=make.now)


def test_sending_now_goes_to_those_who_were_seen(make: Make, people: list[Person]) -> None:
    mailing = prepared(make.meeting(), make.now, audience=Audience.SILENT)
    mark = seen(mailing, make.now)
    make.registration(mailing.meeting, people[0])
    with pytest.raises(ChangedMeanwhile), transaction():
        actions.send_now(mailing, seen=mark, by=None, now=make.now)
    with transaction():
        actions.send_now(mailing, seen=seen(mailing, make.now), by=None, now=make.now)
    clock(make.now)
    assert mails() == [("Claire Dubois", "mailing.reminder")]
    assert mailing.state is MailingState.SENT
    with pytest.raises(rules.NotOpen), transaction():
        actions.send_now(mailing, seen="", by=None, now=make.now)


@pytest.mark.parametrize(
    ("audience", "names"),
    [
        (Audience.EVERYBODY, ["Claire Dubois", "Wanjiru Kamande"]),
        (Audience.INVITED, []),
        (Audience.SILENT, ["Claire Dubois"]),
        (Audience.DECLINED, []),
        (Audience.REGISTERED, ["Wanjiru Kamande"]),
        (Audience.REGISTERED_EN, ["Wanjiru Kamande"]),
        (Audience.REGISTERED_FR, []),
        (Audience.WAITING, []),
    ],
)
def test_audiences(make: Make, people: list[Person], audience: Audience, names: list[str]) -> None:
    meeting = make.meeting()
    make.person("Nobody's delegate")
    make.registration(meeting, people[0])
    found = recipients.of(meeting, Segment(audience), now=make.now)
    assert [one.person.name for one in found] == names


def test_narrowing_by_language(make: Make, people: list[Person]) -> None:
    found = recipients.of(make.meeting(), Segment(Audience.EVERYBODY, Part(languages=(ENGLISH,))), now=make.now)
    assert [one.person.name for one in found] == ["Wanjiru Kamande"]


def test_details_to_join_only_go_to_people_with_a_place(make: Make) -> None:
    meeting = make.meeting()
    with pytest.raises(rules.OnlyRegistered), transaction():
        actions.prepare(meeting, draft(MailingKind.CONNECTION), by=None, now=make.now)


def test_words_that_cannot_be_filled_are_refused(make: Make) -> None:
    meeting = make.meeting()
    with pytest.raises(WordsWrong), transaction():
        actions.prepare(meeting, draft(subject=both("{{nobody}}")), by=None, now=make.now)


def test_days_need_a_time_of_day_and_the_past_takes_nothing(make: Make, people: list[Person]) -> None:
    meeting = make.meeting()
    with pytest.raises(rules.HourMissing), transaction():
        actions.prepare(meeting, draft(moment=Moment(Timing.BEFORE, 3, Unit.DAYS)), by=None, now=make.now)
    mailing = prepared(meeting, make.now, moment=Moment(Timing.BEFORE, 30, Unit.DAYS, time(9)))
    with pytest.raises(rules.TimePassed), transaction():
        actions.plan(mailing, seen=seen(mailing, make.now), by=None, now=make.now)


def test_an_editor_does_not_overwrite_another(make: Make) -> None:
    mailing = prepared(make.meeting(), make.now)
    revision = mailing.revision
    with transaction():
        actions.revise(mailing, draft(subject=both("Mine")), seen=revision, by=None, now=make.now)
    with pytest.raises(ChangedMeanwhile), transaction():
        actions.revise(mailing, draft(subject=both("Yours")), seen=revision, by=None, now=make.now)


def test_a_copy_is_a_draft_and_a_draft_can_go(make: Make) -> None:
    mailing = planned(make.meeting(), make.now)
    with transaction():
        copy = actions.duplicate(mailing, by=None, now=make.now)
    assert (copy.state, copy.subject) == (MailingState.DRAFT, mailing.subject)
    with transaction():
        actions.delete(copy, by=None, now=make.now)
    assert list(queries.of(mailing.meeting)) == [mailing]


def test_a_meeting_follows_the_plan_of_its_series(make: Make, people: list[Person]) -> None:
    series = make.series()
    with transaction():
        actions_series.set_plan(series, defaults.USUAL, seen=series.revision, by=None, now=make.now)
    meeting = make.meeting(days=30)
    with transaction():
        actions.follow_series(meeting, by=None, now=make.now)
    states_of = {mailing.kind: (mailing.state, mailing.reason) for mailing in queries.of(meeting)}
    assert states_of == {
        MailingKind.SAVE_THE_DATE: (MailingState.DROPPED, Dropped.TOO_LATE),
        MailingKind.INVITATION: (MailingState.DROPPED, Dropped.TOO_LATE),
        MailingKind.REMINDER: (MailingState.PLANNED, None),
        MailingKind.CONNECTION: (MailingState.PLANNED, None),
        MailingKind.FOLLOW_UP: (MailingState.PLANNED, None),
    }
    assert queries.progress(meeting) == {}


def test_words_of_the_series_come_before_those_of_the_house(make: Make) -> None:
    series, kind = make.series(), MailingKind.REMINDER
    for place, words in ((None, "House"), (series, "Series")):
        with transaction():
            mark = defaults.mark(queries.words(kind, place))
            actions_series.set_words(
                kind, place, defaults.Words(both(words), both("Text")), seen=mark, by=None, now=make.now
            )
    assert queries.words(kind, series).subject.en == "Series"
    with transaction():
        actions_series.forget_words(kind, series, by=None, now=make.now)
    assert queries.words(kind, series).subject.en == "House"
    with pytest.raises(ChangedMeanwhile), transaction():
        actions_series.set_words(kind, None, defaults.words(kind), seen="old", by=None, now=make.now)


def test_who_left_the_choice_meanwhile_gets_nothing(make: Make, people: list[Person]) -> None:
    meeting = make.meeting()
    planned(meeting, make.now, audience=Audience.SILENT)
    with time_machine.travel(datetime(2027, 3, 5, 20, 0, tzinfo=UTC), tick=False):
        job.keep_time()
        make.registration(meeting, people[0])
        job.write()
    assert [name for name, _kind in mails()] == ["Claire Dubois"]
