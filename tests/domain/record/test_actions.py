"""Writing, publishing and withdrawing a record."""

from datetime import timedelta

import pytest

from meetings.core.bilingual import Bilingual
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.audit import queries as audit
from meetings.domain.outcome import actions as outcomes
from meetings.domain.outcome.rules import RecordPublished
from meetings.domain.record import actions, policy, queries, rules
from meetings.extensions import db, transaction
from meetings.models.meeting import Visibility
from meetings.models.outbox import Announcement
from tests.make import Make, both
from tests.queries import counted


def texts(meeting) -> list[str]:
    return [entry.text.en for entry in queries.view(meeting).entries]


def test_begin_refuses_a_second_record(make: Make) -> None:
    meeting = make.meeting()
    make.record(meeting)
    with pytest.raises(rules.AlreadyBegun), transaction():
        actions.begin(meeting, by=None, now=make.now)


def test_paragraphs_are_added_moved_and_struck(make: Make) -> None:
    meeting = make.meeting()
    record = make.record(meeting, both("a"), both("b"), both("c"))
    b = queries.paragraphs(record)[1]
    with transaction():
        actions.move_paragraph(b, "up", by=None, now=make.now)
    assert texts(meeting) == ["b", "a", "c"]
    with transaction():
        actions.move_paragraph(b, "up", by=None, now=make.now)
        actions.strike_paragraph(queries.paragraphs(record)[1], by=None, now=make.now)
    assert texts(meeting) == ["b", "c"]
    verbs = {line.verb for line in audit.history(meeting).things}
    assert {"record.begun", "paragraph.added", "paragraph.moved", "paragraph.struck"} <= verbs


def test_revise_and_strike_refuse_when_someone_else_changed_the_words(make: Make) -> None:
    record = make.record(make.meeting())
    (paragraph,) = queries.paragraphs(record)
    seen = rules.version(paragraph)
    with transaction():
        actions.revise_paragraph(paragraph, both("theirs"), seen=seen, by=None, now=make.now)
    with pytest.raises(ChangedMeanwhile), transaction():
        actions.revise_paragraph(paragraph, both("mine"), seen=seen, by=None, now=make.now)
    with pytest.raises(ChangedMeanwhile), transaction():
        actions.strike_paragraph(paragraph, seen=seen, by=None, now=make.now)
    assert paragraph.text.en == "theirs"


def test_publish_announces_and_freezes_the_order(make: Make) -> None:
    meeting = make.meeting()
    record = make.record(meeting, published=True)
    (announcement,) = db.session.scalars(db.select(Announcement).where(Announcement.kind == "record.published"))
    assert announcement.payload == {"meeting": meeting.id}
    (paragraph,) = queries.paragraphs(record)
    for write in (
        lambda: actions.add_paragraph(record, None, both("x"), by=None, now=make.now),
        lambda: actions.move_paragraph(paragraph, "up", by=None, now=make.now),
        lambda: actions.strike_paragraph(paragraph, by=None, now=make.now),
        lambda: actions.publish(record, gaps=0, by=None, now=make.now),
    ):
        with pytest.raises(rules.AlreadyPublished), transaction():
            write()
    with pytest.raises(RecordPublished), transaction():
        outcomes.decide(meeting, both("x"), item=None, by=None, now=make.now)


def test_publish_refuses_an_empty_record_and_a_draft_meeting(make: Make) -> None:
    meeting = make.meeting()
    with transaction():
        record = actions.begin(meeting, by=None, now=make.now)
    with pytest.raises(rules.RecordEmpty), transaction():
        actions.publish(record, gaps=0, by=None, now=make.now)
    draft = make.record(make.meeting(number=9, announced=False))
    with pytest.raises(rules.MeetingIsDraft), transaction():
        actions.publish(draft, gaps=0, by=None, now=make.now)


def test_publish_refuses_gaps_without_a_reason_and_keeps_the_reason(make: Make) -> None:
    meeting = make.meeting()
    record = make.record(meeting, Bilingual("only English"))
    with pytest.raises(rules.RecordGaps) as refused, transaction():
        actions.publish(record, gaps=1, by=None, now=make.now)
    assert refused.value.texts == 1
    with transaction():
        reason = both("The translator is ill.", "La traductrice est malade.")
        actions.publish(record, reason, gaps=1, by=None, now=make.now)
    assert record.waiver.en == "The translator is ill."
    line = audit.history(meeting).things[0]
    assert (line.verb, line.details["gaps"], line.details["waiver_en"]) == (
        "record.published",
        1,
        "The translator is ill.",
    )


def test_corrections_move_the_day_that_readers_see(make: Make) -> None:
    meeting, later = make.meeting(), make.now + timedelta(days=2)
    with transaction():
        record = actions.begin(meeting, by=None, now=make.now)
        paragraph = actions.add_paragraph(record, None, both("a"), by=None, now=make.now)
        decision = outcomes.decide(meeting, both("d"), item=None, by=None, now=make.now)
        actions.publish(record, gaps=0, by=None, now=make.now)
    assert not rules.corrected(record)
    with transaction():
        actions.revise_paragraph(paragraph, both("b"), by=None, now=later)
    assert rules.corrected(record)
    with transaction():
        outcomes.revise_decision(decision, both("e"), by=None, now=later + timedelta(days=1))
    make.again(record)
    assert record.changed_at == later + timedelta(days=1)


def test_withdraw_makes_a_draft_again(make: Make) -> None:
    record = make.record(make.meeting(), published=True)
    with transaction():
        actions.withdraw(record, by=None, now=make.now)
    assert record.published_at is None
    with pytest.raises(rules.NotPublished), transaction():
        actions.withdraw(record, by=None, now=make.now)


@pytest.mark.parametrize(
    ("visibility", "anonymous"), [(Visibility.PUBLIC, True), (Visibility.OPEN, False), (Visibility.INTERNAL, False)]
)
def test_record_is_read_by_those_who_may_read_the_papers(make: Make, visibility: Visibility, anonymous: bool) -> None:
    meeting = make.meeting(visibility=visibility)
    record = make.record(meeting)
    reader, secretariat = make.person(), make.secretariat()
    assert not policy.can_read(secretariat, meeting, None)
    assert [policy.can_read(who, meeting, record) for who in (None, reader, secretariat)] == [False, False, True]
    with transaction():
        actions.publish(record, gaps=0, by=None, now=make.now)
    assert [policy.can_read(who, meeting, record) for who in (None, reader, secretariat)] == [anonymous, True, True]


def test_view_takes_as_many_statements_for_thirty_paragraphs_as_for_one(make: Make) -> None:
    counts = []
    for number, paragraphs in ((1, 1), (2, 30)):
        meeting = make.meeting(number=number)
        make.record(meeting, *(both(f"p{each}") for each in range(paragraphs)))
        make.again(meeting)
        meeting_id = meeting.id
        assert meeting_id
        with counted() as statements:
            assert len(list(queries.view(meeting).entries)) == paragraphs
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 5


def test_count_to_tell_counts_places_of_open_accounts(make: Make) -> None:
    meeting = make.meeting()
    for name in ("A", "B"):
        make.registration(meeting, make.person(name))
    assert queries.count_to_tell(meeting) == 2
