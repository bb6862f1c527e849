"""Announcing and publishing count the gaps in one place, and keep the reason why they may wait."""

import ast
from pathlib import Path

import pytest

import meetings
from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual
from meetings.domain.audit import queries as audit
from meetings.domain.meeting.rules import GapsRemain
from meetings.domain.parity import actions, queries, rules
from meetings.domain.record.rules import RecordGaps
from meetings.extensions import transaction
from meetings.models.agenda import Stage
from meetings.models.meeting import Meeting
from tests.make import Make, both

PACKAGE = Path(meetings.__file__).parent


def with_gaps(make: Make) -> Meeting:
    meeting = make.meeting(announced=False)
    make.item(meeting, title_fr="")
    return meeting


def test_announcing_with_gaps_needs_a_reason_which_the_history_keeps(make: Make) -> None:
    meeting, by = with_gaps(make), make.secretariat()
    with pytest.raises(GapsRemain), transaction():
        actions.announce(meeting, "", by=by, now=make.now)
    assert not queries.waivers(meeting)
    with transaction():
        actions.announce(meeting, "The translator is ill.", by=by, now=make.now)
    assert meeting.announced_at
    (line,) = queries.waivers(meeting)
    assert (line.actor_id, line.details["step"], line.details["number"]) == (by.id, "announce", 1)
    assert line.details["texts"] == queries.texts(meeting)[2].key
    assert line.details["reason_en"] == line.details["reason_fr"] == "The translator is ill."


def test_machine_draft_is_a_gap_for_announcing(make: Make) -> None:
    meeting = with_gaps(make)
    text = next(text for text in queries.texts(meeting) if text.is_gap)
    with transaction():
        draft(make, meeting, text)
    with pytest.raises(GapsRemain), transaction():
        actions.announce(meeting, "", by=None, now=make.now)


def draft(make: Make, meeting: Meeting, text: rules.Text, words: str = "Ouverture") -> None:
    actions.draft(meeting, text.key, words, seen=fingerprint.of(text.words), by=None, now=make.now)


def test_publishing_with_gaps_needs_a_reason_which_readers_see(make: Make) -> None:
    meeting = make.meeting()
    record = make.record(meeting, Bilingual("Only English"))
    with pytest.raises(RecordGaps), transaction():
        actions.publish(record, Bilingual(), by=None, now=make.now)
    with transaction():
        actions.publish(record, both("Soon.", "Bientôt."), by=None, now=make.now)
    assert record.waiver == both("Soon.", "Bientôt.")
    assert [line.details["step"] for line in queries.waivers(meeting)] == ["publish"]


def test_issuing_an_agenda_with_gaps_needs_a_reason_which_the_history_keeps(make: Make) -> None:
    meeting = with_gaps(make)
    with pytest.raises(GapsRemain), transaction():
        actions.issue(meeting, Stage.PROVISIONAL, "", by=None, now=make.now)
    with transaction():
        actions.issue(meeting, Stage.PROVISIONAL, "The translator is ill.", by=None, now=make.now)
    (line,) = queries.waivers(meeting)
    assert (line.details["step"], line.details["number"]) == ("issue", 1)
    assert line.details["texts"].startswith("agenda_item:")


def test_a_reason_without_gaps_is_no_waiver(make: Make) -> None:
    meeting = make.meeting(announced=False)
    with transaction():
        actions.announce(meeting, "For nothing.", by=None, now=make.now)
    assert not queries.waivers(meeting)


def test_nobody_takes_a_step_without_counting_the_gaps() -> None:
    """Pages, jobs and commands announce and publish through this feature."""
    steps = {
        "meetings.domain.meeting.actions": {"announce"},
        "meetings.domain.agenda.actions_versions": {"issue"},
        "meetings.domain.record.actions": {"publish"},
    }
    for floor in ("web", "api", "jobs", "cli", "notices"):
        for path in (PACKAGE / floor).rglob("*.py"):
            tree = ast.parse(path.read_text("utf-8"))
            names = {
                (alias.asname or alias.name): f"{node.module}.{alias.name}"
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom)
                for alias in node.names
            }
            for call in (node.func for node in ast.walk(tree) if isinstance(node, ast.Call)):
                if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name):
                    assert call.attr not in steps.get(names.get(call.value.id, ""), ()), path


def test_draft_is_marked_and_noted(make: Make) -> None:
    meeting = with_gaps(make)
    text = next(text for text in queries.texts(meeting) if text.is_gap)
    with transaction():
        draft(make, meeting, text, "  Ouverture\n")
    found = next(each for each in queries.texts(meeting) if each.key == text.key)
    assert found.words == text.words.drafted("Ouverture")
    assert "translation.drafted" in {line.verb for line in audit.history(meeting).things}
    both_ = (found.words.en, found.words.fr)
    with transaction():
        actions.save(meeting, [actions.Edit(text.key, both_, both_, current=True)], by=None, now=make.now)
    assert "translation.accepted" in {line.verb for line in audit.history(meeting).things}


@pytest.mark.parametrize("words", ["", "x" * 301, "a\x00b"])
def test_draft_that_cannot_be_stored_is_refused(make: Make, words: str) -> None:
    meeting = with_gaps(make)
    text = next(text for text in queries.texts(meeting) if text.is_gap)
    with pytest.raises(rules.DraftUnusable), transaction():
        draft(make, meeting, text, words)


def test_draft_is_never_put_over_words_of_somebody(make: Make) -> None:
    meeting = with_gaps(make)
    text = next(text for text in queries.texts(meeting) if text.is_gap)
    with transaction():
        edit = actions.Edit(text.key, ("Opening", ""), ("Opening", "Ouverture de la réunion"))
        actions.save(meeting, [edit], by=None, now=make.now)
    with pytest.raises(rules.NothingToDraft), transaction():
        draft(make, meeting, text)
    now = next(each for each in queries.texts(meeting) if each.key == text.key)
    with pytest.raises(rules.NothingToDraft), transaction():
        draft(make, meeting, now)
    with pytest.raises(rules.TextGone), transaction():
        actions.draft(meeting, "x:1:y", "a", seen="", by=None, now=make.now)
