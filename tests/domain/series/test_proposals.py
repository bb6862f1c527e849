"""What a series keeps, and what it proposes for its next meeting."""

from datetime import date, datetime, time

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import queries as agendas
from meetings.domain.document import queries as documents
from meetings.domain.feed import queries as feed
from meetings.domain.meeting import actions as meetings
from meetings.domain.meeting import actions_programme, queries
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.meeting.rules import Plan
from meetings.domain.outcome import actions as outcomes
from meetings.domain.poll import queries as polls
from meetings.domain.series import actions, actions_copying, rules
from meetings.domain.series import queries as series_queries
from meetings.domain.series.actions_copying import Wanted
from meetings.domain.series.proposals import Proposal, proposal
from meetings.domain.series.rules import DeadlineDraft, PointDraft, SeriesDraft, SittingDraft
from meetings.extensions import db, transaction
from meetings.models.agenda import Purpose
from meetings.models.meeting import Meeting, Mode, Series, SessionLanguage, Visibility
from meetings.models.outbox import Announcement
from meetings.models.outcome import ActionState
from meetings.models.series import DeadlineKind, ItemKind
from tests.domain.meeting.test_programme import group
from tests.make import BRUSSELS, Make, both

#: A Tuesday.
FIRST = date(2027, 6, 8)


def draft(series: Series, **changes: object) -> SeriesDraft:
    plain: dict[str, object] = {
        "name": series.name,
        "title": Bilingual(),
        "feminine": True,
        "body": both("Contact points"),
        "summary": both("They meet for the {nth} time."),
        "visibility": Visibility.PUBLIC,
        "holidays": "BE",
        "kinds": frozenset(),
        "regions": frozenset(),
    }
    return SeriesDraft(**(plain | changes))  # type: ignore[arg-type]


def sitting(language: SessionLanguage, day: int, hour: int) -> SittingDraft:
    return SittingDraft(
        title=Bilingual(),
        language=language,
        day=day,
        starts=time(hour),
        minutes=120,
        zone=BRUSSELS,
        mode=Mode.ONLINE,
        platform="Zoom",
        place=Bilingual(),
        address="",
        capacity=300,
    )


def point(kind: ItemKind, title: str) -> PointDraft:
    return PointDraft(kind, both(title), Purpose.DECISION, both("Chair"), 10)


@pytest.fixture
def series(make: Make) -> Series:
    """The plenaries, with all that a series can keep."""
    series, now = make.series(), make.now
    points = [
        point(ItemKind.PLAIN, "Opening of the {nth} plenary"),
        point(ItemKind.RECORD, "Record of the {previous}"),
        point(ItemKind.ARISING, "Matters arising"),
        point(ItemKind.PLAIN, "Date of the {next}"),
    ]
    deadlines = [
        DeadlineDraft(DeadlineKind.REGISTRATION_OPENS, 10, time(9)),
        DeadlineDraft(DeadlineKind.REGISTRATION_CLOSES, 2, time(18)),
        DeadlineDraft(DeadlineKind.DOCUMENTS, 2, time(12)),
        DeadlineDraft(DeadlineKind.COMMENTS, 3, time(18)),
    ]
    sittings = [sitting(SessionLanguage.FRENCH, 2, 10), sitting(SessionLanguage.ENGLISH, 0, 13)]
    with transaction():
        actions.revise(series, draft(series), seen=1, by=None, now=now)
        actions.set_sittings(series, sittings, seen=2, by=None, now=now)
        actions.set_agenda(series, points, seen=3, by=None, now=now)
        actions.set_deadlines(series, deadlines, seen=4, by=None, now=now)
    return series


def titles(found: Proposal) -> list[str]:
    return [one.draft.title.en for one in found.points]


def test_first_meeting_of_a_series_has_nothing_to_look_back_to(series: Series) -> None:
    found = proposal(series, 1, FIRST)
    assert (found.title.en, found.title.fr) == ("1st NCP Plenary", "1re réunion plénière des PCN")
    assert titles(found) == ["Opening of the 1st plenary", "Date of the 2nd"]
    assert found.summary.fr == "They meet for the 1re time. (fr)"


def test_sittings_and_dates_follow_from_the_first_day(series: Series) -> None:
    found = proposal(series, 8, FIRST)
    assert [(one.language.value, one.starts.isoformat(), one.zone) for one in found.sittings] == [
        ("en", "2027-06-08T13:00:00", BRUSSELS),
        ("fr", "2027-06-10T10:00:00", BRUSSELS),
    ]
    assert found.opens == datetime(2027, 5, 25, 9)  # noqa: DTZ001
    assert found.closes == datetime(2027, 6, 4, 18)  # noqa: DTZ001
    assert found.documents == datetime(2027, 6, 4, 12)  # noqa: DTZ001
    # Counted from the last session, over a weekend.
    assert found.comments == datetime(2027, 6, 15, 18)  # noqa: DTZ001


def test_matters_arising_are_the_decisions_and_open_actions_of_the_last_meeting(make: Make, series: Series) -> None:
    last = make.meeting(number=7, days=-20)
    make.record(last, published=False)
    action, done = make.action(last), make.action(last)
    with transaction():
        outcomes.decide(last, both("Meet again"), item=None, by=None, now=make.now)
        done.state = ActionState.DONE
    found = proposal(series, 8, FIRST)
    assert titles(found)[1:] == [
        "Record of the 7th",
        "Matters arising",
        "NCP7/D1: Meet again",
        f"NCP7/A{action.number}: Write",
        "Date of the 9th",
    ]
    assert found.points[3].draft.title.fr == "NCP7/D1: Meet again (fr)"
    assert found.previous is last
    assert [item.number for item in agendas.items(plan(make, series))] == ["1", "2", "3", "3.1", "3.2", "4"]


def test_adopted_record_is_not_adopted_again(make: Make, series: Series) -> None:
    last = make.meeting(number=7, days=-20)
    with transaction():
        last.record_adopted_at = make.now
    assert "Record of the 7th" not in titles(proposal(series, 8, FIRST))


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_meeting_that_was_never_held_is_not_looked_back_to(make: Make, series: Series, state: str) -> None:
    last = make.meeting(number=7, announced=state == "cancelled")
    if state == "cancelled":
        with transaction():
            meetings.cancel(last, both("No"), by=None, now=make.now)
    assert proposal(series, 8, FIRST).previous is None


def test_planned_from_a_series_nothing_leaves_the_house(make: Make, series: Series) -> None:
    meeting = plan(make, series)
    assert [item.title.en for item in agendas.items(meeting)] == ["Opening of the 8th plenary", "Date of the 9th"]
    assert meeting.announced_at is None
    assert db.session.scalar(db.select(db.func.count()).select_from(Announcement)) == 0
    assert not feed.public_sessions(now=make.now)


def plan(make: Make, series: Series) -> Meeting:
    found = proposal(series, 8, FIRST)
    planned = Plan(
        series=series,
        number=8,
        title=found.title,
        summary=found.summary,
        visibility=found.visibility,
        region=None,
        zone=BRUSSELS,
        registration_closes=found.closes,
        registration_opens=found.opens,
    )
    with transaction():
        return actions.plan(planned, found.sittings, found.points, by=None, now=make.now)


def test_hour_that_is_skipped_is_proposed_an_hour_later(make: Make, series: Series) -> None:
    with transaction():
        actions.set_sittings(series, [sitting(SessionLanguage.BOTH, 0, 2)], seen=5, by=None, now=make.now)
    [only] = proposal(series, 8, date(2027, 3, 28)).sittings
    assert only.starts.hour == 3


def test_two_editors_of_a_series_do_not_overwrite_each_other(make: Make, series: Series) -> None:
    with transaction():
        actions.set_agenda(series, [], seen=5, by=None, now=make.now)
    with pytest.raises(rules.SeriesMoved), transaction():
        actions.set_sittings(series, [], seen=5, by=None, now=make.now)


def test_invited_are_counted_by_kind_and_region(make: Make, series: Series) -> None:
    kenya = make.member()
    make.ncp(kenya)
    make.ncp(make.member("CM", "Cameroon", region="WCA"), "Odile")
    member, region = make.kind().id, make.region("ESA").id
    for kinds, regions, expected in (
        ({member}, set(), (2, 2)),
        ({member}, {region}, (1, 1)),
        (set(), {region}, (0, 0)),
    ):
        chosen = draft(series, kinds=frozenset(kinds), regions=frozenset(regions))
        with transaction():
            actions.revise(series, chosen, seen=series.revision, by=None, now=make.now)
        reach = series_queries.reach(series_queries.template(series), on=make.now.date())
        assert (reach.organisations, reach.people) == expected


def test_copy_takes_what_is_wanted_and_never_files_places_or_links(make: Make) -> None:
    model = make.meeting()
    first = make.sessions(model)[0]
    item = make.item(model)
    make.version(make.document(model, item=item))
    make.poll(model)
    make.registration(model, make.person())
    with transaction():
        actions_programme.add_breakout(first, group(make, first), by=None, now=make.now)
    everything = Wanted(documents=True, polls=True)
    with transaction():
        made = actions_copying.duplicate(model, 9, FIRST, everything, by=None, now=make.now)
    sessions = queries.sessions_of(made)
    assert [one.starts_local.date() for one in sessions] == [FIRST, date(2027, 6, 10)]
    assert {one.join_link for one in sessions} == {""}
    assert len(queries.programme(made)) == 3
    [copied] = agendas.items(made)
    [paper] = documents.for_meeting(made)
    assert (paper.symbol, paper.item_id, dict(paper.versions)) == ("NCP0901", copied.id, {})
    assert [poll.state.value for poll in polls.for_meeting(made, prepared=True)] == ["prepared"]
    assert (made.title.en, made.announced_at) == ("9th NCP Plenary", None)


def test_copied_item_of_a_break_out_belongs_to_its_copy(make: Make) -> None:
    model = make.meeting()
    first, item = make.sessions(model)[0], make.item(model)
    with transaction():
        item.session_id = actions_programme.add_breakout(first, group(make, first), by=None, now=make.now).id
    with transaction():
        made = actions_copying.duplicate(model, 9, FIRST, Wanted(), by=None, now=make.now)
    [copied] = agendas.items(made)
    assert copied.session_id in {one.id for one in queries.programme(made) if one.parent_id}


def test_copy_of_nothing_is_a_bare_draft(make: Make) -> None:
    model = make.meeting()
    make.item(model)
    nothing = Wanted(sittings=False, breakouts=False, agenda=False)
    with transaction():
        made = actions_copying.duplicate(model, 9, FIRST, nothing, by=None, now=make.now)
    assert (queries.programme(made), agendas.items(made)) == ([], [])
    with pytest.raises(meeting_rules.NumberTaken), transaction():
        actions_copying.duplicate(model, 9, FIRST, nothing, by=None, now=make.now)
