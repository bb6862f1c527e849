"""Questions to the plenaries in several states, and who asked for the floor."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete

from meetings.cli.demo.diary import Diary
from meetings.cli.demo.register import Register
from meetings.cli.demo.texts import read
from meetings.core.bilingual import Bilingual, written
from meetings.domain.agenda import queries as agenda
from meetings.domain.floor import actions as floor
from meetings.domain.meeting import queries as meetings
from meetings.domain.question import actions
from meetings.domain.question import actions_moderation as moderation
from meetings.domain.question.rules import Draft
from meetings.models.database import current
from meetings.models.floor import FloorKind
from meetings.models.meeting import Meeting
from meetings.models.outbox import Announcement
from meetings.models.person import Person
from meetings.models.question import Intake, Question, Voice

#: Minutes for each statement.
LIMIT = 3


def tell(register: Register, diary: Diary, *, now: datetime) -> None:
    """Let people ask, vote and be answered, and speak; nobody is written to."""
    by, told = register.secretariat[0], read("questions.toml")
    with diary.following():
        _take(meeting_called(told["asked"][0]["meeting"]), by, now - timedelta(days=10))
        asked: list[Question] = []
        for row in told["asked"]:
            asked.append(_ask(row, asked, register, by, now - timedelta(days=row["days"])))
        for row in told["spoke"]:
            _speak(meeting_called(row["meeting"]), row["seconds"], register, by)
        for row in told["waits"]:
            _wait(meeting_called(row["meeting"]), row, register, by, now - timedelta(days=1))
        current().flush()
        current().execute(delete(Announcement))


def meeting_called(slug: str) -> Meeting:
    """Return the meeting called *slug*; raises ``LookupError``."""
    found = meetings.by_slug(slug)
    if found is None:
        raise LookupError(slug)
    return found


def _take(meeting: Meeting, by: Person, at: datetime) -> None:
    actions.set_intake(meeting, Intake.REVIEW, nameless=True, by=by, now=at)
    floor.set_limit(meeting, LIMIT, by=by, now=at)


def _ask(row: dict[str, Any], asked: list[Question], register: Register, by: Person, at: datetime) -> Question:
    """Ask what *row* says, and do with it what it says."""
    meeting, texts = meeting_called(row["meeting"]), row["text"]
    item = next((each for each in agenda.items(meeting) if each.number == row.get("item")), None)
    words = written(texts.get("en", ""), texts.get("fr", ""), language="en" if "en" in texts else "fr")
    draft = Draft(words, Voice(row.get("voice", "person")), item)
    # Somebody has to send it, whoever that was.
    asker = register.people[row.get("by", "ncp.ke@hemicycle.example")]
    question = actions.ask(meeting, draft, by=asker, now=at)
    later = at + timedelta(hours=3)
    if "reason" in row:
        moderation.decline(question, _both(row["reason"]), by=by, now=later)
    elif "into" in row:
        moderation.merge(asked[row["into"] - 1], [question], by=by, now=later)
    elif not row.get("waits"):
        moderation.publish(question, by=by, now=later)
    for email in row.get("votes", ()):
        actions.vote(question, by=register.people[email], now=later + timedelta(hours=1))
    if "answer" in row:
        moderation.answer(question, _both(row["answer"]), by=by, now=later + timedelta(days=1))
    return question


def _both(table: dict[str, str]) -> Bilingual:
    return written(table["en"], table["fr"])


def _speak(meeting: Meeting, seconds: dict[str, int], register: Register, by: Person) -> None:
    """Let administrations speak one after the other, from an hour into the first session on."""
    session = meetings.sessions_of(meeting)[0]
    at = session.starts_at + timedelta(hours=1)
    for code, length in seconds.items():
        request = floor.ask(session, register.organisations[code], FloorKind.STATEMENT, None, by=by, now=at)
        floor.give(request, by=by, now=at)
        at += timedelta(seconds=length)
        floor.end(request, by=by, now=at)


def _wait(meeting: Meeting, row: dict[str, Any], register: Register, by: Person, at: datetime) -> None:
    session = meetings.sessions_of(meeting)[0]
    kinds = dict.fromkeys(row["organisations"], FloorKind.STATEMENT) | {row["order"]: FloorKind.ORDER}
    for code, kind in kinds.items():
        floor.ask(session, register.organisations[code], kind, None, by=by, now=at)
