"""Deadlines: set before readers know them, moved with a reason afterwards, for those whom they still concern."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from meetings.core import zones
from meetings.core.bilingual import Bilingual
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.agenda import actions as agenda
from meetings.domain.agenda import actions_presenters as presenters
from meetings.domain.agenda import proposal_queries
from meetings.domain.agenda.proposal_rules import ClosesTooLate
from meetings.domain.deadline import actions, concerned, queries, rules
from meetings.domain.deadline.rules import Draft
from meetings.domain.meeting import actions as meetings
from meetings.domain.meeting import actions_states
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.meeting.rules import Slot
from meetings.extensions import db, transaction
from meetings.models.deadline import Closing, Deadline
from meetings.models.meeting import Meeting
from meetings.models.organisation import Capacity
from meetings.models.outbox import Announcement
from meetings.models.series import INVITED_KINDS
from tests.make import BRUSSELS, Make, both

WHY = both("Public holidays", "Des jours fériés")


def at(make: Make, days: int, zone: str = BRUSSELS, title: Bilingual = rules.NO_TITLE) -> Draft:
    """Return a draft for 18:00 in so many *days*."""
    day = (make.now + timedelta(days=days)).replace(hour=18, minute=0, second=0, microsecond=0, tzinfo=None)
    return Draft(day, zone, title)


def set_(make: Make, meeting: Meeting, kind: Closing, days: int) -> None:
    with transaction():
        actions.set_(meeting, kind, at(make, days), by=None, now=make.now)


def move(make: Make, meeting: Meeting, kind: Closing, days: int, **options):
    with transaction():
        return actions.move(meeting, kind, at(make, days), options.pop("why", WHY), by=None, now=make.now, **options)


@pytest.mark.parametrize("kind", Closing)
def test_each_kind_is_set_moved_and_keeps_its_uid(make: Make, kind: Closing) -> None:
    meeting = make.meeting()
    set_(make, meeting, kind, 3)
    before = queries.due(meeting, kind)
    moved = move(make, meeting, kind, 5, tell=False)
    after = queries.due(meeting, kind)
    assert before
    assert after
    assert after.at == zones.instant(at(make, 5).closes, BRUSSELS)
    assert (after.uid, after.sequence) == (before.uid, before.sequence + 1)
    assert before.uid
    assert (rules.was_at(moved), rules.is_at(moved), moved.told) == (before.at, after.at, 0)
    assert db.session.query(Announcement).filter_by(kind="deadline.moved").count() == 0


def test_deadlines_come_in_order_whatever_their_home(make: Make) -> None:
    meeting = make.meeting()
    for days, kind in enumerate((Closing.DOCUMENTS, Closing.REGISTRATION, Closing.PROPOSALS), 2):
        set_(make, meeting, kind, days)
    assert [due.kind for due in queries.of(meeting)] == [Closing.DOCUMENTS, Closing.REGISTRATION, Closing.PROPOSALS]
    assert proposal_queries.call_of(meeting)


def test_known_deadline_is_not_set_anew(make: Make) -> None:
    meeting = make.meeting()
    set_(make, meeting, Closing.COMMENTS, 3)
    with pytest.raises(rules.DeadlineKnown), transaction():
        actions.set_(meeting, Closing.COMMENTS, at(make, 4), by=None, now=make.now)
    with transaction():
        actions.set_(meeting, Closing.COMMENTS, at(make, 3, title=both("Comments")), by=None, now=make.now)
    due = queries.due(meeting, Closing.COMMENTS)
    assert due
    assert due.title.en == "Comments"


def test_draft_meeting_changes_deadlines_freely(make: Make) -> None:
    meeting = make.meeting(announced=False)
    set_(make, meeting, Closing.SURVEY, 3)
    set_(make, meeting, Closing.SURVEY, 4)
    with transaction():
        actions.remove(meeting, Closing.SURVEY, by=None, now=make.now)
    assert queries.of(meeting) == []
    assert db.session.query(Deadline).count() == 0


@pytest.mark.parametrize(
    ("kind", "days", "why", "refusal"),
    [
        (Closing.COMMENTS, 5, Bilingual(), rules.ReasonMissing),
        (Closing.COMMENTS, 3, WHY, rules.NothingMoves),
        (Closing.COMMENTS, -1, WHY, rules.NotAhead),
        (Closing.SURVEY, 5, WHY, rules.DeadlineGone),
        (Closing.REGISTRATION, 11, WHY, meeting_rules.ClosesAfterStart),
        (Closing.PROPOSALS, 11, WHY, ClosesTooLate),
    ],
)
def test_move_is_refused(make: Make, kind: Closing, days: int, why: Bilingual, refusal: type[Exception]) -> None:
    meeting = make.meeting()
    for each in (Closing.COMMENTS, Closing.REGISTRATION, Closing.PROPOSALS):
        set_(make, meeting, each, 3)
    with pytest.raises(refusal), transaction():
        actions.move(meeting, kind, at(make, days), why, by=None, now=make.now)
    assert all(due.at == zones.instant(at(make, 3).closes, BRUSSELS) for due in queries.of(meeting))
    assert not queries.moves(meeting)


def test_cancelled_meeting_keeps_its_deadlines(make: Make) -> None:
    meeting = make.meeting()
    with transaction():
        meetings.cancel(meeting, both("Strike"), by=None, now=make.now)
    with pytest.raises(meeting_rules.AlreadyCancelled), transaction():
        actions.set_(meeting, Closing.SURVEY, at(make, 3), by=None, now=make.now)


def test_hour_that_does_not_exist_is_refused(make: Make) -> None:
    meeting = make.meeting()
    gap = Draft(datetime(2027, 3, 28, 2, 30), BRUSSELS)  # noqa: DTZ001 - wall time
    with pytest.raises(zones.HourDoesNotExist), transaction():
        actions.set_(meeting, Closing.SURVEY, gap, by=None, now=make.now)


def test_second_editor_is_told(make: Make) -> None:
    meeting = make.meeting()
    set_(make, meeting, Closing.SURVEY, 3)
    seen = rules.mark(queries.due(meeting, Closing.SURVEY))
    move(make, meeting, Closing.SURVEY, 4)
    with pytest.raises(ChangedMeanwhile), transaction():
        actions.move(meeting, Closing.SURVEY, at(make, 5), WHY, seen=seen, by=None, now=make.now)


def test_closed_registration_opens_again(make: Make) -> None:
    meeting = make.meeting()
    set_(make, meeting, Closing.REGISTRATION, 1)
    later = make.now + timedelta(days=2)
    assert not meeting_rules.takes_registrations(meeting, make.sessions(meeting), later)
    with transaction():
        actions.move(meeting, Closing.REGISTRATION, at(make, 5), WHY, by=None, now=later)
    assert meeting_rules.takes_registrations(meeting, make.sessions(meeting), later)


@pytest.mark.parametrize("kind", [Closing.REGISTRATION, Closing.PROPOSALS])
def test_what_people_count_on_stays(make: Make, kind: Closing) -> None:
    meeting = make.meeting()
    set_(make, meeting, kind, 3)
    with pytest.raises(rules.DeadlineStays), transaction():
        actions.remove(meeting, kind, by=None, now=make.now)


def test_removed_one_stays_for_calendars_and_comes_back_as_itself(make: Make) -> None:
    meeting = make.meeting()
    set_(make, meeting, Closing.SURVEY, 3)
    with transaction():
        actions.remove(meeting, Closing.SURVEY, by=None, now=make.now)
    assert queries.of(meeting) == []
    set_(make, meeting, Closing.SURVEY, 4)
    (row,) = queries.rows(meeting)
    assert (row.revision, row.removed_at) == (2, None)


def test_instant_follows_zone_data(make: Make) -> None:
    meeting = make.meeting()
    set_(make, meeting, Closing.SURVEY, 3)
    (row,) = queries.rows(meeting)
    right = row.closes_at
    with transaction():
        row.closes_at = right + timedelta(hours=1)
    with transaction():
        assert actions.recompute_instants(now=make.now) == 1
    (row,) = queries.rows(meeting)
    assert (row.closes_at, row.revision) == (right, 1)
    with transaction():
        assert actions.recompute_instants(now=make.now) == 0


def names(make: Make, meeting: Meeting, kind: Closing) -> list[str]:
    return [one.person.name for one in concerned.of(meeting, kind, on=make.now.date())]


def test_registration_concerns_organisations_without_anybody(make: Make) -> None:
    meeting, kenya, uganda = make.meeting(), make.member(), make.member("UG", "Uganda")
    make.registration(meeting, make.ncp(kenya, "Wanjiru"))
    make.ncp(uganda, "Grace")
    make.ncp(make.observer(), "Observer", capacity=Capacity.DELEGATE)
    # The series names no kinds: it addresses the Members, and those who found the meeting.
    assert names(make, meeting, Closing.REGISTRATION) == ["Wanjiru", "Grace"]
    with transaction():
        db.session.execute(INVITED_KINDS.insert().values(series_id=meeting.series_id, kind_id=uganda.kind_id))
    assert names(make, meeting, Closing.REGISTRATION) == ["Grace"]
    assert names(make, meeting, Closing.COMMENTS) == ["Wanjiru"]
    assert sorted(names(make, meeting, Closing.PROPOSALS)) == ["Grace", "Wanjiru"]


def test_documents_concern_presenters_of_items_without_a_file(make: Make) -> None:
    meeting, kenya = make.meeting(), make.member()
    wanjiru, item = make.ncp(kenya, "Wanjiru"), make.item(meeting)
    with transaction():
        presenters.present(item, wanjiru, by=None, now=make.now)
    assert names(make, meeting, Closing.DOCUMENTS) == ["Wanjiru"]
    with transaction():
        agenda.remove(item, by=None, now=make.now)
    assert names(make, meeting, Closing.DOCUMENTS) == []


def test_public_ones_are_of_announced_meetings(make: Make) -> None:
    meeting = make.meeting()
    set_(make, meeting, Closing.SURVEY, 3)
    since = datetime(2020, 1, 1, tzinfo=UTC)
    assert [due.kind for _meeting, due in queries.public(since=since)] == [Closing.SURVEY]
    with transaction():
        meetings.withdraw(meeting, by=None, now=make.now)
    assert queries.public(since=since) == []


def sequences(meeting: Meeting) -> dict[Closing, int]:
    return {due.kind: due.sequence for due in queries.of(meeting)}


def test_calendars_hear_when_deadlines_lose_their_certainty_and_regain_it(make: Make) -> None:
    meeting = make.meeting()
    for kind in Closing:
        set_(make, meeting, kind, 3)
    seen = [sequences(meeting)]
    slots = [Slot(one.id, one.starts_local, one.ends_local, one.zone) for one in make.sessions(meeting)]
    with transaction():
        actions_states.postpone(meeting, WHY, [], by=None, now=make.now)
    seen.append(sequences(meeting))
    with transaction():
        actions_states.fix_dates(meeting, slots, by=None, now=make.now)
    seen.append(sequences(meeting))
    assert [min(later[kind] - sooner[kind] for kind in Closing) for sooner, later in pairwise(seen)] == [1, 1]
