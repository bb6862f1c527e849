"""Attendance of two records that become one, and two again."""

from datetime import timedelta

from meetings.domain.attendance import actions as attendance
from meetings.domain.attendance import certificates, figures, queries
from meetings.domain.merging import actions
from meetings.extensions import transaction
from meetings.models.attendance import Presence, Source
from tests.domain.merging.conftest import Twice, rows


def test_attendance_moves_and_counts_once(twice: Twice) -> None:
    make, meeting = twice.make, twice.make.meeting()
    english, french = make.sessions(meeting)
    now = french.ends_at + timedelta(hours=1)
    make.registration(meeting, twice.gone)
    with transaction():
        attendance.admit(english, {twice.gone: english.starts_at}, by=twice.by, now=english.ends_at)
        attendance.decide(english, [twice.kept], Presence.ABSENT, by=twice.by, now=now)
        attendance.decide(french, [twice.gone], Presence.PRESENT, by=twice.by, now=now)
        certificates.issue(meeting, by=twice.by, now=now)
    before = rows()
    assert figures.people(meeting).attended == 1

    row = twice.merge()
    assert figures.people(meeting).attended == 1
    shown = {each.session_id: (each.presence, each.source) for each in queries.of_person(meeting, twice.kept)}
    assert shown == {
        english.id: (Presence.ABSENT, Source.SECRETARIAT),
        french.id: (Presence.PRESENT, Source.SECRETARIAT),
    }
    assert [each.counted for each in queries.of_person(meeting, twice.gone)] == [False]
    said = queries.said_of(queries.of_person(meeting, twice.kept))
    kept = next(each for each in queries.of_person(meeting, twice.kept) if each.session_id == english.id)
    assert {each.source for each in said[kept.id]} == {Source.SECRETARIAT, Source.DOOR}
    assert [each.person_id for each in certificates.of(meeting)] == [twice.kept.id]

    with transaction():
        actions.undo(row, by=twice.by, now=make.now + timedelta(hours=1))
    assert rows() == before
