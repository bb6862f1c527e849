"""A poll about the day of a call after the next plenary: closed, and waiting to be settled."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from zlib import crc32

from sqlalchemy import select

from meetings.cli.demo.diary import Diary
from meetings.cli.demo.register import Register
from meetings.core import zones
from meetings.core.bilingual import Bilingual
from meetings.domain.meeting import clashes
from meetings.domain.meeting import queries as meetings
from meetings.domain.poll import actions, actions_closing, answers, dates, electorate, queries, settlements
from meetings.domain.poll.dates import IF_NEED_BE, NO, YES, DateDraft
from meetings.domain.poll.draft_rules import OptionDraft, PollDraft, Terms
from meetings.domain.poll.history import seal_of
from meetings.models.ballot import Ballot, BallotEntry, Elector
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.organisation import Nomination, Organisation
from meetings.models.poll import Poll, PollOption, QuestionKind
from meetings.models.poll_date import PollDate

MEETING = "ncp-plenary-8"
QUESTION = Bilingual(
    "Which day suits for the follow-up call after the plenary?",
    "Quel jour convient pour l’appel de suivi après la réunion plénière ?",
)
#: Days after the last session, hour, and zone of each date; each call takes an hour and a half.
OFFERED = (
    (14, 9, "Europe/Brussels"),
    (15, 14, "Europe/Brussels"),
    (18, 8, "Europe/Brussels"),
    (20, 10, "Africa/Nairobi"),
)
LENGTH = timedelta(minutes=90)
#: Of a hundred administrations so many answered.
ANSWERED = 68


def tell(register: Register, diary: Diary, *, now: datetime) -> None:
    """Put the question nine days ago, let people answer by their own clocks, and close it two days ago."""
    meeting = meetings.by_slug(MEETING)
    if meeting is None:
        raise LookupError(MEETING)
    by = register.secretariat[0]
    with diary.following():
        draft = PollDraft(QUESTION, None, _options(meeting), Terms(kind=QuestionKind.DATES))
        poll = actions.prepare(meeting, draft, by=by, now=now - timedelta(days=10))
        actions.open_(poll, by=by, now=now - timedelta(days=9))
        _answer(poll, now - timedelta(days=8))
        actions_closing.close(poll, by=by, now=now - timedelta(days=2))


def _options(meeting: Meeting) -> tuple[OptionDraft, ...]:
    last = max(session.starts_local for session in meetings.sessions_of(meeting))
    found = []
    for days, hour, zone in OFFERED:
        starts = (last + timedelta(days=days)).replace(hour=hour, minute=0)
        found.append(OptionDraft(Bilingual(), date=DateDraft(starts, starts + LENGTH, zone)))
    return tuple(found)


def _answer(poll: Poll, since: datetime) -> None:
    """Write the ballots of most administrations, one every few minutes."""
    people = current().execute(
        electorate.speaking(since.date())
        .with_only_columns(Nomination.organisation_id, Nomination.person_id)
        .order_by(Nomination.id.desc())
    )
    speaks = {organisation: person for organisation, person in people}  # noqa: C416
    query = select(Organisation).join(Elector, Elector.organisation_id == Organisation.id)
    entitled = current().scalars(query.where(Elector.poll_id == poll.id).order_by(Organisation.code)).all()
    clocks, options = settlements.zones_of(entitled, on=since.date()), queries.options(poll)
    seal, numbers = "", count(1)
    for one in entitled:
        chance = crc32(one.code.encode())
        if chance % 100 >= ANSWERED:
            continue
        number = next(numbers)
        marks = _marks(options, clocks.get(one.id, "UTC"), chance)
        values = {
            "poll_id": poll.id,
            "voter": one.id,
            "choice": answers.written(marks),
            "cast_by_id": speaks[one.id],
            "cast_at": since + timedelta(minutes=37 * number),
        }
        entry = BallotEntry(**values, number=number)
        entry.seal = seal = seal_of(entry, seal)
        current().add_all([Ballot(**values), entry])
    current().flush()


def _marks(options: Sequence[PollOption], zone: str, chance: int) -> dict[int, int]:
    """Return what people in *zone* answer: no at night, and by day what *chance* says; a few dates are left open."""
    found: dict[int, int] = {}
    for place, option in enumerate(options):
        roll = (chance >> (3 * place)) % 8
        if roll == 0:
            continue
        found[option.id] = NO if _asleep(option.date, zone) or roll == 1 else IF_NEED_BE if roll == 2 else YES
    return found or {options[0].id: NO}


def _asleep(date: PollDate | None, zone: str) -> bool:
    if date is None:
        return False
    starts, ends = (zones.local(at, zone) for at in dates.instants(date))
    return clashes.is_night(starts, ends)
