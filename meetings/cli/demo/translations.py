"""What happened to the languages of the next plenary: steps taken with gaps, for a reason; a list that came back."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from meetings.cli.demo.diary import Diary
from meetings.cli.demo.register import Register
from meetings.cli.demo.texts import read
from meetings.domain.agenda import queries as agenda
from meetings.domain.agenda import versions
from meetings.domain.parity import actions_files as files
from meetings.domain.parity import file_rules, queries
from meetings.domain.parity.rules import Step, Text
from meetings.exports import xliff
from meetings.models.agenda import AgendaItem
from meetings.models.database import add, current
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.translation import TranslationSource, key_of

CAME_BACK_BEFORE = timedelta(hours=3)


def tell(register: Register, diary: Diary, *, now: datetime) -> None:
    """Note why the meeting was announced with gaps, and let the list of a translator wait to be taken over."""
    told, by = read("translations.toml"), register.secretariat[1]
    meeting = current().scalars(select(Meeting).where(Meeting.slug == told["meeting"])).one()
    items = {item.number: item for item in agenda.items(meeting)}
    _waive(meeting, Step.ANNOUNCE, meeting.announced_at or meeting.created_at, told["reason"], diary, by)
    for version in versions.issued(agenda.versions(meeting)):
        _waive(meeting, Step.ISSUE, version.issued_at or now, told["reason"], diary, by)
    for each in told["items"]:
        if "was" in each and meeting.announced_at:
            key = key_of(items[each["number"]], "title")
            add(TranslationSource(text=key, words=each["was"], since=meeting.announced_at - timedelta(days=1)))
    with diary.following():
        files.bring(meeting, told["file"], _list(meeting, told, items, now), by=by, now=now - CAME_BACK_BEFORE)


def _waive(meeting: Meeting, step: Step, at: datetime, reason: dict[str, str], diary: Diary, by: Person) -> None:
    """Note the *reason* for which *meeting* took a *step* with gaps."""
    gaps = queries.gaps(meeting, step)
    diary.note(
        at,
        queries.WAIVED,
        meeting,
        by=by,
        meeting=meeting,
        step=step.value,
        number=len(gaps),
        texts=" ".join(gap.key for gap in gaps),
        reason_en=reason["en"],
        reason_fr=reason["fr"],
    )


def _list(meeting: Meeting, told: dict[str, Any], items: dict[str, AgendaItem], now: datetime) -> bytes:
    """Return the file that the translator sent: the gaps of the agenda, filled."""
    texts = {text.key: text for text in queries.gaps(meeting, Step.ANNOUNCE)}
    units = [
        _unit(meeting, texts[key_of(items[each["number"]], "title")], each["translation"]) for each in told["items"]
    ]
    return xliff.document(units, original=meeting.slug, source="en", target="fr", made_at=now)


def _unit(meeting: Meeting, text: Text, translation: str) -> xliff.Unit:
    mark = file_rules.mark_of(meeting.id, text)
    return xliff.Unit(mark, text.key, "missing", text.part.limit, text.words.en, translation, "")
