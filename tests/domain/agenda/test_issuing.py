"""Issuing agendas."""

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import actions, actions_presenters, actions_versions, issued, queries, rules, versions
from meetings.domain.agenda.outline import Direction
from meetings.domain.agenda.rules import ItemDraft
from meetings.domain.meeting.rules import GapsRemain
from meetings.domain.parity import actions as parity
from meetings.extensions import db, transaction
from meetings.models.agenda import AgendaItem, AgendaVersion, Purpose, Stage
from meetings.models.meeting import Meeting
from tests.make import Make, both


def issue(make: Make, meeting: Meeting, stage: Stage = Stage.PROVISIONAL, waiver: str = "") -> AgendaVersion:
    with transaction():
        return parity.issue(meeting, stage, waiver, by=None, now=make.now)


def retitle(make: Make, item: AgendaItem, title: str) -> None:
    with transaction():
        actions.revise(item, ItemDraft(both(title), Purpose.DECISION, Bilingual(), 10), by=None, now=make.now)


def titles(agenda: issued.Agenda) -> list[str]:
    return [f"{point.number} {point.title.en}" for point in agenda.points]


def test_readers_keep_what_was_issued_until_the_next_version(make: Make) -> None:
    meeting = make.meeting()
    item = make.item(meeting, "Opening")
    assert titles(issued.shown(meeting)) == ["1 Opening"]
    first = issue(make, meeting)
    retitle(make, item, "Welcome")
    make.item(meeting, "Report")
    shown = issued.shown(meeting)
    assert titles(shown) == ["1 Opening"]
    assert (shown.version, shown.stage, shown.issued_at) == (1, Stage.PROVISIONAL, make.now)
    issue(make, meeting, Stage.REVISED)
    assert titles(issued.shown(meeting)) == ["1 Welcome", "2 Report"]
    assert titles(issued.of_version(first)) == ["1 Opening"]


def test_version_keeps_an_item_that_is_gone_with_its_presenters(make: Make) -> None:
    meeting, kenya = make.meeting(), make.member()
    item = make.item(meeting)
    with transaction():
        actions_presenters.present(item, kenya, by=None, now=make.now)
    issue(make, meeting)
    with transaction():
        actions.remove(item, by=None, now=make.now)
    (point,) = issued.shown(meeting).points
    assert (point.id, [speaker.en for speaker in point.speakers]) == (0, ["Kenya"])
    make.item(meeting, "Another")
    what = [change.what for change in versions.changes(issued.shown(meeting).points, issued.standing(meeting).points)]
    assert what == [versions.What.REMOVED, versions.What.ADDED]


def test_nothing_new_is_not_issued_but_can_be_adopted(make: Make) -> None:
    meeting = make.meeting()
    with pytest.raises(versions.AgendaEmpty):
        issue(make, meeting)
    make.item(meeting)
    issue(make, meeting)
    with pytest.raises(versions.NothingToIssue):
        issue(make, meeting, Stage.REVISED)
    with pytest.raises(versions.StageNotOffered):
        issue(make, meeting, Stage.CORRECTED)
    assert issue(make, meeting, Stage.ADOPTED).number == 2


def test_language_that_is_missing_needs_a_reason(make: Make) -> None:
    meeting = make.meeting()
    with transaction():
        draft = ItemDraft(Bilingual("English only"), Purpose.DECISION, Bilingual(), None)
        actions.add(meeting, draft, by=None, now=make.now)
    with pytest.raises(GapsRemain):
        issue(make, meeting)
    assert issue(make, meeting, waiver="The translator is ill.").number == 1


def test_adopted_agenda_stays_until_it_is_corrected_for_a_reason(make: Make) -> None:
    meeting = make.meeting()
    item = make.item(meeting)
    issue(make, meeting, Stage.ADOPTED)
    for act in (
        lambda: make.item(meeting, "More"),
        lambda: retitle(make, item, "Welcome"),
        lambda: actions.move(item, Direction.DOWN, by=None, now=make.now),
        lambda: actions.remove(item, by=None, now=make.now),
        lambda: actions_presenters.present(item, make.person(), by=None, now=make.now),
    ):
        with pytest.raises(rules.AgendaAdopted):
            act()
        db.session.rollback()
    with transaction():
        actions_versions.correct(meeting, both("A slip"), by=None, now=make.now)
    assert titles(issued.shown(meeting)) == ["1 Opening"]
    retitle(make, item, "Welcome")
    version = issue(make, meeting, Stage.CORRECTED)
    assert (version.number, version.reason.en) == (2, "A slip")
    assert titles(issued.shown(meeting)) == ["1 Welcome"]
    with pytest.raises(rules.AgendaAdopted):
        retitle(make, item, "Again")


def test_correction_can_be_given_up_while_nothing_is_corrected(make: Make) -> None:
    meeting = make.meeting()
    item = make.item(meeting)
    with pytest.raises(versions.NotAdopted), transaction():
        actions_versions.correct(meeting, both("A slip"), by=None, now=make.now)
    issue(make, meeting, Stage.ADOPTED)
    with transaction():
        actions_versions.correct(meeting, both("A slip"), by=None, now=make.now)
    retitle(make, item, "Welcome")
    with pytest.raises(versions.CorrectionWritten), transaction():
        actions_versions.drop_correction(meeting, by=None, now=make.now)
    retitle(make, item, "Opening")
    with transaction():
        item.title = both("Opening", "Ouverture")
    with transaction():
        actions_versions.drop_correction(meeting, by=None, now=make.now)
    assert versions.is_locked(queries.versions(meeting))
