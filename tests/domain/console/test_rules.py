"""The line of a meeting: which steps, on which days, and where each stands."""

from datetime import date, timedelta

import pytest

from meetings.domain.console import rules
from meetings.domain.console.rules import Facts, Standing, Step
from meetings.models.meeting import Meeting
from meetings.models.timeline import StepKind, StepState, TimelineStep
from tests.make import Make

NOTHING = Facts({})


def line(make: Make, meeting: Meeting, *decided: TimelineStep, facts: Facts = NOTHING, later: int = 0) -> list[Step]:
    """Return the line of *meeting*, some days *later* than now."""
    return rules.line(meeting, make.sessions(meeting), decided, facts, now=make.now + timedelta(later))


def step(steps: list[Step], kind: StepKind, number: int = 0) -> Step:
    (found,) = [one for one in steps if (one.kind, one.number) == (kind, number)]
    return found


def test_steps_come_in_the_order_of_their_days_around_the_sittings(make: Make) -> None:
    meeting = make.meeting()
    steps = line(make, meeting)
    assert [one.due_on for one in steps] == sorted(one.due_on for one in steps)
    first, last = make.sessions(meeting)[0], make.sessions(meeting)[-1]
    assert step(steps, StepKind.SESSION, first.id).at == first.starts_at
    assert step(steps, StepKind.AGENDA).due_on <= first.starts_local.date() - timedelta(30)
    assert step(steps, StepKind.ADOPTION).due_on >= last.ends_local.date() + timedelta(90)
    assert steps[-1].kind is StepKind.ADOPTION


@pytest.mark.parametrize(("kind", "way"), [(StepKind.DOCUMENTS, -1), (StepKind.FOLLOW_UP, 1)])
def test_usual_day_is_a_working_day_before_the_meeting_or_after_it(make: Make, kind: StepKind, way: int) -> None:
    meeting = make.meeting()
    (session, *_others) = make.sessions(meeting)
    for days in range(7):
        session.starts_local += timedelta(1 if days else 0)
        session.ends_local = session.starts_local + timedelta(hours=2)
        due = rules.usual_day(kind, [session], "")
        plain = session.starts_local.date() + timedelta(rules.AFTER.get(kind) or -rules.BEFORE[kind])
        assert due is not None
        assert due.weekday() < 5
        assert 0 <= (due - plain).days * way <= 2


def test_holidays_of_the_series_are_no_working_days(make: Make) -> None:
    (session, *_others) = make.sessions(make.meeting())
    day = date(2027, 7, 21) + timedelta(rules.BEFORE[StepKind.DOCUMENTS])
    session.starts_local = session.starts_local.replace(year=day.year, month=day.month, day=day.day)
    assert rules.usual_day(StepKind.DOCUMENTS, [session], "") == date(2027, 7, 21)
    assert rules.usual_day(StepKind.DOCUMENTS, [session], "BE") == date(2027, 7, 20)


def test_step_is_late_due_today_or_ahead(make: Make) -> None:
    meeting = make.meeting()
    due = step(line(make, meeting), StepKind.LINKS).due_on
    days = (due - make.now.date()).days
    for later, standing in ((days - 1, Standing.AHEAD), (days, Standing.NOW), (days + 1, Standing.LATE)):
        assert step(line(make, meeting, later=later), StepKind.LINKS).standing is standing


def test_what_is_done_stays_done_and_lacks_nothing(make: Make) -> None:
    facts = Facts({StepKind.AGENDA: date(2026, 1, 5)}, {StepKind.AGENDA: 3, StepKind.DOCUMENTS: 2})
    steps = line(make, make.meeting(), facts=facts)
    done = step(steps, StepKind.AGENDA)
    assert (done.standing, done.done_on, done.lacking, done.can_be_changed) == (
        Standing.DONE,
        date(2026, 1, 5),
        0,
        False,
    )
    assert step(steps, StepKind.DOCUMENTS).lacking == 2


def test_day_of_another_choice_and_a_tick_win_over_the_usual(make: Make) -> None:
    meeting, day = make.meeting(), make.now.date() + timedelta(1)
    moved = TimelineStep(kind=StepKind.AGENDA, number=0, title="", due_on=day, state=StepState.OPEN)
    ticked = TimelineStep(kind=StepKind.REMINDER, number=0, title="", state=StepState.DONE, done_on=day)
    steps = line(make, meeting, moved, ticked)
    assert step(steps, StepKind.AGENDA).due_on == day
    reminder = step(steps, StepKind.REMINDER)
    assert (reminder.standing, reminder.done_on) == (Standing.DONE, day)
    assert reminder.can_be_changed
    assert not reminder.can_be_ticked


def test_step_that_is_not_needed_is_left_out(make: Make) -> None:
    dropped = TimelineStep(kind=StepKind.REMINDER, number=0, title="", state=StepState.DROPPED)
    assert StepKind.REMINDER not in {one.kind for one in line(make, make.meeting(), dropped)}
    assert rules.dropped([dropped]) == [StepKind.REMINDER]


def test_once_the_meeting_is_over_what_came_before_it_is_late_no_more(make: Make) -> None:
    kinds = {one.kind for one in line(make, make.meeting(), later=60)}
    assert not kinds & set(rules.BEFORE)
    assert set(rules.AFTER) <= kinds


def test_without_a_sitting_only_own_steps_count(make: Make) -> None:
    meeting = make.meeting(announced=False)
    own = TimelineStep(kind=StepKind.OWN, number=1, title="Book", due_on=make.now.date(), state=StepState.OPEN)
    (only,) = rules.line(meeting, [], [own], NOTHING, now=make.now)
    assert (only.key, only.title, only.standing) == ("own-1", "Book", Standing.NOW)


def test_own_steps_are_numbered_on_and_counted(make: Make) -> None:
    own = [TimelineStep(kind=StepKind.OWN, number=number) for number in (1, 7)]
    assert rules.next_number([]) == 1
    assert rules.next_number(own) == 8
    with pytest.raises(rules.TooManySteps):
        rules.next_number(own * rules.OWN_STEPS)
