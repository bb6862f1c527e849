"""What is decided of the steps of a meeting, and what the house knows of them."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from meetings.domain.agenda import actions_proposals as proposals
from meetings.domain.console import actions, queries, rules
from meetings.domain.meeting import queries as meetings
from meetings.domain.parity import actions as steps
from meetings.domain.parity import queries as parity
from meetings.extensions import db, transaction
from meetings.models.agenda import AgendaProposal, ProposalState, Purpose, Stage
from meetings.models.audit import AuditLine
from meetings.models.meeting import Meeting
from meetings.models.timeline import StepKind, StepState, TimelineStep
from tests.make import Make, both


def decide(make: Make, meeting: Meeting, kind: StepKind = StepKind.REMINDER, number: int = 0, **what: object) -> None:
    values = {"due_on": None, "state": StepState.OPEN} | what
    with transaction():
        actions.decide(meeting, kind, number, by=None, now=make.now, **values)


def verbs() -> list[str]:
    return [line.verb for line in db.session.scalars(select(AuditLine)) if line.verb.startswith("timeline.")]


def done(make: Make, meeting: Meeting, *, later: int = 0) -> set[StepKind]:
    """Return the steps that the house itself takes for done, some days *later* than now."""
    now = make.now + timedelta(later)
    sessions = meetings.sessions_of(meeting)
    return set(queries.facts(meeting, sessions, queries.work(meeting, parity.texts(meeting)), silent=0, now=now).done)


def test_step_is_decided_once_however_often_it_is_sent(make: Make) -> None:
    meeting, day = make.meeting(), make.now.date()
    for _time in range(2):
        decide(make, meeting, due_on=day)
    (row,) = queries.decided(meeting)
    assert (row.due_on, row.state, row.done_on) == (day, StepState.OPEN, None)
    assert verbs() == ["timeline.decided"]


def test_day_of_a_tick_is_kept_and_given_back(make: Make) -> None:
    meeting = make.meeting()
    with transaction():
        actions.tick(meeting, StepKind.REMINDER, 0, by=None, now=make.now)
    (row,) = queries.decided(meeting)
    assert row.done_on == make.now.date()
    decide(make, meeting, due_on=make.now.date(), state=StepState.DONE)
    assert row.done_on == make.now.date()
    decide(make, meeting)
    assert (row.state, row.done_on) == (StepState.OPEN, None)


def test_own_step_comes_and_goes(make: Make) -> None:
    meeting = make.meeting()
    with transaction():
        actions.add(meeting, "Order lunch", make.now.date(), by=None, now=make.now)
        actions.tick(meeting, StepKind.OWN, 1, by=None, now=make.now)
    (row,) = queries.decided(meeting)
    assert (row.title, row.state) == ("Order lunch", StepState.DONE)
    with transaction():
        actions.remove(meeting, 1, by=None, now=make.now)
    assert db.session.scalars(select(TimelineStep)).all() == []
    assert verbs() == ["timeline.added", "timeline.decided", "timeline.removed"]
    with pytest.raises(rules.StepGone):
        decide(make, meeting, StepKind.OWN, 1)
    with pytest.raises(rules.StepGone), transaction():
        actions.remove(meeting, 1, by=None, now=make.now)


def test_draft_has_nothing_done(make: Make) -> None:
    assert done(make, make.meeting(announced=False)) <= {StepKind.LINKS}


def test_agenda_is_done_when_it_is_issued(make: Make) -> None:
    meeting = make.meeting()
    make.item(meeting)
    assert StepKind.AGENDA not in done(make, meeting)
    with transaction():
        steps.issue(meeting, Stage.PROVISIONAL, "", by=None, now=make.now)
    assert StepKind.AGENDA in done(make, meeting)


def test_addresses_to_join_are_asked_for_those_who_join_from_afar(make: Make) -> None:
    meeting = make.meeting()
    sessions = make.sessions(meeting)
    with transaction():
        for session in sessions:
            session.join_link = ""
    assert queries.without_link(sessions, make.now) == sessions
    assert StepKind.LINKS not in done(make, meeting)
    with transaction():
        for session in sessions:
            session.join_link = "https://meet.example.org/1"
    assert StepKind.LINKS in done(make, meeting)


def test_record_and_outcomes_are_known(make: Make) -> None:
    meeting = make.meeting()
    make.record(meeting, both("All went well.", "Tout s’est bien passé."), published=True)
    make.action(meeting)
    with transaction():
        meeting.record_adopted_at = make.now
    assert {StepKind.DRAFT_RECORD, StepKind.RECORD, StepKind.ADOPTION} <= done(make, meeting)
    assert StepKind.FOLLOW_UP not in done(make, meeting)
    assert StepKind.FOLLOW_UP in done(make, meeting, later=60)


def test_call_for_items_is_over_once_every_proposal_has_its_answer(make: Make) -> None:
    meeting, kenya, day = make.meeting(), make.member(), make.now.date()
    with transaction():
        proposals.set_deadline(meeting, datetime.combine(day, time()) + timedelta(3), "UTC", by=None, now=make.now)
    assert StepKind.PROPOSALS_CLOSE not in done(make, meeting)
    assert StepKind.PROPOSALS_CLOSE in done(make, meeting, later=4)
    with transaction():
        db.session.add(
            AgendaProposal(
                meeting=meeting,
                organisation=kenya,
                title=both("Drones"),
                purpose=Purpose.INFORMATION,
                why=both("They fly"),
                state=ProposalState.WAITING,
                created_at=make.now,
                changed_at=make.now,
            )
        )
    assert StepKind.PROPOSALS_CLOSE not in done(make, meeting, later=4)


def test_registration_opens_and_closes_by_itself(make: Make) -> None:
    meeting = make.meeting()
    assert StepKind.REGISTRATION_OPENS in done(make, meeting)
    with transaction():
        meeting.registration_opens_at = make.now + timedelta(1)
        meeting.registration_closes_at = make.now + timedelta(2)
    assert not {StepKind.REGISTRATION_OPENS, StepKind.REGISTRATION_CLOSES} & done(make, meeting)
    assert {StepKind.REGISTRATION_OPENS, StepKind.REGISTRATION_CLOSES} <= done(make, meeting, later=3)
