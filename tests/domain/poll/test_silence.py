"""Silence procedures and written ones: what is refused, who objects, what comes of it, who is reminded."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from meetings.core.counting.majority import Verdict
from meetings.domain.poll import (
    actions,
    actions_casting,
    actions_closing,
    actions_schedule,
    addressees,
    answers,
    ballot_queries,
    draft_rules,
    objections,
    outcomes,
    procedures,
    queries,
    results,
    rules,
)
from meetings.domain.poll.procedures import SILENCE_OPTIONS
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.ballot import BallotEntry
from meetings.models.objection import Objection
from meetings.models.outbox import Announcement
from meetings.models.poll import Majority, PollState, Procedure, QuestionKind, ResultsWhen, Secrecy, Unit, Voters
from tests.domain.poll.test_actions import FILES

DAY = timedelta(days=1)
SILENCE = {"procedure": Procedure.SILENCE, "options": SILENCE_OPTIONS}


@pytest.fixture
def house(make):
    """Three Members with an NCP each, by code."""
    return {code: (member := make.member(code), make.ncp(member)) for code in ("KE", "TG", "FR")}


@pytest.fixture
def meeting(make):
    return make.meeting()


@pytest.fixture
def poll(make, house, meeting):
    return make.open_poll(meeting, closes_at=make.now + 10 * DAY, **SILENCE)


def answer(make, poll, who, place, reason="", *, after=timedelta(0), form=""):
    organisation, person = who
    chosen = [queries.options(poll)[place].id]
    with transaction():
        return actions_casting.cast(
            poll, organisation.id, chosen, by=person, clock=lambda: make.now + after, form=form, reason=reason
        )


def over(make, poll, after=10 * DAY):
    with transaction():
        actions_closing.close_due(now=make.now + after, keys=make.keys)
    db.session.expire_all()
    return outcomes.outcome(draft_rules.terms(poll), results.result(poll))


def told(kind):
    return [one.payload for one in db.session.scalars(sa.select(Announcement).where(Announcement.kind == kind))]


def test_silence_adopts(make, poll):
    said = over(make, poll)
    assert (said.form, said.verdict, said.objections) == (outcomes.Form.SILENCE, Verdict.ADOPTED, 0)
    assert told("poll.over") == [{"poll": poll.id, "state": "closed"}]


def test_one_objection_stops_it_and_the_secretariat_hears_at_once(make, poll, house):
    answer(make, poll, house["KE"], 0)
    answer(make, poll, house["TG"], 1, "  The cost\r\nis not known. ")
    assert told("poll.silence_broken") == [{"poll": poll.id}]
    (one,) = objections.of(poll)
    assert (one.organisation.code, one.reason, one.withdrawn_at) == ("TG", "The cost\nis not known.", None)
    said = over(make, poll)
    assert (said.verdict, said.objections) == (Verdict.NOT_ADOPTED, 1)


def test_fewer_objections_than_stop_it_do_not(make, meeting, house):
    poll = make.open_poll(meeting, closes_at=make.now + DAY, stops_at=2, **SILENCE)
    answer(make, poll, house["TG"], 1, "No.")
    assert told("poll.silence_broken") == []
    said = over(make, poll, DAY)
    assert (said.verdict, said.objections) == (Verdict.ADOPTED, 1)


def test_objections_count_by_administration_whatever_their_weight(make, meeting, house):
    poll = make.poll(meeting, stops_at=2, **SILENCE)
    heavy = tuple((organisation.id, 5) for organisation, _ in house.values())
    terms = replace(draft_rules.terms(poll), voters=Voters.CHOSEN)
    draft = draft_rules.PollDraft(poll.question, None, SILENCE_OPTIONS, terms, heavy)
    db.session.commit()
    with transaction():
        actions.revise(poll, draft, files=FILES, by=None, now=make.now)
        actions.open_(poll, closes_at=make.now + DAY, by=None, now=make.now)
    answer(make, poll, house["KE"], 1, "No.")
    assert over(make, poll, DAY).verdict is Verdict.ADOPTED


def test_objection_is_worded_anew_and_withdrawn_and_all_of_it_is_kept(make, poll, house):
    answer(make, poll, house["KE"], 1, "First", form="1")
    answer(make, poll, house["KE"], 1, "Second", form="2")
    assert answer(make, poll, house["KE"], 1, "First", form="1").again
    answer(make, poll, house["KE"], 1, "Second")
    assert objections.number(poll) == 1
    answer(make, poll, house["KE"], 0)
    rows = db.session.scalars(sa.select(Objection).order_by(Objection.id)).all()
    assert [(row.reason, row.withdrawn_at is not None) for row in rows] == [("First", True), ("Second", True)]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(BallotEntry)) == 3
    assert over(make, poll).verdict is Verdict.ADOPTED
    assert db.session.scalar(sa.select(sa.func.count()).where(AuditLine.details.cast(sa.String).contains("First"))) == 0


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [
        ("", answers.ReasonMissing),
        (" \n\x00", answers.ReasonMissing),
        ("x" * (answers.LONGEST_REASON + 1), answers.TextTooLong),
        ("x" * 1_000_000, answers.TextTooLong),
    ],
)
def test_objection_without_a_reason_that_can_be_read_is_refused(make, poll, house, reason, refusal):
    with pytest.raises(refusal):
        answer(make, poll, house["KE"], 1, reason)
    assert ballot_queries.have_voted(poll) == set()


def test_nobody_else_objects_and_nobody_too_late(make, poll, house):
    foreign = make.member("XX"), make.person()
    with pytest.raises(rules.NotEntitled):
        answer(make, poll, foreign, 1, "No.")
    with pytest.raises(rules.NotEntitled):
        answer(make, poll, (house["KE"][0], house["TG"][1]), 1, "No.")
    with pytest.raises(rules.PollClosed):
        answer(make, poll, house["KE"], 1, "No.", after=10 * DAY)
    assert objections.number(poll) == 0


def test_it_lasts_until_its_deadline_which_only_moves_later(make, poll):
    later = make.now + DAY
    for refused in (
        lambda: actions_closing.close(poll, by=None, now=later),
        lambda: actions.pause(poll, by=None, now=later),
        lambda: actions.extend(poll, poll.closes_at - DAY, "x", by=None, clock=lambda: later),
    ):
        with pytest.raises((procedures.BeforeDeadline, procedures.OnlyInMeeting, procedures.OnlyLater)):
            refused()
    was = poll.closes_at
    with transaction():
        actions.extend(poll, was + DAY, "Holidays", by=None, clock=lambda: later)
    (said,) = told("poll.deadline_moved")
    assert (said["was"], said["reason"]) == (was.isoformat(), "Holidays")


def test_written_procedure_closes_early_once_all_have_answered(make, meeting, house):
    poll = make.open_poll(meeting, closes_at=make.now + DAY, procedure=Procedure.WRITTEN)
    for place, who in enumerate(house.values()):
        with pytest.raises(procedures.BeforeDeadline):
            actions_closing.close(poll, by=None, now=make.now)
        answer(make, poll, who, place)
    with transaction():
        actions_closing.close(poll, by=None, now=make.now)
    assert poll.state is PollState.CLOSED


def test_nothing_is_adopted_when_the_meeting_is_cancelled_before_the_deadline(make, poll, meeting):
    with transaction():
        meeting.cancelled_at = make.now + DAY
    with transaction():
        actions_closing.close_due(now=make.now + 11 * DAY)
    assert poll.state is PollState.WITHDRAWN


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        ({"secrecy": Secrecy.CONFIDENTIAL}, procedures.SilenceIsNamed),
        ({"secrecy": Secrecy.SECRET, "changeable": False}, procedures.SilenceIsNamed),
        ({"unit": Unit.PERSON}, procedures.SilenceIsSimple),
        ({"majority": Majority.SIMPLE}, procedures.SilenceIsSimple),
        ({"quorum": 50}, procedures.SilenceIsSimple),
        ({"observers": True}, procedures.SilenceIsSimple),
        ({"stops_at": 0}, procedures.SilenceIsSimple),
        ({"kind": QuestionKind.SEVERAL}, procedures.SilenceIsSimple),
        ({"results_when": ResultsWhen.ON_RELEASE}, procedures.SilenceIsSimple),
        ({"options": SILENCE_OPTIONS[:1]}, procedures.SilenceIsSimple),
        ({"reminders": (0,)}, procedures.RemindersWrong),
        ({"reminders": (1, 2, 3, 4, 5, 6)}, procedures.RemindersWrong),
    ],
)
def test_rules_that_silence_cannot_have_are_refused(make, meeting, terms, refusal):
    with pytest.raises(refusal):
        make.poll(meeting, **{**SILENCE, **terms})


def test_between_meetings_nobody_is_present(meeting, make):
    draft = draft_rules.PollDraft(
        make.poll(meeting).question,
        None,
        draft_rules.YES_NO_ABSTENTION,
        draft_rules.Terms(procedure=Procedure.WRITTEN, voters=Voters.PRESENT),
    )
    with pytest.raises(procedures.PresentInMeetingOnly):
        procedures.check(draft)


def test_it_needs_a_deadline_to_open(make, meeting, house):
    with pytest.raises(procedures.DeadlineMissing):
        make.open_poll(meeting, **SILENCE)


def test_reminders_leave_once_before_the_deadline_and_start_again_when_it_moves(make, poll):
    def at(days):
        with transaction():
            actions_schedule.remind_due(now=make.now + days * DAY)
        return len(told("poll.reminder"))

    assert [at(days) for days in (0, 2, 3, 3.5, 8, 9, 9.5)] == [0, 0, 1, 1, 1, 2, 2]
    with transaction():
        actions.extend(poll, make.now + 20 * DAY, "Holidays", by=None, clock=lambda: make.now + 9.5 * DAY)
    assert [at(days) for days in (12, 13, 19.5, 20, 21)] == [2, 3, 4, 4, 4]


def test_opened_late_no_reminder_comes_with_the_opening(make, meeting, house):
    make.open_poll(meeting, closes_at=make.now + 3 * DAY, **SILENCE)
    with transaction():
        actions_schedule.remind_due(now=make.now + timedelta(minutes=1))
    assert told("poll.reminder") == []


def test_those_are_written_to_who_cast_and_reminded_whose_ballot_is_missing(make, poll, house):
    colleague = make.ncp(house["KE"][0], "Daniel Otieno")
    everybody = {person.id for _, person in house.values()} | {colleague.id}
    assert set(addressees.ids(poll, on=make.now.date())) == everybody
    answer(make, poll, house["KE"], 0)
    silent = {house["TG"][1].id, house["FR"][1].id}
    assert set(addressees.ids(poll, on=make.now.date(), silent=True)) == silent


def test_of_a_secret_written_procedure_those_are_reminded_who_took_no_part(make, meeting, house):
    terms = {"procedure": Procedure.WRITTEN, "secrecy": Secrecy.SECRET, "changeable": False}
    poll = make.open_poll(meeting, closes_at=make.now + DAY, **terms)
    organisation, person = house["KE"]
    make.ballot(poll, organisation, person)
    assert person.id not in addressees.ids(poll, on=make.now.date(), silent=True)
